import { join } from 'node:path';
import { DeleteItemCommand, PutItemCommand, QueryCommand } from '@aws-sdk/client-dynamodb';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AccessList, heldFast, verifyAccesses } from '#core/api/accesses.ts';
import { NoticeList, NoticeSettingsView } from '#core/api/notices.ts';
import { verifyLog } from '#core/api/verify-log.ts';
import { CaseFindings, CaseView } from '#core/api/wire.ts';
import { type Runtime, startRuntime } from '../../local/runtime.ts';
import { CHROMIUM, launch, signedIn, violationsOn } from '../browser/support/chromium.ts';
import { countersign } from '../cli/support/test-context.ts';
import { clientsOf, eventually } from '../local/support/clients.ts';
import { presentAssembly, temporaryFolder } from './support/countersign.ts';
import { FEDERAL, procedureOn, referredZip } from './support/referred-case.ts';

const REASON = 'Incident 26-114: weights that were found may be of this model.';
const folder = temporaryFolder();
let runtime: Runtime;
let procedure: ReturnType<typeof procedureOn>;
let caseId: string;

beforeAll(async () => {
  runtime = await startRuntime({ assembly: await presentAssembly(), state: join(folder.path, '.countersign') });
  procedure = procedureOn(runtime.profile);
  ({ caseId } = await procedure.refer(await referredZip(folder.path, FEDERAL)));
}, 240_000);
afterAll(async () => {
  await runtime?.stop();
  folder.discard();
});

const run = (...argv: string[]) =>
  countersign(argv, { cwd: folder.path, env: { XDG_CONFIG_HOME: folder.path, XDG_STATE_HOME: folder.path } });
const findingsFor = (person: string) => procedure.as(person).get(`/cases/${caseId}/findings`, CaseFindings);
const answerOf = <T>(said: { status: number; answer: T } | { status: number; message: string }): T =>
  'answer' in said ? said.answer : expect.fail(said.message);
const agenciesIn = (said: Awaited<ReturnType<typeof findingsFor>>) =>
  [...new Set(answerOf(said).findings.map(({ agency }) => agency))].sort();

