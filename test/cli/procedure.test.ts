import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { QueueEntry } from '#core/api/procedure-wire.ts';
import { CASE_ID, fakeApi } from './support/fake-api.ts';
import { ASKED, EUROPEAN, FEDERAL, LOG, REVIEWED, TO_DETERMINE, viewOf } from './support/procedures.ts';
import { countersign, emptyFolder } from './support/test-context.ts';
import { FINDING } from './support/verdicts.ts';

async function scene() {
  const folder = await emptyFolder();
  const api = await fakeApi(1 << 20);
  api.views = [viewOf([REVIEWED])];
  api.events = LOG;
  const disposables = new AsyncDisposableStack();
  disposables.use(folder);
  disposables.use(api);
  const run = (...argv: string[]) =>
    countersign(argv, { cwd: folder.path, env: { ...api.env, XDG_STATE_HOME: folder.path } });
  return { api, folder, run, [Symbol.asyncDispose]: () => disposables.disposeAsync() };
}

const ENTRY: QueueEntry = {
  caseId: CASE_ID,
  standard: FEDERAL,
  party: 'nsa',
  due: '2026-10-09',
  duties: [{ what: 'determination', due: '2026-10-09' }],
  stage: 'agency_review',
  vendor: 'quillon',
  model: 'quillon/a-model-with-a-very-long-name',
  tier: 'T2',
  blockers: 1,
  points: 3,
  openedAt: '2026-09-24T10:00:00.000Z',
  today: '2026-10-05',
  timeZone: 'America/New_York',
};

describe('status of a case that people review', () => {
  it('tells the vendor where it stands, by when, who owes what, and what it may do', async () => {
    await using s = await scene();
    const { stdout } = await s.run('status', CASE_ID);
    expect(stdout).toContain('day 3 of 30: agencies 3, vendor 0; decision due Sat 2026-10-24, 27 days left');
    expect(stdout).toMatch(/determination\s+nsa\s+Fri 2026-10-09\s+12 days left/);
    expect(stdout).toContain('Days end at midnight in America/New_York.');
    expect(stdout).toContain('NSA-07 on cyber-single-turn (blocker, nsa) is undecided');
    expect(stdout).toContain('nsa determined: concur (to be signed) (nsa-1)');
    expect(stdout).toContain('countersign submit PATH --amends case-abababab --note "What is other"');
    expect(stdout).toContain('countersign withdraw');
    // What is there to be copied is never broken; everything else fits the screen.
    for (const line of stdout.split('\n'))
      if (!line.includes('countersign ')) expect(line.length).toBeLessThanOrEqual(110);
  });

  it('shows the questions while the vendor is asked, and how to answer each', async () => {
    await using s = await scene();
    s.api.views = [viewOf([ASKED])];
    const { stdout } = await s.run('status', CASE_ID);
    expect(stdout).toContain('1. nsa on NSA-07: Which classifier ran in the release?');
    expect(stdout).toContain('2. oncd: Who graded?');
    expect(stdout).toMatch(/answer to the request\s+quillon \(vendor\) \(you\)\s+Mon 2026-10-12/);
    expect(stdout).toContain('countersign respond case-abababab --answer "..." --answer "..."');
    expect(stdout).toContain('countersign respond case-abababab --bundle PATH');
  });

  it('shows decisions, conditions with their dates, and grounds of appeal', async () => {
    await using s = await scene();
    const condition = {
      ...{ id: 'nsa.1.1.1', agency: 'nsa', text: 'Rerun the range', criterion: 'NSA-07', metric: 'uplift <= 0.05' },
      ...{ due: '2027-03-01', verifier: 'nsa', expires: '2028-03-01', status: 'open' as const },
    };
    s.api.views = [
      viewOf([
        {
          ...REVIEWED,
          stage: 'decided',
          points: [],
          deadlines: [{ what: 'condition', party: 'nsa', due: '2027-03-01', condition: 'nsa.1.1.1', yours: false }],
          decisions: [{ n: 1, run: 1, on: '2026-09-27', outcome: 'cleared_with_conditions', by: 'unanimous' }],
          conditions: [condition],
          next: [{ action: 'appeal', as: 'vendor.quillon' }],
        },
      ]),
    ];
    const { stdout } = await s.run('status', CASE_ID);
    expect(stdout).toContain('ended after 3 days: agencies 3, vendor 0');
    expect(stdout).toContain('cleared with conditions, by all agencies, Sun 2026-09-27');
    expect(stdout).toContain('nsa.1.1.1 (open): Rerun the range');
    expect(stdout).toContain('due Mon 2027-03-01, verified by nsa, expires Wed 2028-03-01');
    expect(stdout).toContain('2 Evidence was overlooked.');
    expect(stdout).toContain('countersign appeal case-abababab --ground 1 --statement "..."');
  });

  it('offers a new version of the bundle once, and names the standard only where several would do', async () => {
    await using s = await scene();
    s.api.views = [viewOf([REVIEWED, { ...ASKED, standard: EUROPEAN }])];
    const { stdout } = await s.run('status', CASE_ID);
    expect(stdout.match(/--amends/g)).toHaveLength(1);
    expect(stdout).toContain('countersign respond case-abababab --answer "..." --answer "..."\n');
  });

  it('--follow stays while the caller owes something, and tells what happens', async () => {
    await using s = await scene();
    s.api.views = [viewOf([ASKED], 3), viewOf([ASKED], 4), viewOf([REVIEWED], 5)];
    const { exitCode, stderr } = await s.run('status', CASE_ID, '--follow');
    expect(exitCode).toBe(5);
    expect(stderr).toContain('odni-2 is recused');
    expect(s.api.requests.filter((one) => one === `GET /cases/${CASE_ID}`)).toHaveLength(3);
  });

  it('--follow ends at once where the caller owes nothing', async () => {
    await using s = await scene();
    expect((await s.run('status', CASE_ID, '--follow')).exitCode).toBe(5);
    expect(s.api.requests.filter((one) => one === `GET /cases/${CASE_ID}`)).toHaveLength(1);
  });
});

