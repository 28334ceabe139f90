import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Runtime, startRuntime } from '../../local/runtime.ts';
import { presentAssembly, temporaryFolder } from '../e2e/support/countersign.ts';
import { FEDERAL, procedureOn, referredZip } from '../e2e/support/referred-case.ts';
import { CHROMIUM, launch, signedIn, violationsOn, wrongOnPhone } from './support/chromium.ts';

// Where no Chromium is, these tests are skipped, and the report of the run says so.
describe.skipIf(CHROMIUM === undefined)('the console in Chromium', { retry: 1 }, () => {
  const folder = temporaryFolder();
  let runtime: Runtime;
  let browser: Browser;
  let zip: Uint8Array;

  beforeAll(async () => {
    runtime = await startRuntime({ assembly: await presentAssembly(), state: join(folder.path, 'state') });
    browser = await launch();
    zip = await referredZip(folder.path, FEDERAL);
  }, 240_000);
  afterAll(async () => {
    await browser?.close();
    await runtime?.stop();
    folder.discard();
  });

  const as = (person: string, options = {}) => signedIn(browser, runtime.profile.api, person, options);
  const open = async (page: Page, path: string) => {
    await page.goto(`${runtime.profile.api}${path}`);
    await page.getByRole('heading', { level: 1 }).waitFor();
  };

  /** A determination that objects, prepared in the browser with a criterion and evidence that are picked. */
  async function object(page: Page): Promise<void> {
    await page.getByRole('link', { name: 'Determine', exact: true }).click();
    await page.getByText('Non concur').click();
    await page.getByRole('button', { name: 'Add an objection' }).click();
    await page.getByLabel('Criterion', { exact: true }).selectOption({ index: 1 });
    await page.getByLabel(/^Pick evidence on/).selectOption({ index: 1 });
    await page.getByRole('textbox', { name: 'What would cure it' }).fill('Close what is open, and run it again.');
    await page.getByRole('button', { name: 'Determine', exact: true }).click();
  }

  async function concur(page: Page): Promise<void> {
    await page.getByRole('link', { name: 'Determine', exact: true }).click();
    await page.locator('label', { hasText: /^Concur\./ }).click();
    await page.getByRole('button', { name: 'Determine', exact: true }).click();
  }

  it('carries a case from upload to final verdict, two agencies disagreeing', async () => {
    const file = join(folder.path, 'bundle.zip');
    writeFileSync(file, zip);
    const vendor = await as('vendor-quillon');
    await open(vendor.page, '/app/submit');
    await vendor.page.getByLabel('A zip').setInputFiles(file);
    await vendor.page.getByRole('button', { name: 'Submit', exact: true }).click();
    await vendor.page.waitForURL(/\/app\/cases\/case-/, { timeout: 60_000 });
    const path = new URL(vendor.page.url()).pathname;
    const caseId = path.split('/').at(-1) ?? '';
    await vendor.page.getByRole('heading', { name: /^Open points/ }).waitFor({ timeout: 90_000 });

    const at = procedureOn(runtime.profile).handle(caseId);
    for (const agency of ['nsa', 'oncd', 'odni']) {
      const one = await as(`${agency}-reviewer-1`);
      await open(one.page, path);
      await (agency === 'oncd' ? object(one.page) : concur(one.page));
      await one.page.getByText('waits for a second signature').waitFor();
      const second = await as(`${agency}-reviewer-2`);
      await open(second.page, path);
      await second.page.getByRole('link', { name: 'Sign as the second person' }).click();
      await second.page.getByRole('button', { name: 'Sign as the second person' }).click();
      await second.page.getByText(`signed by ${agency}-reviewer-2`).waitFor();
      expect([...one.problems, ...second.problems]).toEqual([]);
    }
    expect((await at.view('coordinator')).stage).toBe('working_group');

    for (const agency of ['nsa', 'oncd', 'odni']) {
      const { page } = await as(`${agency}-reviewer-1`);
      await open(page, `${path}?do=vote`);
      await page.locator('label', { hasText: agency === 'oncd' ? /^Not cleared$/ : /^Cleared$/ }).click();
      await page.getByRole('textbox', { name: 'Reason' }).fill('Discussed in the group.');
      if (agency === 'nsa') {
        expect(await violationsOn(page)).toEqual([]);
        expect(await wrongOnPhone(page, '[aria-labelledby=act]')).toEqual([]);
      }
      await page.getByRole('button', { name: 'Vote', exact: true }).click();
      // The form goes once the vote has been taken; where it is refused, it stays.
      await page.getByRole('heading', { name: 'Vote', exact: true }).waitFor({ state: 'detached' });
    }
    expect((await at.summary())?.outcome).toBe('cleared');

    // The vendor's page has followed it, and shows what the agencies determined.
    await vendor.page.getByText('Objects by').waitFor({ timeout: 30_000 });
    expect(await vendor.page.getByText('The record holds').count()).toBe(1);
    expect(vendor.problems).toEqual([]);
  }, 240_000);

  it('keeps a draft where the case has moved on, and says what happened', async () => {
    const at = await procedureOn(runtime.profile).refer(zip);
    const { page } = await as('nsa-reviewer-1');
    await open(page, `/app/cases/${at.caseId}?do=determine`);
    await page.getByText('Not in remit').click();
    await page.getByRole('textbox', { name: 'Why' }).fill('Nothing of ours.');
    await at.does('oncd-reviewer-1', { type: 'determine', determination: { kind: 'concur' } });
    await page.getByRole('button', { name: 'Determine', exact: true }).click();
    await page.getByText('The case has moved on while you wrote.').waitFor();
    expect(await page.getByText('oncd determined: concur').count()).toBeGreaterThan(0);
    await page.reload();
    expect(await page.getByRole('textbox', { name: 'Why' }).inputValue()).toBe('Nothing of ours.');
    await page.getByRole('button', { name: 'Determine', exact: true }).click();
    await page.getByRole('heading', { name: 'Determine' }).waitFor({ state: 'detached' });
    expect((await at.view('nsa-reviewer-1')).determinations).toHaveLength(2);
  }, 120_000);

  it('offers each role what it may do, and shows a case to nobody else', async () => {
    const at = await procedureOn(runtime.profile).refer(zip);
    const offered = async (person: string) => {
      const { page } = await as(person);
      await open(page, `/app/cases/${at.caseId}`);
      const todo = page.getByRole('heading', { name: 'What you can do' });
      await todo.or(page.getByRole('alert')).first().waitFor();
      return (await todo.count()) === 0 ? null : page.locator('[aria-labelledby=todo] a').allTextContents();
    };
    expect(await offered('nsa-reviewer-1')).toEqual(['Determine', 'Step back from this case']);
    expect(await offered('coordinator')).toEqual(['Extend the review', 'Step back from this case']);
    expect(await offered('vendor-quillon')).toEqual(['Withdraw the submission', 'Send another version of the bundle']);
    expect(await offered('auditor')).toEqual([]);
    expect(await offered('aisi-reviewer-1')).toBeNull();
    expect(await offered('newcomer')).toBeNull();
  }, 120_000);

  it.each(['light', 'dark'] as const)(
    'has no violation of accessibility rules on any page (%s)',
    async (colorScheme) => {
      const at = await procedureOn(runtime.profile).refer(zip);
      const reviewer = await as('nsa-reviewer-1', { colorScheme });
      const vendor = await as('vendor-quillon', { colorScheme });
      const pages = [
        [reviewer, '/app/home'],
        [reviewer, '/app/queue'],
        [reviewer, `/app/cases/${at.caseId}`],
        [reviewer, `/app/cases/${at.caseId}?do=determine`],
        [reviewer, '/app/standards'],
        [reviewer, `/app/standards/${FEDERAL}`],
        [reviewer, '/app/nothing'],
        [vendor, '/app/cases'],
        [vendor, `/app/cases/${at.caseId}`],
        [vendor, '/app/submit'],
      ] as const;
      const found: Record<string, string[]> = {};
      for (const [{ page }, path] of pages) {
        await open(page, path);
        await page.waitForLoadState('networkidle');
        const violations = await violationsOn(page);
        if (violations.length > 0) found[path] = violations;
      }
      expect(found).toEqual({});
      expect([...reviewer.problems, ...vendor.problems]).toEqual([]);
    },
    120_000,
  );

  it('is used without a mouse, and needs no sideways scrolling at 400 % zoom', async () => {
    await procedureOn(runtime.profile).refer(zip);
    const { page } = await as('nsa-reviewer-1', { viewport: { width: 320, height: 640 } });
    await open(page, '/app/queue');
    await page.getByRole('table').waitFor();
    await page.keyboard.press('/');
    expect(await page.evaluate('document.activeElement.type')).toBe('search');
    const wide = 'document.documentElement.scrollWidth - document.documentElement.clientWidth';
    expect(await page.evaluate(wide)).toBe(0);
    await page.keyboard.press('Tab');
    await page.getByRole('heading', { level: 1 }).focus();
    await page.keyboard.press('j');
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/app\/cases\/case-/);
    await page.getByRole('heading', { name: /^Open points/ }).waitFor();
    expect(await page.evaluate(wide)).toBe(0);
  }, 60_000);
});
