import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Runtime, startRuntime } from '../../local/runtime.ts';
import { CHROMIUM, launch, signedIn } from '../browser/support/chromium.ts';
import { presentAssembly, temporaryFolder } from './support/countersign.ts';
import { FEDERAL, procedureOn, referredZip } from './support/referred-case.ts';

const folder = temporaryFolder();
let runtime: Runtime;
let caseId: string;

beforeAll(async () => {
  runtime = await startRuntime({ assembly: await presentAssembly(), state: join(folder.path, '.countersign') });
  ({ caseId } = await procedureOn(runtime.profile).refer(await referredZip(folder.path, FEDERAL)));
}, 240_000);
afterAll(async () => {
  await runtime?.stop();
  folder.discard();
});

describe.skipIf(CHROMIUM === undefined)('a sign-in of more than an hour ago', () => {
  it('decides nothing any more, and the console leads to the sign-in and back to what was written', async () => {
    const browser = await launch();
    try {
      const { page, problems } = await signedIn(browser, runtime.profile.api, 'oncd-principal');
      await page.goto(`${runtime.profile.api}/app/cases/${caseId}?do=recuse`);
      await page.getByRole('textbox', { name: 'Reason' }).fill('A relative works for the vendor.');
      await runtime.clock.advance(61 * 60_000);
      await page.getByRole('button', { name: 'Step back from this case', exact: true }).click();
      await page.getByText('within the last 60 minutes').waitFor();
      await page.getByRole('button', { name: 'Sign in again' }).click();
      await page.locator('button[value="oncd-principal"]').click();
      expect(await page.getByRole('textbox', { name: 'Reason' }).inputValue()).toContain('A relative');
      await page.getByRole('button', { name: 'Step back from this case', exact: true }).click();
      await page.getByText('oncd-principal stepped back').first().waitFor();
      expect(problems).toEqual([]);
    } finally {
      await browser.close();
    }
  }, 120_000);

  it('places no hold any more, and is led to another one with the reason kept', async () => {
    const browser = await launch();
    try {
      const { page, problems } = await signedIn(browser, runtime.profile.api, 'coordinator');
      const write = async () => {
        await page.locator('summary', { hasText: 'Place a legal hold' }).click();
        return page.getByRole('textbox', { name: 'Why it is placed' });
      };
      await page.goto(`${runtime.profile.api}/app/cases/${caseId}`);
      await (await write()).fill('Litigation 26-114');
      await runtime.clock.advance(61 * 60_000);
      await page.getByRole('button', { name: 'Place a legal hold' }).click();
      await page.getByRole('button', { name: 'Sign in again' }).click();
      await page.locator('button[value="coordinator"]').click();
      expect(await (await write()).inputValue()).toBe('Litigation 26-114');
      await page.getByRole('button', { name: 'Place a legal hold' }).click();
      await page.getByRole('heading', { name: 'Under legal hold' }).waitFor();
      expect(problems).toEqual([]);
    } finally {
      await browser.close();
    }
  }, 120_000);
});