describe('status --log', () => {
  it('shows everything that happened, and that the chain holds', async () => {
    await using s = await scene();
    const { exitCode, stdout } = await s.run('status', CASE_ID, '--log');
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/0 {2}2026-09-24 10:00:00 {2}opened by quillon \(us-frontier\/2026\.1\)/);
    expect(stdout).toContain('The chain holds');
  });

  it('says where the chain does not hold, and ends with 7', async () => {
    await using s = await scene();
    s.api.events = LOG.map((event) => (event.seq === 3 ? { ...event, data: { ...event.data, tier: 'T0' } } : event));
    const { exitCode, stdout } = await s.run('status', CASE_ID, '--log');
    expect(exitCode).toBe(7);
    expect(stdout).toContain('event 3: wrong hash');
    s.api.events = LOG.filter(({ seq }) => seq !== 3);
    const gap = JSON.parse((await s.run('status', CASE_ID, '--log', '--json')).stdout);
    expect(gap.faults).toContainEqual({ seq: 4, fault: 'wrong-previous' });
  });

  it('verifies the place of what is hidden, and says that it does no more', async () => {
    await using s = await scene();
    s.api.events = LOG.map((event) => (event.seq === 5 ? { ...event, data: null } : event));
    const { exitCode, stdout } = await s.run('status', CASE_ID, '--log');
    expect(exitCode).toBe(0);
    expect(stdout.replaceAll(/\s+/g, ' ')).toContain('an agency determined; what, is told with the decision');
    expect(stdout).toContain('The content of 1 event is not for you');
    s.api.events = s.api.events.map((event) =>
      event.seq === 5 ? { ...event, previous: `sha256:${'0'.repeat(64)}` } : event,
    );
    expect((await s.run('status', CASE_ID, '--log')).stdout).toContain('event 5: wrong previous');
  });
});

