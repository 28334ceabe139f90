import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ProcedureView } from '#core/api/procedure-wire.ts';
import { CASE_ID, fakeApi } from './support/fake-api.ts';
import { ASKED, EUROPEAN, FEDERAL, LOG, REVIEWED, TO_DETERMINE, viewOf } from './support/procedures.ts';
import { countersign, emptyFolder } from './support/test-context.ts';

/** A service with a case, and the command line of somebody who has not looked at it. */
async function scene(...procedures: ProcedureView[]) {
  const folder = await emptyFolder();
  const api = await fakeApi();
  api.views = [viewOf(procedures)];
  api.events = LOG;
  api.reply = () => ({
    events: [{ type: 'determined', at: '2026-09-27T10:00:00.000Z' }],
    stage: 'agency_review',
    lastSeq: 6,
  });
  const disposables = new AsyncDisposableStack();
  disposables.use(folder);
  disposables.use(api);
  const env = { ...api.env, XDG_STATE_HOME: folder.path };
  const run = (...argv: string[]) => countersign(argv, { cwd: folder.path, env });
  const asked = (answer: string, ...argv: string[]) => countersign(argv, { cwd: folder.path, env, answer });
  const file = (name: string, text: string) => writeFile(join(folder.path, name), text);
  return { api, run, asked, file, [Symbol.asyncDispose]: () => disposables.disposeAsync() };
}

/** Options that every action here has. */
const CONDITION = {
  text: 'Rerun the range; publish it',
  criterion: null,
  metric: 'uplift <= 0.05',
  due: '2027-03-01',
  verifier: 'nsa',
  expires: '2028-03-01',
};
const WRITTEN =
  'text=Rerun the range; publish it; metric=uplift <= 0.05; due=2027-03-01; verifier=nsa; expires=2028-03-01';

