import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { temporaryFolder } from '../e2e/support/countersign.ts';
import { AGENCIES, FEDERAL } from '../e2e/support/referred-case.ts';
import { type RunningProcedure, startProcedure } from '../e2e/support/start-procedure.ts';
import { ACTIONS, answerTo, FORMS, OFFERED, PEOPLE } from './support/authorisation.ts';
import { CHROMIUM, launch, signedIn, violationsOn } from './support/chromium.ts';

const folder = temporaryFolder();
let runtime: RunningProcedure['runtime'];
let procedure: RunningProcedure['procedure'];
let zip: RunningProcedure['zip'];

beforeAll(async () => {
  ({ runtime, procedure, zip } = await startProcedure(folder.path));
}, 240_000);
afterAll(async () => {
  await runtime?.stop();
  folder.discard();
});

describe('who may do what in a case', () => {
  it('is held by the API for every person and every action, and nothing happens to the case', async () => {
    const at = await procedure.refer(zip);
    const before = await at.summary();
    const rows = await Promise.all(
      Object.entries(PEOPLE).map(async ([person, standing]) => {
        const said: Record<string, unknown> = {};
        const wanted: Record<string, unknown> = {};
        for (const [action, doers] of ACTIONS) {
          // Nobody has seen event 0 last: what is taken up is then refused, whatever the stage.
          const { status, message } = await procedure.as(person).tries(at.caseId, FEDERAL, action, 0);
          said[action.type] = status === 409 && /moved on/.test(message) ? 'taken up' : status;
          wanted[action.type] = answerTo(standing, doers);
        }
        return { person, said, wanted };
      }),
    );
    for (const { person, said, wanted } of rows) expect({ person, ...said }).toEqual({ person, ...wanted });
    expect((await at.summary())?.lastSeq).toBe(before?.lastSeq);
  }, 120_000);
});

describe.skipIf(CHROMIUM === undefined)('who may do what on the pages of the console', { retry: 1 }, () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launch();
  });
  afterAll(() => browser?.close());

  /** What a page offers to do; null where it shows no case. */
  async function offered(page: Page, caseId: string): Promise<string[] | null> {
    await page.goto(`${runtime.profile.api}/app/cases/${caseId}`);
    const todo = page.getByRole('heading', { name: 'What you can do' });
    await todo.or(page.getByRole('alert')).first().waitFor();
    return (await todo.count()) === 0 ? null : page.locator('[aria-labelledby=todo] a').allTextContents();
  }

  it('is what is offered, and a link to another form is answered with words', async () => {
    const [reviewed, decided] = [await procedure.refer(zip), await procedure.refer(zip)];
    const today = (await decided.view('nsa-reviewer-1')).today;
    const next = `${Number(today.slice(0, 4)) + 1}-06-01`;
    const condition = { text: 'Monitoring stays on.', metric: 'Its rate', due: next, verifier: 'nsa', expires: next };
    for (const agency of AGENCIES)
      await decided.determine(
        agency,
        agency === 'nsa' ? { kind: 'concur_with_conditions', conditions: [condition] } : { kind: 'concur' },
      );
    for (const [person, standing] of Object.entries(PEOPLE)) {
      const { page, problems } = await signedIn(browser, runtime.profile.api, person);
      const wanted = OFFERED[standing];
      expect([person, await offered(page, decided.caseId)]).toEqual([person, wanted?.decided ?? null]);
      const now = await offered(page, reviewed.caseId);
      expect([person, now]).toEqual([person, wanted?.reviewed ?? null]);
      if (now !== null)
        for (const [action, title] of Object.entries(FORMS).filter(([, one]) => !now.includes(one))) {
          await follow(page, `/app/cases/${reviewed.caseId}?do=${action}`);
          await page.getByText(`“${title}” is not open to you here.`).waitFor();
          expect(await page.getByRole('button', { name: title, exact: true }).count()).toBe(0);
        }
      if (person === 'auditor') expect(await violationsOn(page)).toEqual([]);
      expect(problems).toEqual([]);
      await page.context().close();
    }
  }, 240_000);
});

/** Follows a link as the page itself does, without loading it anew. */
async function follow(page: Page, href: string): Promise<void> {
  await page.evaluate(`(() => {
    const link = document.createElement('a');
    link.href = ${JSON.stringify(href)};
    document.querySelector('main').append(link);
    link.click();
    link.remove();
  })()`);
}
