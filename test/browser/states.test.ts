import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Runtime, startRuntime } from '../../local/runtime.ts';
import { presentAssembly, temporaryFolder } from '../e2e/support/countersign.ts';
import { FEDERAL, procedureOn, referredZip } from '../e2e/support/referred-case.ts';
import { eventually } from '../local/support/clients.ts';
import { CHROMIUM, launch, signedIn, violationsOn, wideOn, wrongOnPhone } from './support/chromium.ts';
import { countAttacks, hostile, hostileText } from './support/hostile.ts';

describe.skipIf(CHROMIUM === undefined)('states of the case page in Chromium', { retry: 1 }, () => {
  const folder = temporaryFolder();
  let runtime: Runtime;
  let browser: Browser;
  let at: Awaited<ReturnType<ReturnType<typeof procedureOn>['refer']>>;
  let path: string;

  beforeAll(async () => {
    runtime = await startRuntime({ assembly: await presentAssembly(), state: join(folder.path, 'state') });
    browser = await launch();
    at = await procedureOn(runtime.profile).refer(await referredZip(folder.path, FEDERAL));
    path = `/app/cases/${at.caseId}`;
  }, 240_000);
  afterAll(async () => {
    await browser?.close();
    await runtime?.stop();
    folder.discard();
  });

  const as = (person: string, options = {}) => signedIn(browser, runtime.profile.api, person, options);
  const open = async (page: Page, address: string) => {
    await page.goto(`${runtime.profile.api}${address}`);
    await page.locator('.findings, .printed').first().waitFor();
  };

  it('puts a case file on paper: what stands in the way in full, the rest in a line each, every event, and nothing to press', async () => {
    const { page } = await as('nsa-reviewer-1');
    await open(page, path);
    const [, stands, all] =
      /(\d+) of (\d+) findings/.exec(await page.getByText(/\d+ of \d+ findings/).innerText()) ?? [];
    const print = async () => {
      await page.emulateMedia({ media: 'print' });
      await page.getByText('Case file', { exact: true }).waitFor();
      const found = [await page.locator('.printed article').count(), await page.locator('.printed .line').count()];
      expect(await page.locator('button:visible, .usa-button:visible, nav:visible, input:visible').count()).toBe(0);
      return found;
    };
    const [full = 0, lines = 0] = await print();
    expect(full).toBeGreaterThan(0);
    expect(full).toBeLessThanOrEqual(Number(stands));
    expect(full + lines).toBe(Number(all));
    expect(await page.locator('.timeline li').count()).toBeGreaterThan(3);
    await page.emulateMedia({ media: null });
    await page.locator('.findings').waitFor();
    await page.getByText('Print all of them in full').click();
    expect(await print()).toEqual([Number(all), 0]);
  }, 120_000);

  it('leads to a finding, and says so where it is not for the reader', async () => {
    const { page } = await as('nsa-reviewer-1');
    await open(page, `${path}?finding=INT-06#findings`);
    await page.getByRole('article', { name: /^INT-06 / }).waitFor();
    await expect.poll(() => page.evaluate('scrollY')).toBeGreaterThan(0);
    await open(page, `${path}?finding=ONC-12#findings`);
    await page.getByText('There is no finding ONC-12 here that you may see').waitFor();
  }, 60_000);

  it('stays readable without a connection, keeps what is written, and takes up again', async () => {
    const { page } = await as('odni-reviewer-1');
    await open(page, `${path}?do=determine`);
    await page.locator('label', { hasText: /^Not in remit/ }).click();
    await page.getByRole('textbox', { name: 'Why' }).fill('Written on a train.');
    await page.context().setOffline(true);
    await page.getByText('There is no connection.').waitFor();
    await page.getByRole('button', { name: 'Determine', exact: true }).click();
    await page.getByText('The service cannot be reached.').first().waitFor();
    expect(await page.getByRole('heading', { name: 'Findings', exact: true }).count()).toBe(1);
    expect(await violationsOn(page)).toEqual([]);
    await page.context().setOffline(false);
    await page.getByText('There is no connection.').waitFor({ state: 'detached' });
    await page.reload();
    expect(await page.getByRole('textbox', { name: 'Why' }).inputValue()).toBe('Written on a train.');
  }, 90_000);

  it('says what failed, and loads it when asked to try again', async () => {
    const { page } = await as('nsa-reviewer-1');
    let broken = true;
    const answer = { status: 503, json: { error: { code: 'busy', message: 'The service is busy. Try again.' } } };
    await page.route(
      ({ pathname }) => /^\/cases\/[^/]+\/findings$|^\/queue$/.test(pathname),
      (route) => (broken ? route.fulfill(answer) : route.continue()),
    );
    for (const [address, found] of [
      [path, page.locator('.findings')],
      ['/app/queue', page.getByRole('table')],
    ] as const) {
      broken = true;
      await page.goto(`${runtime.profile.api}${address}`);
      await page.getByText('The service is busy. Try again.').first().waitFor();
      expect(await violationsOn(page)).toEqual([]);
      broken = false;
      await page.getByRole('button', { name: 'Try again' }).click();
      await found.waitFor();
    }
  }, 90_000);

  it.each([1280, 390])(
    'shows text out of a bundle as text, whatever is in it (%i px)',
    async (width) => {
      const { page, problems } = await as('nsa-reviewer-1', { viewport: { width, height: 900 } });
      await page.addInitScript(countAttacks);
      await page.route(
        ({ pathname }) => pathname.startsWith(`/cases/${at.caseId}`),
        async (route) => {
          const response = await route.fetch();
          const said: unknown = await response.json();
          // The log is a chain of hashes, which other texts would break.
          await route.fulfill({ response, json: route.request().url().endsWith('/events') ? said : hostile(said) });
        },
      );
      await open(page, path);
      for (const shown of [hostileText.markup, hostileText.link]) await page.getByText(shown).first().waitFor();
      await page.getByText('Only what is not met').click();
      expect(await page.evaluate('attacked')).toEqual([]);
      expect(await wideOn(page)).toEqual([]);
      expect(await page.locator('a[href^="javascript:"], main script, main img, main iframe').count()).toBe(0);
      const turned = "[...document.querySelectorAll('h1, main a')].map((one) => getComputedStyle(one).unicodeBidi)";
      expect(new Set(Object.values(Object(await page.evaluate(turned))))).toEqual(new Set(['isolate']));
      expect(problems).toEqual([]);
      // On paper too.
      await page.emulateMedia({ media: 'print' });
      await page.getByText('Case file', { exact: true }).waitFor();
      expect(await page.evaluate('attacked')).toEqual([]);
    },
    90_000,
  );

  it('says that a case is under hold and, once its evidence is destroyed, what, why, and what stays', async () => {
    const one = await procedureOn(runtime.profile).refer(await referredZip(folder.path, FEDERAL));
    await one.does('vendor-quillon', { type: 'withdraw', reason: 'The release is put off.' });
    const address = `/app/cases/${one.caseId}`;
    const before = await as('coordinator');
    await open(before.page, address);
    for (const [title, reason, then] of [
      ['Place a legal hold', 'Litigation 26-114', 'attached'],
      ['Lift the legal hold', 'It is over.', 'detached'],
    ] as const) {
      await before.page.locator('summary', { hasText: title }).click();
      await before.page.getByRole('textbox', { name: /^Why it is/ }).fill(reason);
      expect(await violationsOn(before.page)).toEqual([]);
      expect(await wrongOnPhone(before.page, 'aside details[open]')).toEqual([]);
      await before.page.getByRole('button', { name: title }).click();
      await before.page.getByRole('heading', { name: 'Under legal hold' }).waitFor({ state: then });
      await before.page.getByText(reason).first().waitFor();
    }
    await before.page.close();

    await runtime.clock.advance(33 * 86_400_000);
    await eventually(async () => (await one.summary())?.retention?.destructions.find(({ ended }) => ended !== null));
    const { page, problems } = await as('vendor-quillon');
    const refused: string[] = [];
    page.on('response', (response) => response.status() === 410 && refused.push(response.url()));
    await page.goto(`${runtime.profile.api}${address}`);
    const note = page.getByRole('region', { name: 'The bundle and the evidence read from it were destroyed' });
    await note.waitFor();
    for (const text of ['30 days for a case that came out as “withdrawn”', 'Certificate', 'What stays'])
      await note.getByText(text).first().waitFor();
    await note.getByText('Digests of what each verdict rested on').first().click();
    await note.getByRole('rowheader', { name: `${FEDERAL}, verdict 1` }).waitFor();
    await page.getByText('this event is the certificate').waitFor();
    await page.getByText(/^The record holds: /).waitFor();
    await page.waitForLoadState('networkidle');
    expect(await page.getByText('This did not work').count()).toBe(0);
    expect(await page.getByText('Model card and documents').count()).toBe(0);
    // Nothing is asked for of which the case says that it is gone.
    expect(refused).toEqual([]);
    expect(await violationsOn(page)).toEqual([]);
    await page.goto(`${runtime.profile.api}/app/cases`);
    await page.getByRole('row', { name: /withdrawn.*destroyed/i }).waitFor();
    expect(problems).toEqual([]);
  }, 120_000);
});
