import { cp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { SignedVerdict } from '#core/attestation/verdict/signed-verdict.ts';
import { ROOT } from '../../local/root.ts';
import { type Runtime, startRuntime } from '../../local/runtime.ts';
import { countersign } from '../cli/support/test-context.ts';
import { presentAssembly, temporaryFolder } from '../e2e/support/countersign.ts';
import { FEDERAL } from '../e2e/support/referred-case.ts';
import { variantZip } from '../e2e/support/variant.ts';
import { CHROMIUM, launch, signedIn, violationsOn } from './support/chromium.ts';
import { countAttacks, hostileText } from './support/hostile.ts';

const Named = z.array(z.looseObject({}));

/** Bundles that are uploaded through the pages, and what the pages then show of them. */
describe.skipIf(CHROMIUM === undefined)('bundles in Chromium', { retry: 1 }, () => {
  const folder = temporaryFolder();
  const at = (name: string) => join(folder.path, name);
  let runtime: Runtime;
  let browser: Browser;

  beforeAll(async () => {
    runtime = await startRuntime({ assembly: await presentAssembly(), state: at('.countersign') });
    browser = await launch();
  }, 240_000);
  afterAll(async () => {
    await browser?.close();
    await runtime?.stop();
    folder.discard();
  });

  const open = async (page: Page, path: string) => {
    await page.goto(`${runtime.profile.api}${path}`);
    await page.getByRole('heading', { level: 1 }).waitFor();
    await page.waitForLoadState('networkidle');
  };
  /** Submits a bundle on the page of its vendor; the path of its case. */
  async function submit(page: Page, file: string): Promise<string> {
    await open(page, '/app/submit');
    await page.getByLabel('A zip').setInputFiles(file);
    await page.getByRole('heading', { name: 'What the review would say' }).waitFor({ timeout: 60_000 });
    await page.getByRole('button', { name: /^Submit( all the same)?$/ }).click();
    await page.waitForURL(/\/app\/cases\/case-/, { timeout: 60_000 });
    await page.locator('.findings').waitFor({ timeout: 90_000 });
    return new URL(page.url()).pathname;
  }

  it('whose names are written to attack who reads them are shown as text on every page', async () => {
    const { markup, link, unreadable } = hostileText;
    const name = `${markup} ${unreadable.slice(0, 40)}`;
    const zip = await variantZip(at('hostile'), 'frontier-safeguarded', ({ model, ...manifest }) => {
      const [first, ...others] = Named.parse(manifest.evaluations);
      const [card, ...documents] = Named.parse(manifest.documents);
      return {
        ...manifest,
        packs: [FEDERAL],
        model: {
          ...z.looseObject({}).parse(model),
          id: name,
          logNames: ['quillon/atlas-5', 'quillon/atlas-5-helpful-only'],
        },
        evaluations: [{ ...first, task: `${name} ${link}` }, ...others],
        documents: [{ ...card, title: `${name} ${link}` }, ...documents],
      };
    });
    await writeFile(at('hostile.zip'), zip);
    const vendor = await signedIn(browser, runtime.profile.api, 'vendor-quillon');
    const reviewer = await signedIn(browser, runtime.profile.api, 'nsa-reviewer-1');
    for (const { page } of [vendor, reviewer]) await page.addInitScript(countAttacks);
    const path = await submit(vendor.page, at('hostile.zip'));
    for (const [{ page }, address] of [
      [vendor, path],
      [vendor, '/app/cases'],
      [reviewer, '/app/queue'],
      [reviewer, path],
    ] as const) {
      await open(page, address);
      await page.getByText(markup).first().waitFor();
      if (address === path) {
        await page.getByText('Model card and documents').click();
        await page.getByRole('button', { name: markup }).click();
        await page.locator('.document').first().waitFor();
      }
      expect(await page.evaluate('attacked')).toEqual([]);
      expect(await page.locator('a[href^="javascript:"], main script, main img, main iframe').count()).toBe(0);
      expect(await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth')).toBe(
        0,
      );
      expect(await violationsOn(page)).toEqual([]);
    }
    expect([...vendor.problems, ...reviewer.problems]).toEqual([]);
  }, 180_000);

  it('that their vendor signed lead to a signed verdict, which is decided again in the browser and holds', async () => {
    const run = async (person: string | null, ...argv: string[]) => {
      const env = { XDG_CONFIG_HOME: folder.path, XDG_STATE_HOME: folder.path };
      const as = person === null ? [] : ['--as', person];
      const { exitCode, stderr } = await countersign([...argv, ...as], { cwd: folder.path, env });
      expect(exitCode, stderr).toBe(0);
    };
    await cp(join(ROOT, 'examples/modest-model'), at('signed'), { recursive: true });
    await run(null, 'keygen', 'vendor');
    await run('vendor-larkspur', 'keys', 'register', 'vendor.pub.pem');
    await run(null, 'pack', 'signed', '--refresh', '-o', 'first.zip');
    await run(null, 'sign', 'signed', '--key', 'vendor.key.pem');
    await run(null, 'pack', 'signed', '-o', 'signed.zip');

    const { page, problems } = await signedIn(browser, runtime.profile.api, 'vendor-larkspur');
    await open(page, await submit(page, at('signed.zip')));
    const panel = page.getByRole('region', { name: 'Signed verdict' });
    const again = panel.getByRole('button', { name: 'Look again' });
    await expect
      .poll(
        async () => {
          if ((await again.count()) > 0) await again.click();
          return panel.getByRole('status').textContent();
        },
        { timeout: 60_000, interval: 500 },
      )
      .toContain('in the transparency log');
    const download = page.waitForEvent('download');
    await panel.getByRole('link', { name: 'Download the signed verdict' }).click();
    await (await download).saveAs(at('verdict.json'));
    const { envelope } = SignedVerdict.parse(JSON.parse(await readFile(at('verdict.json'), 'utf8')));
    const said = JSON.parse(Buffer.from(envelope.payload, 'base64').toString());
    expect(said.predicate.signer).toMatchObject({ trusted: true });

    const keys = await (await fetch(`${runtime.profile.api}/attestation/keys`)).text();
    await writeFile(at('keys.json'), keys);
    await open(page, '/app/verify');
    await page.getByLabel('Trusted keys').setInputFiles(at('keys.json'));
    await page.getByLabel('Signed verdict').setInputFiles(at('verdict.json'));
    await page.getByRole('heading', { name: 'The verdict holds' }).waitFor();
    await page.getByLabel('Bundle', { exact: true }).setInputFiles(at('signed.zip'));
    await page.getByText('the same, byte for byte').waitFor({ timeout: 60_000 });
    expect(await violationsOn(page)).toEqual([]);
    expect(problems).toEqual([]);
  }, 180_000);
});