describe('a command on a case', () => {
  it.each<[string[], object]>([
    [['determine', CASE_ID, 'concur'], { type: 'determine', determination: { kind: 'concur', resolves: [] } }],
    [
      [
        'determine',
        CASE_ID,
        'concur',
        '--resolve',
        'nsa-07@cyber-single-turn',
        '--resolve',
        'NSA-08',
        '--evidence',
        'App. C',
        '--reason',
        'a',
        '--reason',
        'b',
      ],
      {
        type: 'determine',
        determination: {
          kind: 'concur',
          resolves: [
            { criterion: 'NSA-07', evaluation: 'cyber-single-turn', evidence: 'App. C', reason: 'a' },
            { criterion: 'NSA-08', evaluation: null, evidence: 'App. C', reason: 'b' },
          ],
        },
      },
    ],
    [
      ['determine', CASE_ID, 'concur_with_conditions', '--condition', WRITTEN],
      { type: 'determine', determination: { kind: 'concur_with_conditions', conditions: [CONDITION], resolves: [] } },
    ],
    [
      ['determine', CASE_ID, 'non_concur', '--objection', 'ONC-09', '--evidence', 'Log 4', '--cure', 'Filter'],
      {
        type: 'determine',
        determination: { kind: 'non_concur', objections: [{ criterion: 'ONC-09', evidence: 'Log 4', cure: 'Filter' }] },
      },
    ],
    [
      ['determine', CASE_ID, 'request_information', '--question', 'NSA-07: Which one?', '--question', 'When: now?'],
      {
        type: 'determine',
        determination: {
          kind: 'request_information',
          questions: [
            { criterion: 'NSA-07', text: 'Which one?' },
            { criterion: null, text: 'When: now?' },
          ],
        },
      },
    ],
    [
      ['determine', CASE_ID, 'not_in_remit', '--reason', 'No cyber'],
      { type: 'determine', determination: { kind: 'not_in_remit', reason: 'No cyber' } },
    ],
    [['endorse', CASE_ID, '2'], { type: 'sign', n: 2 }],
    [['recuse', CASE_ID, '--reason', 'A cousin'], { type: 'recuse', reason: 'A cousin' }],
    [
      ['vote', CASE_ID, 'not_cleared', '--reason', 'No'],
      { type: 'vote', position: 'not_cleared', conditions: [], reason: 'No' },
    ],
    [
      ['vote', CASE_ID, 'staged_access', '--reason', 'Yes', '--condition', WRITTEN],
      { type: 'vote', position: 'staged_access', conditions: [CONDITION], reason: 'Yes' },
    ],
    [['request', CASE_ID], { type: 'issue_request' }],
    [['extend', CASE_ID, '--reason', 'Rerun'], { type: 'extend', reason: 'Rerun' }],
    [
      ['extend', CASE_ID, '--reason', 'Rerun', '--answer-until', '2026-12-18'],
      { type: 'extend_answer', until: '2026-12-18', reason: 'Rerun' },
    ],
    [
      ['condition', CASE_ID, 'nsa.1.1.1', 'met', '--evidence', 'Report'],
      { type: 'meet_condition', condition: 'nsa.1.1.1', evidence: 'Report' },
    ],
    [
      ['condition', CASE_ID, 'nsa.1.1.1', 'breached', '--evidence', 'None'],
      { type: 'breach_condition', condition: 'nsa.1.1.1', evidence: 'None' },
    ],
    [
      ['reopen', CASE_ID, 'false_statement', '--statement', 'Other weights', '--evidence', 'Digest'],
      { type: 'reopen', cause: 'false_statement', statement: 'Other weights', evidence: 'Digest' },
    ],
    [
      ['panel', CASE_ID, 'a', 'b@oncd', 'c'],
      {
        type: 'appoint_panel',
        members: [
          { id: 'a', agency: 'independent' },
          { id: 'b', agency: 'oncd' },
          { id: 'c', agency: 'independent' },
        ],
      },
    ],
    [
      ['respond', CASE_ID, '--answer', 'One', '--answer', 'Two', '--document', 'card.md'],
      { type: 'answer', answers: ['One', 'Two'], documents: ['card.md'] },
    ],
    [['withdraw', CASE_ID, '--reason', 'Put off'], { type: 'withdraw', reason: 'Put off' }],
    [
      ['appeal', CASE_ID, '--ground', '2', '--statement', 'Log 7'],
      { type: 'appeal', ground: 'Evidence was overlooked.', statement: 'Log 7' },
    ],
    [
      ['appeal', CASE_ID, '--ground', 'a criterion was misapplied', '--statement', 'Log 7'],
      { type: 'appeal', ground: 'A criterion was misapplied.', statement: 'Log 7' },
    ],
  ])('%j is sent as the action that it means, on what the caller saw', async (argv, action) => {
    await using s = await scene(TO_DETERMINE);
    const { exitCode, stdout } = await s.run(...argv, '--json');
    expect(exitCode).toBe(0);
    expect(s.api.commands).toEqual([
      { id: expect.stringMatching(/^[0-9a-f-]{36}$/), standard: FEDERAL, expected: 5, do: action },
    ]);
    expect(JSON.parse(stdout)).toMatchObject({ case: CASE_ID, standard: FEDERAL, lastSeq: 6, stage: 'agency_review' });
  });

  it('takes a determination, conditions, answers and the decision of a panel from files', async () => {
    await using s = await scene(TO_DETERMINE);
    await s.file(
      'determination.yaml',
      'resolves: [{ criterion: NSA-08, evidence: App. C, reason: Rerun }]\nconditions:\n  - { text: Rerun, metric: 0.05, due: 2027-03-01, verifier: nsa, expires: 2028-03-01 }\n'.replace(
        '0.05',
        '"0.05"',
      ),
    );
    await s.file('answers.json', '["One", "Two"]');
    await s.file(
      'decision.yaml',
      'votes:\n  - { member: a, result: overturned, reason: Log 7 }\nreason: Log 7 shows it.\noutcome: staged_access\nsetAside: [{ criterion: NSA-07, reason: Misread }]\n',
    );
    await s.run('determine', CASE_ID, 'concur_with_conditions', '--file', 'determination.yaml', '--condition', WRITTEN);
    await s.run('respond', CASE_ID, '--answers', 'answers.json', '--answer', 'Three');
    await s.run('decide-appeal', CASE_ID, 'overturned', '--file', 'decision.yaml');
    expect(s.api.commands.map((command) => command.do)).toMatchObject([
      {
        determination: {
          resolves: [{ criterion: 'NSA-08', evaluation: null }],
          conditions: [{ text: 'Rerun', metric: '0.05' }, CONDITION],
        },
      },
      { type: 'answer', answers: ['One', 'Two', 'Three'] },
      { type: 'decide_appeal', result: 'overturned', outcome: 'staged_access', setAside: [{ evaluation: null }] },
    ]);
  });

  it.each([
    [['determine', CASE_ID, 'agree'], 'concur_with_conditions'],
    [['determine', CASE_ID, 'concur', '--question', 'Why?'], '"concur" has no questions'],
    [['determine', CASE_ID, 'concur_with_conditions'], 'conditions'],
    [['determine', CASE_ID, 'concur_with_conditions', '--condition', 'Rerun it'], 'metric=...'],
    [['determine', CASE_ID, 'concur_with_conditions', '--condition', WRITTEN.replace('2028', '2026')], 'expires'],
    [
      [
        'determine',
        CASE_ID,
        'concur',
        '--resolve',
        'A-1',
        '--resolve',
        'A-2',
        '--resolve',
        'A-3',
        '--evidence',
        'a',
        '--evidence',
        'b',
        '--reason',
        'c',
      ],
      'There are 3 --resolve and 2 --evidence',
    ],
    [['determine', CASE_ID, 'concur', '--file', 'none.yaml'], 'cannot be opened'],
    [['endorse', CASE_ID, 'first'], 'a number from 1'],
    [['vote', CASE_ID, 'cleared'], '--reason'],
    [['extend', CASE_ID, '--reason', 'x', '--answer-until', 'tomorrow'], '--answer-until'],
    [['respond', CASE_ID], 'There is no answer'],
    [['respond', CASE_ID, '--answer', 'a', '--bundle', 'b.zip', '--note', 'n'], 'answered once'],
    [['respond', CASE_ID, '--bundle', 'b.zip'], 'comes with a note'],
    [['appeal', CASE_ID, '--ground', '3', '--statement', 'x'], '2 Evidence was overlooked.'],
    [['withdraw', 'case-12', '--reason', 'x'], '40 hexadecimal digits'],
  ])('%j is called wrongly, says how, and sends nothing', async (argv, said) => {
    await using s = await scene(TO_DETERMINE);
    const { exitCode, stderr } = await s.run(...argv);
    expect(stderr).toContain(said);
    expect(exitCode).toBe(2);
    expect(s.api.commands).toEqual([]);
  });

  it('says what was recorded, where the case stands then, and what comes next', async () => {
    await using s = await scene(TO_DETERMINE);
    const { stdout } = await s.run('determine', CASE_ID, 'concur');
    expect(stdout).toContain('✓ You concur.');
    expect(stdout).toContain('with the agencies, who determine');
    expect(stdout).toMatch(/determination\s+nsa \(you\)\s+Fri 2026-10-09\s+12 days left/);
    expect(stdout).toContain('countersign determine case-abababab concur --resolve NSA-07@cyber-single-turn');
  });

  it('asks a person before it records, in the words of what will be recorded', async () => {
    await using s = await scene(TO_DETERMINE);
    const no = await s.asked('', 'recuse', CASE_ID, '--reason', 'A cousin');
    expect(no).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('Reason: A cousin\nRecord this? [y/N]') });
    expect(no.stderr).toContain('Nothing was recorded.');
    expect(s.api.commands).toEqual([]);
    expect((await s.asked('y', 'recuse', CASE_ID, '--reason', 'A cousin')).exitCode).toBe(0);
    expect((await s.asked('n', 'recuse', CASE_ID, '--reason', 'A cousin', '--yes')).exitCode).toBe(0);
    expect(s.api.commands).toHaveLength(2);
  });

  it('is sent again under its id where the answer is lost', async () => {
    await using s = await scene(TO_DETERMINE);
    const path = `/cases/${CASE_ID}/commands`;
    const ids: string[] = [];
    s.api.reply = ({ id }) => {
      ids.push(id);
      if (ids.length < 3) return { status: 503, code: 'case-busy', message: 'Others are writing.' };
      return { events: [{ type: 'determined', at: '2026-09-27T10:00:00.000Z' }], stage: 'agency_review', lastSeq: 6 };
    };
    expect((await s.run('determine', CASE_ID, 'concur')).exitCode).toBe(0);
    expect(s.api.requests.filter((one) => one === `POST ${path}`)).toHaveLength(3);
    expect(new Set(ids).size).toBe(1);
    await s.run('determine', CASE_ID, 'concur');
    expect(new Set(ids).size).toBe(2);
  });
});