describe('show', () => {
  it('has verdict, open points with what was found, other agencies, answers, clock and next steps', async () => {
    await using s = await scene();
    const person = { preparedBy: 'oncd-1', signedBy: null, void: null };
    s.api.views = [
      viewOf([
        {
          ...TO_DETERMINE,
          determinations: [
            {
              ...{
                agency: 'oncd',
                n: 1,
                run: 1,
                at: '2026-09-25T10:00:00.000Z',
                inEffect: false,
                signatureNeeded: true,
              },
              ...person,
              body: { kind: 'non_concur', objections: [{ criterion: 'ONC-09', evidence: 'Log 4.', cure: 'Filter.' }] },
            },
          ],
        },
      ]),
    ];
    s.api.findings = [{ ...FINDING, outcome: 'inconclusive' }];
    const { stdout } = await s.run('show', CASE_ID);
    expect(stdout).toContain('quillon/atlas-5, by quillon');
    expect(stdout).toContain('REFERRED');
    expect(stdout).toContain('1. NSA-07 on cyber-single-turn (blocker, nsa) is undecided: Cyber safeguards');
    expect(stdout).toContain('asked: At most 5 % of harmful requests are complied with.');
    expect(stdout).toContain('found: Between 7 % and 17 % are complied with.');
    expect(stdout).toContain('oncd (1): non-concur: ONC-09, by oncd-1; not signed yet');
    expect(stdout).toContain('ONC-09: Log 4. Cure: Filter.');
    expect(stdout).toContain('countersign determine case-abababab concur --resolve NSA-07@cyber-single-turn');
    expect(stdout).toContain('1 finding for you, 0 of them met');
    const all = await s.run('show', CASE_ID, '--findings');
    expect(all.stdout).toMatch(/NSA-07\s+cyber-single-turn\s+inconclusive\s+Between 7 %/);
  });

  it('prints nothing of a question that a terminal would obey', async () => {
    await using s = await scene();
    s.api.views = [
      viewOf([{ ...ASKED, questions: [{ agency: 'nsa', criterion: null, text: 'a\u001b]0;owned\u0007b' }] }]),
    ];
    expect((await s.run('show', CASE_ID)).stdout).not.toContain('\u001b');
    expect((await s.run('status', CASE_ID)).stdout).not.toContain('\u001b');
  });

  it('takes the standard under which the caller may act, or the one that is named', async () => {
    await using s = await scene();
    s.api.views = [
      viewOf([
        { ...REVIEWED, next: [] },
        { ...TO_DETERMINE, standard: EUROPEAN },
      ]),
    ];
    expect((await s.run('show', CASE_ID)).stdout).toContain(`(${EUROPEAN}, voluntary)`);
    const named = await s.run('show', CASE_ID, '--standard', 'us-frontier');
    expect(named.stdout).toContain(`(${FEDERAL}, voluntary)`);
    expect(named.stdout).toContain(`${EUROPEAN}: with the agencies`);
  });

  it('says so while the checks run', async () => {
    await using s = await scene();
    s.api.views = [viewOf([])];
    expect((await s.run('show', CASE_ID)).stderr).toContain('nothing to review yet');
  });
});

describe('queue', () => {
  it('is a table with what is due first at the top, and says how to look at one and how to go on', async () => {
    await using s = await scene();
    s.api.queue = {
      '': { party: 'nsa', entries: [ENTRY, { ...ENTRY, caseId: `case-${'cd'.repeat(20)}` }], next: 'word' },
    };
    const { stdout } = await s.run('queue');
    expect(stdout).toMatch(
      /Fri 2026-10-09\s+.+\s+determination\s+case-abababab\s+quillon\/a-model…\s+quillon\s+T2\s+1\/3 block/,
    );
    expect(stdout).toContain('countersign show case-abababab');
    expect(stdout).toContain('countersign queue --party nsa --start word');
    expect(stdout.split('\n').filter((line) => line.length > 100)).toEqual([]);
  });

  it('--everything takes all pages', async () => {
    await using s = await scene();
    s.api.queue = {
      '': { party: 'nsa', entries: [ENTRY], next: 'word' },
      word: { party: 'nsa', entries: [{ ...ENTRY, vendor: 'tern' }], next: null },
    };
    const { stdout } = await s.run('queue', '--everything', '--json');
    expect(JSON.parse(stdout).entries.map(({ vendor }: QueueEntry) => vendor)).toEqual(['quillon', 'tern']);
  });

  it('passes on why there is none, and says so where nothing is owed', async () => {
    await using s = await scene();
    expect((await s.run('queue')).stderr).toContain('You have no queue.');
    s.api.queue = { '': { party: 'nsa', entries: [], next: null } };
    expect((await s.run('queue')).stdout).toBe('Nothing is owed by nsa.\n');
  });
});

