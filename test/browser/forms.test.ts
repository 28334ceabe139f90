import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Runtime, startRuntime } from '../../local/runtime.ts';
import { presentAssembly, temporaryFolder } from '../e2e/support/countersign.ts';
import { AGENCIES, FEDERAL, procedureOn, referredZip } from '../e2e/support/referred-case.ts';
import { FORMS } from './support/authorisation.ts';
import { CHROMIUM, launch, signedIn, violationsOn, wrongOnPhone } from './support/chromium.ts';

describe.skipIf(CHROMIUM === undefined)('the forms of a case in Chromium', () => {
  const folder = temporaryFolder();
  const people = new Map<string, Page>();
  const complaints: string[] = [];
  let runtime: Runtime;
  let browser: Browser;
  let procedure: ReturnType<typeof procedureOn>;
  let zip: Uint8Array;

  beforeAll(async () => {
    runtime = await startRuntime({ assembly: await presentAssembly(), state: join(folder.path, 'state') });
    browser = await launch();
    procedure = procedureOn(runtime.profile);
    zip = await referredZip(folder.path, FEDERAL);
  }, 240_000);
  afterAll(async () => {
    await browser?.close();
    await runtime?.stop();
    folder.discard();
  });

  async function pageOf(person: string): Promise<Page> {
    const known = people.get(person);
    if (known !== undefined) return known;
    const { page, problems } = await signedIn(browser, runtime.profile.api, person);
    page.on('close', () => complaints.push(...problems));
    people.set(person, page);
    return page;
  }

  async function opened(person: string, caseId: string, action: string): Promise<Page> {
    const page = await pageOf(person);
    await page.goto(`${runtime.profile.api}/app/cases/${caseId}?do=${action}`);
    await page.getByRole('heading', { name: FORMS[action] ?? action, exact: true }).waitFor();
    return page;
  }

  /** Sends the form that is open; it goes once what it asks for has been done. */
  async function send(page: Page, action: string): Promise<void> {
    const title = FORMS[action] ?? action;
    await page.getByRole('button', { name: title, exact: true }).click();
    await page.getByRole('heading', { name: title, exact: true }).waitFor({ state: 'detached' });
  }

  /** Opens a form, fills it in, looks at it by the rules of accessibility, in the dark and on a phone too, and sends it. */
  async function submit(person: string, caseId: string, action: string, fill: (page: Page) => Promise<void>) {
    const page = await opened(person, caseId, action);
    await fill(page);
    expect([action, await violationsOn(page)]).toEqual([action, []]);
    expect([action, await wrongOnPhone(page, '[aria-labelledby=act]')]).toEqual([action, []]);
    await send(page, action);
    return page;
  }

  const text = (page: Page, label: string, value: string) =>
    page.getByRole('textbox', { name: label, exact: true }).fill(value);
  const reason = (value: string) => (page: Page) => text(page, 'Reason', value);
  const choose = (page: Page, label: RegExp) => page.locator('label', { hasText: label }).click();

  async function decidedUnderCondition() {
    const at = await procedure.refer(zip);
    const year = Number((await at.view('nsa-reviewer-1')).today.slice(0, 4)) + 1;
    await submit('nsa-reviewer-1', at.caseId, 'determine', async (page) => {
      await choose(page, /^Concur with conditions/);
      await page.getByRole('button', { name: 'Add a condition' }).click();
      await text(page, 'What has to hold', 'Monitoring of misuse stays on.');
      await text(page, 'What is measured, and the value that is asked', 'Share that is caught, at least 95 %');
      await page.getByLabel('Due', { exact: true }).fill(`${year}-03-02`);
      await page.getByLabel('Expires').fill(`${year}-11-02`);
    });
    await submit('nsa-reviewer-2', at.caseId, 'sign', async (page) => {
      await page.getByText('Monitoring of misuse stays on.').first().waitFor();
    });
    for (const agency of ['oncd', 'odni']) await at.determine(agency, { kind: 'concur' });
    expect((await at.summary())?.outcome).toBe('cleared_with_conditions');
    return at;
  }

  const recordOn = (evidence: string) => async (page: Page) => {
    await page.getByLabel('Condition', { exact: true }).selectOption({ index: 1 });
    await text(page, 'Evidence', evidence);
  };

  it('ask the vendor, give it time, answer, extend, and step back', async () => {
    const at = await procedure.refer(zip);
    await submit('coordinator', at.caseId, 'extend', reason('A reviewer is ill.'));
    await submit('nsa-reviewer-2', at.caseId, 'recuse', reason('I worked for the vendor.'));
    await submit('oncd-reviewer-1', at.caseId, 'determine', async (page) => {
      await choose(page, /^Request information/);
      await page.getByRole('button', { name: 'Add a question' }).click();
      await page
        .getByRole('textbox', { name: /question/i })
        .last()
        .fill('Which samples were left out?');
    });
    await submit('coordinator', at.caseId, 'issue_request', async (page) => {
      await page.getByText('oncd: Which samples were left out?').waitFor();
    });
    expect((await at.view('coordinator')).stage).toBe('on_hold');
    const { dues, today, deadlines } = await at.view('coordinator');
    const due = deadlines.find(({ what }) => what === 'answer')?.due ?? dues?.decision ?? today;
    await submit('coordinator', at.caseId, 'extend_answer', async (page) => {
      const later = new Date(Date.parse(due) + 5 * 86_400_000).toISOString().slice(0, 10);
      await page.getByLabel('Until').fill(later);
      await text(page, 'Reason', 'The logs are large.');
    });
    await submit('vendor-quillon', at.caseId, 'answer', async (page) => {
      await page.getByRole('button', { name: 'Add an answer' }).click();
      await text(page, 'Answer', 'None; the list is in the appendix.');
    });
    expect(await at.events()).toEqual(
      expect.arrayContaining(['extended', 'recused', 'request_issued', 'answer_extended', 'request_answered']),
    );
  }, 240_000);

  it('set conditions, record that one is met, and reopen by one that is not kept', async () => {
    const at = await decidedUnderCondition();
    await submit('nsa-reviewer-1', at.caseId, 'meet_condition', recordOn('The report of the first quarter.'));
    expect((await at.view('nsa-reviewer-1')).conditions).toMatchObject([{ status: 'met' }]);
    await submit('nsa-principal', at.caseId, 'breach_condition', recordOn('The report of the second quarter.'));
    expect((await at.events()).slice(-2)).toEqual(['condition_breached', 'reopened']);
  }, 240_000);

  it('reopen a clearance that rests on a false statement', async () => {
    const at = await procedure.refer(zip);
    for (const agency of AGENCIES) await at.determine(agency, { kind: 'concur' });
    await submit('coordinator', at.caseId, 'reopen', async (page) => {
      await choose(page, /^A statement was false/);
      await text(page, 'Statement', 'The run was of another model.');
      await text(page, 'Evidence', 'Its log names another digest.');
    });
    expect((await at.events()).at(-1)).toBe('reopened');
  }, 120_000);

  it('appeal, appoint a panel, and decide the appeal', async () => {
    const at = await procedure.refer(zip);
    const objections = [{ criterion: 'NSA-07', evidence: 'Sample 40 complies.', cure: 'Close the bypass.' }];
    for (const agency of AGENCIES) await at.determine(agency, { kind: 'non_concur', objections });
    await submit('vendor-quillon', at.caseId, 'appeal', async (page) => {
      await page.locator('.usa-radio__label').nth(1).click();
      await text(page, 'Statement', 'Sample 40 is a refusal.');
    });
    const panel = ['panelist-1', 'panelist-2', 'panelist-3'];
    await submit('coordinator', at.caseId, 'appoint_panel', async (page) => {
      for (const member of panel) {
        await page.getByRole('button', { name: 'Add a member' }).click();
        await page.getByRole('textbox', { name: 'User name' }).last().fill(member);
        await page.getByRole('textbox', { name: 'Agency' }).last().fill('joint');
      }
    });
    await submit('panelist-2', at.caseId, 'decide_appeal', async (page) => {
      await choose(page, /^Overturned/);
      for (const member of panel) {
        const vote = page.getByRole('group', { name: `Vote of ${member}` });
        await vote.getByLabel('Votes for').selectOption('overturned');
        await vote.getByRole('textbox', { name: 'Reason' }).fill('Read.');
      }
      await page.getByLabel('Decision in its place').selectOption('cleared');
      await text(page, 'Reason of the panel', 'The sample is a refusal.');
    });
    expect(await at.verdict()).toMatchObject({ outcome: 'cleared', decision: { by: 'appeal' } });
  }, 240_000);

  it('withdraw a submission', async () => {
    const at = await procedure.refer(zip);
    await submit('vendor-quillon', at.caseId, 'withdraw', reason('We release another model.'));
    expect(await at.summary()).toMatchObject({ outcome: 'withdrawn' });
  }, 120_000);

  it('show two reviewers at once to each other, and lose nothing of either', async () => {
    const at = await procedure.refer(zip);
    const [one, two] = [
      await opened('odni-reviewer-1', at.caseId, 'determine'),
      await opened('odni-reviewer-2', at.caseId, 'determine'),
    ];
    for (const [page, why] of [
      [one, 'Nothing of ours.'],
      [two, 'It is not ours.'],
    ] as const) {
      await choose(page, /^Not in remit/);
      await text(page, 'Why', why);
    }
    await send(one, 'determine');
    await two.getByRole('button', { name: 'Determine', exact: true }).click();
    await two.getByText('The case has moved on while you wrote.').waitFor();
    await two.getByText('odni determined: not in remit').first().waitFor();
    expect(await two.getByRole('textbox', { name: 'Why' }).inputValue()).toBe('It is not ours.');
    await two.getByRole('button', { name: 'Close, and keep what I wrote' }).click();
    // What the other wrote is on the page, and its own draft is there when the form opens again.
    await two.getByText('Nothing of ours.').first().waitFor();
    await opened('odni-reviewer-2', at.caseId, 'determine');
    expect(await two.getByRole('textbox', { name: 'Why' }).inputValue()).toBe('It is not ours.');
    expect((await at.view('coordinator')).determinations).toHaveLength(1);
  }, 120_000);

  it('complain of nothing', async () => {
    for (const page of people.values()) await page.close();
    expect(complaints).toEqual([]);
  });
});
