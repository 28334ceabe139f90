import { randomBytes } from 'node:crypto';
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ROOT } from '../../local/root.ts';
import { type Runtime, startRuntime } from '../../local/runtime.ts';
import { countersign } from '../cli/support/test-context.ts';
import { exampleZip, presentAssembly, temporaryFolder } from '../e2e/support/countersign.ts';
import { eventually } from '../local/support/clients.ts';
import { CHROMIUM, launch, signedIn, violationsOn } from './support/chromium.ts';

describe.skipIf(CHROMIUM === undefined)('submitting in Chromium', { retry: 1 }, () => {
  const folder = temporaryFolder();
  let runtime: Runtime;
  let browser: Browser;

  beforeAll(async () => {
    runtime = await startRuntime({ assembly: await presentAssembly(), state: join(folder.path, 'state') });
    browser = await launch();
  }, 240_000);
  afterAll(async () => {
    await browser?.close();
    await runtime?.stop();
    folder.discard();
  });

  async function submitting(vendor: string): Promise<{ page: Page; problems: string[] }> {
    const signed = await signedIn(browser, runtime.profile.api, `vendor-${vendor}`);
    await signed.page.goto(`${runtime.profile.api}/app/submit`);
    await signed.page.getByLabel('A zip').waitFor();
    return signed;
  }

  async function zipOf(example: string): Promise<string> {
    const path = join(folder.path, `${example}.zip`);
    writeFileSync(path, await exampleZip(example));
    return path;
  }

  /** What the page has found, as it is saved from there. */
  async function saved(page: Page): Promise<string> {
    const download = page.waitForEvent('download');
    await page.getByRole('link', { name: 'Save the findings (JSON)' }).click();
    return readFileSync(await (await download).path(), 'utf8');
  }

  it.each(['frontier-safeguarded', 'incomplete', 'modest-model'])(
    'checks %s before the upload, with the findings of the command line, byte for byte',
    async (example) => {
      const { page, problems } = await submitting('quillon');
      const asked: string[] = [];
      page.on('request', (request) => asked.push(`${request.method()} ${new URL(request.url()).pathname}`));
      const path = await zipOf(example);
      await page.getByLabel('A zip').setInputFiles(path);
      await page.getByRole('heading', { name: 'What the review would say' }).waitFor({ timeout: 60_000 });
      const { stdout } = await countersign(['preflight', path, '--json']);
      expect(await saved(page)).toBe(stdout);
      // Nothing of the bundle has left the browser: standards were read, and nothing was sent.
      expect(asked.filter((one) => !/^GET (blob:|\/app\/|data:)|^GET [0-9a-f-]{36}$/.test(one))).toEqual([]);
      expect(problems).toEqual([]);
    },
    120_000,
  );

  it('warns of what would be returned, with remedies, and leaves the submission to the vendor', async () => {
    const { page, problems } = await submitting('tern');
    await page.getByLabel('A zip').setInputFiles(await zipOf('incomplete'));
    await page.getByText('As it is, the bundle would be returned.').waitFor({ timeout: 60_000 });
    expect(await page.getByText('Remedy: Correct each point that the finding lists').count()).toBe(1);
    expect(await violationsOn(page)).toEqual([]);
    await page.getByRole('button', { name: 'Submit all the same' }).click();
    await page.waitForURL(/\/app\/cases\/case-/, { timeout: 60_000 });
    await page.getByText('Has to be put right before the submission is judged').waitFor({ timeout: 60_000 });
    expect(problems).toEqual([]);
  }, 150_000);

  it('packs a folder once, checks it, and submits it', async () => {
    const { page, problems } = await submitting('larkspur');
    const source = join(folder.path, 'modest-model');
    cpSync(join(ROOT, 'examples/modest-model'), source, { recursive: true });
    await page.getByLabel('A folder').setInputFiles(source);
    await page.getByRole('heading', { name: 'What the review would say' }).waitFor({ timeout: 60_000 });
    const found = JSON.parse(await saved(page));
    const { stdout } = await countersign(['preflight', source, '--json']);
    // How a folder is packed says nothing of what is in it.
    expect(found.findings).toEqual(JSON.parse(stdout).findings);
    await page.getByRole('button', { name: 'Submit', exact: true }).click();
    await page.waitForURL(/\/app\/cases\/case-/, { timeout: 60_000 });
    await page.locator('.glance').getByText('Cleared', { exact: true }).waitFor({ timeout: 60_000 });
    expect(problems).toEqual([]);
  }, 150_000);

  it('goes on with an upload that was interrupted, without sending again what has arrived', async () => {
    const path = join(folder.path, 'large.zip');
    writeFileSync(path, randomBytes(9 * 2 ** 20));
    const { page } = await submitting('quillon');
    await page.evaluate(BREAK_SECOND_PART);
    await page.getByLabel('A zip').setInputFiles(path);
    await page.getByRole('button', { name: /^Submit/ }).click();
    await eventually(async () => ((await page.evaluate("arrived.includes('1') && refused > 0")) ? true : undefined));
    await page.getByRole('button', { name: 'Stop' }).click();
    await page.getByText('The upload was stopped.').waitFor({ timeout: 60_000 });
    await page.evaluate('arrived = []; broken = false');
    await page.getByRole('button', { name: /^Submit/ }).click();
    await page.waitForURL(/\/app\/cases\/case-/, { timeout: 60_000 });
    expect(await page.evaluate('arrived')).toEqual(['2']);
  }, 150_000);
});

/** A connection that breaks after the first part; `arrived` names the parts that came through. */
const BREAK_SECOND_PART = `
  globalThis.broken = true;
  globalThis.arrived = [];
  globalThis.refused = 0;
  const through = fetch;
  globalThis.fetch = async (address, init) => {
    const part = init?.method === 'PUT' ? new URL(address).searchParams.get('partNumber') : null;
    if (part === null) return through(address, init);
    if (broken && part !== '1') {
      refused += 1;
      throw new TypeError('The connection broke.');
    }
    const response = await through(address, init);
    arrived.push(part);
    return response;
  };
`;