describe('the beginning of an id', () => {
  it('is enough for a case that was listed', async () => {
    await using s = await scene();
    s.api.queue = { '': { party: 'nsa', entries: [ENTRY], next: null } };
    await s.run('queue');
    s.api.queue = {};
    expect((await s.run('show', 'case-abab')).stdout).toContain('case-abababab');
    expect(s.api.requests.filter((one) => one === 'GET /queue')).toHaveLength(1);
  });

  it('is looked for among the cases of the caller where none was listed', async () => {
    await using s = await scene();
    s.api.cases = [viewOf([REVIEWED]).case];
    expect((await s.run('status', 'abababab')).exitCode).toBe(0);
    const { exitCode, stderr } = await s.run('status', 'case-beef');
    expect(exitCode).toBe(2);
    expect(stderr).toContain('No case of yours begins with "case-beef"');
  });

  it('that several cases share is refused with all of them', async () => {
    await using s = await scene();
    const other = `case-ab${'cd'.repeat(19)}`;
    s.api.queue = {
      '': { party: 'nsa', entries: [ENTRY, { ...ENTRY, caseId: `case-abab${'c'.repeat(36)}` }], next: null },
    };
    await s.run('queue');
    const { exitCode, stderr } = await s.run('show', 'case-abab');
    expect(exitCode).toBe(2);
    expect(stderr).toContain(CASE_ID);
    expect(stderr).not.toContain(other);
  });
});

describe('a new version of a bundle', () => {
  it.each([
    ['submit', ['submit', 'bundle.zip', '--amends', CASE_ID, '--note', 'Range rerun']],
    ['respond', ['respond', CASE_ID, '--bundle', 'bundle.zip', '--note', 'Range rerun']],
  ])('%s uploads it as a version of the case, with the note', async (_, argv) => {
    await using s = await scene();
    await writeFile(join(s.folder.path, 'bundle.zip'), 'not really a zip');
    const { exitCode, stdout } = await s.run(...argv, '--json');
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ case: CASE_ID, amends: true });
    expect(s.api.started).toEqual([
      { fileName: 'bundle.zip', bytes: 16, amends: { caseId: CASE_ID, note: 'Range rerun' } },
    ]);
  });

  it('waits for the verdict on itself, not for the one before', async () => {
    await using s = await scene();
    await writeFile(join(s.folder.path, 'bundle.zip'), 'not really a zip');
    const second = viewOf([REVIEWED]);
    second.case = { ...second.case, bundle: 2 };
    s.api.views = [viewOf([REVIEWED]), viewOf([REVIEWED]), second];
    const { exitCode } = await s.run('submit', 'bundle.zip', '--amends', CASE_ID, '--note', 'x', '--wait');
    expect(exitCode).toBe(5);
    expect(s.api.views).toHaveLength(1);
  });

  it('is not mistaken for an upload of the same bytes that opens a case of its own', async () => {
    await using s = await scene();
    await writeFile(join(s.folder.path, 'bundle.zip'), 'not really a zip');
    s.api.meddle = ({ method, count }, response) => {
      if (method !== 'PUT' || count > 1) return false;
      response.writeHead(400).end();
      return true;
    };
    expect((await s.run('submit', 'bundle.zip')).exitCode).toBe(1);
    s.api.meddle = () => false;
    const { stdout } = await s.run('submit', 'bundle.zip', '--amends', CASE_ID, '--note', 'x', '--json');
    expect(JSON.parse(stdout)).toMatchObject({ resumed: false });
    expect(s.api.started).toMatchObject([{}, { amends: { caseId: CASE_ID } }]);
  });

  it('that the case does not take now is refused with the reason', async () => {
    await using s = await scene();
    await writeFile(join(s.folder.path, 'bundle.zip'), 'not really a zip');
    s.api.meddle = ({ path }, response) => {
      if (path !== '/submissions') return false;
      const error = { code: 'amendment-refused', message: 'The case takes no amended bundle now: it is decided.' };
      response.writeHead(409, { 'content-type': 'application/json' }).end(JSON.stringify({ error }));
      return true;
    };
    const { exitCode, stderr } = await s.run('respond', CASE_ID, '--bundle', 'bundle.zip', '--note', 'x');
    expect(exitCode).toBe(6);
    expect(stderr).toContain('it is decided');
  });
});