describe('an emergency access', () => {
  it('opens all evidence of a case by the command line, is told to its vendor and agencies, and ends by itself', async () => {
    // Each takes something else, and has to be told all the same.
    for (const party of ['vendor-quillon', 'nsa-principal', 'odni-reviewer-1']) {
      const settings = { email: { addresses: [`${party}@example.org`], about: ['due_date'] } };
      answerOf(await procedure.as(party).put('/notices/settings', settings, NoticeSettingsView));
    }
    expect(await findingsFor('break-glass')).toMatchObject({ status: 404 });
    const vague = await run('break-glass', caseId, '--minutes', '30', '--reason', 'Urgent', '--as', 'break-glass');
    expect([vague.exitCode, vague.stderr]).toEqual([1, expect.stringContaining('at least 40 characters')]);
    const opened = await run(
      'break-glass',
      caseId,
      '--minutes',
      '30',
      '--reason',
      REASON,
      '--as',
      'break-glass',
      '--json',
    );
    expect(opened.exitCode, opened.stderr).toBe(0);
    expect(JSON.parse(opened.stdout)).toMatchObject({ access: { n: 1, open: true, owed: ['nsa', 'oncd', 'odni'] } });

    const all = agenciesIn(await findingsFor('vendor-quillon'));
    expect(agenciesIn(await findingsFor('break-glass'))).toEqual(all);
    expect(all.length).toBeGreaterThan(agenciesIn(await findingsFor('nsa-principal')).length);
    for (const party of ['vendor-quillon', 'nsa-principal', 'odni-reviewer-1'])
      await eventually(async () => {
        const { notices } = answerOf(await procedure.as(party).get('/notices', NoticeList));
        const told = notices.find(({ subject }) => subject.includes('has an emergency access'));
        return told?.state === 'sent' ? told : undefined;
      });
    const status = await run('status', caseId, '--as', 'vendor-quillon');
    expect(status.stdout).toMatch(/emergency access 1 {2}OPEN until .*Incident 26-114/);
    const { accesses } = answerOf(await procedure.as('vendor-quillon').get(`/cases/${caseId}/accesses`, AccessList));
    expect(accesses.filter(({ grant }) => grant === 1)).toMatchObject([{ what: 'findings', name: null }]);
    expect(verifyAccesses(accesses).faults).toEqual([]);
    expect((await run('accesses', caseId, '--as', 'auditor')).stdout).toContain('by emergency access 1');

    await runtime.clock.advance(30 * 60_000);
    expect(await findingsFor('break-glass')).toMatchObject({ status: 404 });
    expect(await procedure.as('break-glass').get(`/cases/${caseId}`, CaseView)).toMatchObject({ status: 404 });
  }, 120_000);

  it('is an open task of each agency until it has reviewed it, and all of it is in the chain', async () => {
    const queue = await run('queue', '--as', 'oncd-reviewer-1');
    expect(queue.stdout).toContain('review of an emergency access');
    const comment = ['--comment', 'The incident needed it.'];
    const reviewed = await run(
      ...['break-glass', caseId, '--review', '1', '--finding', 'justified', ...comment, '--as', 'oncd-reviewer-1'],
    );
    expect([reviewed.exitCode, reviewed.stdout]).toEqual([0, expect.stringContaining('to be reviewed by nsa, odni')]);
    expect((await run('queue', '--as', 'oncd-reviewer-1')).stdout).not.toContain('review of an emergency access');
    const { events } = answerOf(await procedure.as('vendor-quillon').log(caseId));
    expect(verifyLog(events).faults).toEqual([]);
    expect(events.slice(-2).map(({ type }) => type)).toEqual(['emergency_access_opened', 'emergency_access_reviewed']);
    const log = await run('status', caseId, '--log', '--as', 'vendor-quillon');
    expect(log.stdout.replace(/\s+/g, ' ')).toContain('oncd reviewed emergency access 1: justified: The incident');
    const stored = await run('ops', 'verify-store', '--json');
    expect(stored.exitCode, stored.stdout).toBe(0);
  }, 120_000);

  it('leaves records that nobody takes away unseen: what the log holds fast has to be there', async () => {
    const { dynamodb } = clientsOf(runtime.profile);
    const ledger = {
      TableName: runtime.profile.tableName,
      ExpressionAttributeValues: { ':of': { S: `ACCESS#${caseId}` } },
    };
    const { events } = answerOf(await procedure.as('vendor-quillon').log(caseId));
    const held = new Set(heldFast(events));
    expect(held.size).toBeGreaterThan(0);
    const { Items = [] } = await dynamodb.send(new QueryCommand({ ...ledger, KeyConditionExpression: 'PK = :of' }));
    const index = Items.findLastIndex((item) => held.has(item.hash?.S ?? ''));
    const taken = Items.slice(index);
    for (const { PK, SK } of taken)
      await dynamodb.send(new DeleteItemCommand({ TableName: ledger.TableName, Key: { ...(PK && SK && { PK, SK }) } }));
    const stored = await run('ops', 'verify-store', '--json');
    expect([stored.exitCode, stored.stdout]).toEqual([7, expect.stringMatching(/access sha256:[0-9a-f]+: missing/)]);
    const check = await run('accesses', caseId, '--as', 'auditor');
    expect([check.exitCode, check.stdout]).toEqual([7, expect.stringContaining('The ledger does not hold: missing')]);
    for (const Item of taken) await dynamodb.send(new PutItemCommand({ TableName: ledger.TableName, Item }));
  }, 120_000);

  it.skipIf(CHROMIUM === undefined)(
    'is opened, shown to everybody, ended and reviewed in the console',
    async () => {
      const browser: Browser = await launch();
      try {
        const opener = await signedIn(browser, runtime.profile.api, 'break-glass');
        await opener.page.getByRole('link', { name: 'Emergency access' }).click();
        await opener.page.getByLabel('Case', { exact: true }).fill(caseId);
        await opener.page.getByLabel('Reason').fill(REASON);
        expect(await violationsOn(opener.page)).toEqual([]);
        await opener.page.getByRole('button', { name: 'Open the emergency access' }).click();
        await opener.page.getByText('Emergency access 2 is open until').waitFor();
        await opener.page.getByRole('heading', { name: 'Findings' }).waitFor();

        const principal = await signedIn(browser, runtime.profile.api, 'nsa-principal');
        await principal.page.goto(`${runtime.profile.api}/app/cases/${caseId}`);
        await principal.page.getByText('Emergency access 2 is open until').waitFor();
        expect(await violationsOn(principal.page)).toEqual([]);
        await principal.page.getByRole('button', { name: 'End it now' }).click();
        const form = principal.page.getByRole('form', { name: 'Review of emergency access 2' });
        await form.getByText('It was not justified').click();
        await form.getByLabel('Why').fill('Nothing of the incident concerned this model.');
        expect(await violationsOn(principal.page)).toEqual([]);
        await form.getByRole('button', { name: 'Record the review' }).click();
        await principal.page.getByText('nsa: Not justified. Nothing of the incident').waitFor();
        await principal.page
          .getByText('Emergency access 2 ended before its time by a principal of an agency of the case')
          .first()
          .waitFor();
        expect([...opener.problems, ...principal.problems]).toEqual([]);
      } finally {
        await browser.close();
      }
    },
    120_000,
  );
});