describe('under which standard', () => {
  const european = { ...TO_DETERMINE, standard: EUROPEAN };

  it('is the only one under which the caller may do it', async () => {
    await using s = await scene(REVIEWED, european);
    expect((await s.run('determine', CASE_ID, 'concur')).exitCode).toBe(0);
    expect(s.api.commands).toMatchObject([{ standard: EUROPEAN }]);
  });

  it('is named by the caller where there are several, in full or by its id', async () => {
    await using s = await scene(TO_DETERMINE, european);
    const open = await s.run('determine', CASE_ID, 'concur');
    expect(open.exitCode).toBe(2);
    expect(open.stderr).toContain(`one of ${FEDERAL}, ${EUROPEAN}`);
    expect(open.stderr).toContain(`--standard ${FEDERAL}`);
    const named = await s.run('determine', CASE_ID, 'concur', '--standard', 'eu-gpai', '--role', 'agency.nsa.reviewer');
    expect(named.stdout).toContain('--standard eu-gpai');
    expect(s.api.commands).toMatchObject([{ standard: EUROPEAN, as: 'agency.nsa.reviewer' }]);
    expect((await s.run('determine', CASE_ID, 'concur', '--standard', 'mars')).stderr).toContain(`one of ${FEDERAL}`);
  });

  it('is none where the stage allows it nowhere, and says where the case stands', async () => {
    await using s = await scene(ASKED, { ...ASKED, standard: EUROPEAN });
    const { exitCode, stderr } = await s.run('vote', CASE_ID, 'cleared', '--reason', 'x');
    expect(exitCode).toBe(6);
    expect(stderr).toContain('on hold: the vendor was asked');
    expect(s.api.commands).toEqual([]);
  });

  it('is none before the checks are decided', async () => {
    await using s = await scene();
    const { exitCode, stderr } = await s.run('withdraw', CASE_ID, '--reason', 'x');
    expect(exitCode).toBe(6);
    expect(stderr).toContain('until its checks are decided');
  });
});

describe('a refusal', () => {
  it.each([
    [409, 'refused', 'Who prepared a determination does not sign it.', 6],
    [403, 'role-refused', '"sign" is for reviewer; you are coordinator.', 6],
    [403, 'scope-missing', 'The token does not have the scope.', 1],
    [403, 'sign-in-old', 'This takes a sign-in within the last 60 minutes.', 1],
    [404, 'case-unknown', 'There is no case for you.', 1],
  ])('%i %s passes on what the service says, and ends with %i', async (status, code, message, exitCode) => {
    await using s = await scene(TO_DETERMINE);
    s.api.reply = () => ({ status, code, message });
    const ran = await s.run('endorse', CASE_ID, '1');
    expect(ran.exitCode).toBe(exitCode);
    expect(ran.stderr).toContain(message);
    expect(ran.stderr).toContain('do:');
    if (code === 'sign-in-old') expect(ran.stderr).toContain('countersign login');
  });

  it('because the case has moved on shows what changed, and the same command then goes through', async () => {
    await using s = await scene(TO_DETERMINE);
    s.api.views = [viewOf([TO_DETERMINE], 3)];
    expect((await s.run('status', CASE_ID)).exitCode).toBe(0);
    s.api.views = [viewOf([TO_DETERMINE], 5)];
    s.api.reply = ({ expected }) =>
      expected === 5
        ? { events: [{ type: 'determined', at: '2026-09-27T10:00:00.000Z' }], stage: 'agency_review', lastSeq: 6 }
        : { status: 409, code: 'refused', message: 'The case has moved on since you looked.' };
    const refused = await s.run('determine', CASE_ID, 'concur');
    expect(refused.exitCode).toBe(6);
    expect(refused.stderr).toContain('odni-2 is recused: A cousin.');
    expect(refused.stderr).toContain('nsa determined: concur (to be signed) (nsa-1)');
    expect(refused.stderr).toContain('run the same command again');
    expect((await s.run('determine', CASE_ID, 'concur')).exitCode).toBe(0);
    expect(s.api.commands.map(({ expected }) => expected)).toEqual([3, 5]);
  });

  it('does not come of what happened under another standard, or of what the caller may not see', async () => {
    await using s = await scene(TO_DETERMINE);
    s.api.views = [viewOf([TO_DETERMINE], 3)];
    await s.run('show', CASE_ID);
    s.api.views = [viewOf([TO_DETERMINE], 5)];
    s.api.events = LOG.map((event) => {
      if (event.seq === 4) return { ...event, standard: EUROPEAN };
      return event.seq === 5 ? { ...event, data: null } : event;
    });
    expect((await s.run('determine', CASE_ID, 'concur')).exitCode).toBe(0);
    expect(s.api.commands).toMatchObject([{ expected: 5 }]);
  });
});
