import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import type { BallotView } from '#core/api/ballots-wire.ts';
import type { CaseComparison, VersionDifferences } from '#core/api/versions-wire.ts';
import { CASE_ID, type FakeApi, fakeApi } from './support/fake-api.ts';
import { countersign, emptyFolder } from './support/test-context.ts';
import { VIEWS } from './support/verdicts.ts';

/** A service that gives these answers, by method and path. */
async function serving(answers: Record<string, unknown>): Promise<FakeApi> {
  const api = await fakeApi();
  api.meddle = ({ method, path }, response) => {
    const answer = answers[`${method} ${path}`];
    if (answer === undefined) return false;
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify(answer));
    return true;
  };
  return api;
}
async function isPublished(name: string, text: string): Promise<void> {
  const schema = JSON.parse(await readFile(join(import.meta.dirname, `../../docs/schemas/${name}.json`), 'utf8'));
  const ajv = new Ajv2020({ strict: true, strictRequired: false, validateFormats: false, allErrors: true });
  const validate = ajv.compile(schema);
  validate(JSON.parse(text));
  expect(validate.errors ?? []).toEqual([]);
}

const DIFFERENCES: VersionDifferences = {
  standard: 'us-frontier/2026.1',
  from: 1,
  to: 2,
  verdict: {
    from: { outcome: 'referred', tier: 'T2', summary: 'Referred.' },
    to: { outcome: 'cleared_with_conditions', tier: 'T2', summary: 'Cleared.' },
  },
  files: {
    added: [{ path: 'cards/new.md', bytes: 10 }],
    removed: [],
    changed: [{ path: 'evals/a.eval', from: 1024, to: 2048 }],
  },
  evaluations: [
    {
      evaluation: 'cyber',
      change: 'changed',
      from: [
        {
          score: 'match',
          metric: 'accuracy',
          mean: 0.5,
          n: 40,
          stderr: 0.08,
          interval: { low: 0.35, high: 0.65, level: 0.95, method: 'wilson' },
        },
      ],
      to: null,
    },
  ],
  findings: [
    {
      criterion: 'NSA-07',
      title: 'Cyber safeguards',
      agency: 'nsa',
      severity: 'blocker',
      evaluation: 'cyber',
      from: { outcome: 'not_met', tier: null, found: 'Above.', figures: [] },
      to: { outcome: 'met', tier: null, found: 'Below.', figures: [] },
    },
  ],
};
const run = { evaluation: 'cyber', bundle: 2, score: 'match' } as const;
const COMPARISON: CaseComparison = {
  bundle: 2,
  humanBaselines: [],
  tasks: [],
  comparisons: [
    {
      ...run,
      against: 'reference',
      with: 'cyber-reference',
      model: 'other/model-1',
      paired: {
        n: 6,
        onlyFirst: 1,
        onlySecond: 2,
        first: 0.5,
        second: 0.25,
        difference: 0.25,
        stderr: 0.1,
        interval: { low: 0.054, high: 0.446, level: 0.95, method: 'normal' },
        correlation: 0.5,
        higher: 4,
        lower: 0,
        test: 'mcnemar',
        pValue: 0.125,
      },
      unpaired: null,
      why: null,
    },
    {
      ...run,
      against: 'previous_version',
      with: 'cyber',
      bundle: 1,
      model: 'acme/aster-1',
      paired: null,
      unpaired: { first: 0.5, second: 0.6, difference: -0.1, low: -0.2, high: 0.01, n: 6, m: 9 },
      why: 'the runs share no sample: 6 and 9 ids, none of them the same',
    },
  ],
};
const BALLOT: BallotView = {
  standard: 'us-frontier@2026.2',
  proposal: { digest: `sha256:${'1'.repeat(64)}`, summary: 'A lower bar.' },
  openedAt: '2026-03-01T10:00:00.000Z',
  closedAt: null,
  adopted: null,
  seats: [
    { seat: 'official', organisation: 'nsa' },
    { seat: 'company', organisation: 'acme' },
  ],
  recusals: [{ organisation: 'acme', why: 'It has a case.' }],
  votes: [{ organisation: 'nsa', position: 'adopt', reason: 'Right.', at: '2026-03-01T11:00:00.000Z' }],
  count: null,
  lastHash: 'sha256:2',
};

describe('changes', () => {
  const at = `GET /cases/${CASE_ID}`;

  it('shows files, figures, findings and the verdict of both versions', async () => {
    await using api = await serving({ [`${at}/differences`]: DIFFERENCES });
    const { exitCode, stdout } = await countersign(['changes', CASE_ID], { env: api.env });
    expect(exitCode).toBe(0);
    expect(stdout).toContain('referred, tier T2 → cleared with conditions, tier T2');
    expect(stdout).toMatch(/\+\s+cards\/new\.md\s+10 bytes/);
    expect(stdout).toMatch(/~\s+evals\/a\.eval\s+1\.0 KiB → 2\.0 KiB/);
    expect(stdout).toMatch(/cyber\s+changed\s+match 0\.5 \[0\.35, 0\.65\] n=40\s+-/);
    expect(stdout).toMatch(/NSA-07\s+nsa\s+cyber\s+not met\s+met/);
  });

  it('takes the beginning of an id, as tables show it', async () => {
    await using api = await serving({ [`${at}/differences`]: DIFFERENCES });
    await using folder = await emptyFolder();
    api.cases = [VIEWS[3]?.case];
    const env = { ...api.env, XDG_STATE_HOME: folder.path };
    expect((await countersign(['changes', CASE_ID.slice(0, 13)], { env })).exitCode).toBe(0);
    expect((await countersign(['changes', 'case-cdcdcdcd'], { env })).stderr).toContain('No case of yours begins with');
  });

  it('compares runs with --runs, and says why not sample by sample', async () => {
    await using api = await serving({ [`${at}/comparison`]: COMPARISON });
    const { stdout } = await countersign(['changes', CASE_ID, '--runs'], { env: api.env });
    expect(stdout).toMatch(
      /cyber\s+cyber-reference \(other\/model-1\)\s+0\.25\s+0\.054 to 0\.446\s+6 shared\s+4 \/ 0\s+0\.125 \(mcnemar\)/,
    );
    expect(stdout).toMatch(/cyber\s+version 1\s+-0\.1\s+-0\.2 to 0\.01\s+6 and 9/);
    expect(stdout).toContain('cyber beside cyber: not sample by sample, the runs share no sample');
  });

  it('prints what its schemas say', async () => {
    await using api = await serving({ [`${at}/differences`]: DIFFERENCES, [`${at}/comparison`]: COMPARISON });
    const { env } = api;
    await isPublished('changes', (await countersign(['changes', CASE_ID, '--json'], { env })).stdout);
    await isPublished('comparison', (await countersign(['changes', CASE_ID, '--runs', '--json'], { env })).stdout);
  });

  it('refuses what is no case, and an evaluation without --runs', async () => {
    expect((await countersign(['changes', 'case-1'])).exitCode).toBe(2);
    expect((await countersign(['changes', CASE_ID, '--evaluation', 'cyber'])).exitCode).toBe(2);
  });
});

describe('precedents', () => {
  it('are read without a sign-in', async () => {
    const precedent = { criteria: ['NSA-07'], ground: 'Evidence was overlooked.', result: 'upheld', on: '2026-03-08' };
    const page = {
      standard: 'us-frontier/2026.1',
      precedents: [{ ...precedent, standard: 'us-frontier/2026.1', text: 'It counts.' }],
    };
    await using api = await serving({ 'GET /precedents': { ...page, next: null } });
    const env = { COUNTERSIGN_API: api.env.COUNTERSIGN_API ?? '' };
    const { exitCode, stdout } = await countersign(['precedents', 'us-frontier/2026.1'], { env });
    expect(exitCode).toBe(0);
    expect(stdout).toContain('2026-03-08  upheld  NSA-07');
    expect(stdout).toContain('It counts.');
    expect(api.requests).toEqual(['GET /precedents']);
    await isPublished(
      'precedents',
      (await countersign(['precedents', 'us-frontier/2026.1', '--json'], { env })).stdout,
    );
  });
});

describe('the register', () => {
  const standard = 'us-frontier/2026.1';
  const entry = {
    standard,
    month: '2026-03',
    outcome: 'cleared',
    by: 'unanimous',
    standing: 'appealed',
    track: 'standard',
    tier: null,
    days: { least: 30, most: 59 },
    held: null,
    appeal: null,
    conditions: 0,
    invented: false,
    model: null,
  };
  const track = { track: 'standard', decisions: 7, medianDays: 41, medianAgencyDays: 33.5 };
  const statistics = { standard, entries: 7, outcomes: { cleared: 7 }, tracks: [track], held: 0.25 };

  it('is read without a sign-in, and says where there are too few cases for a figure', async () => {
    await using api = await serving({
      'GET /register': { standard, entries: [entry], next: null },
      'GET /register/statistics': { ...statistics, appeals: { decided: 2, overturned: null } },
    });
    const env = { COUNTERSIGN_API: api.env.COUNTERSIGN_API ?? '' };
    const { exitCode, stdout } = await countersign(['register', standard], { env });
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/2026-03\s+cleared \(appealed\)\s+standard\s+30-59\s+0\s+-\s+not named/);
    expect(stdout).toContain("median 41 days, 33.5 of them the agencies' own");
    expect(stdout).toContain('Asked for information: 25 %');
    expect(stdout).toContain('overturned: fewer than 5, no figure');
    await isPublished('register', (await countersign(['register', standard, '--json'], { env })).stdout);
  });
});

describe('ballots', () => {
  const path = `/ballots/${encodeURIComponent(BALLOT.standard)}`;

  it('shows who is recused and how one voted oneself, and not how others do', async () => {
    await using api = await serving({ [`GET ${path}`]: BALLOT });
    const { stdout } = await countersign(['ballots', 'show', BALLOT.standard], { env: api.env });
    expect(stdout).toMatch(/us-frontier@2026\.2\s+open/);
    expect(stdout).toMatch(/nsa\s+official\s+adopt\s+Right\./);
    expect(stdout).toMatch(/acme\s+company\s+recused\s+It has a case\./);
    const json = (await countersign(['ballots', 'show', BALLOT.standard, '--json'], { env: api.env })).stdout;
    await isPublished('ballot', json);
  });

  it('votes, with a reason', async () => {
    await using api = await serving({ [`POST ${path}/commands`]: BALLOT });
    const vote = ['ballots', 'vote', BALLOT.standard, 'adopt'];
    expect((await countersign(vote, { env: api.env })).exitCode).toBe(2);
    expect((await countersign([...vote, '--reason', 'Right.'], { env: api.env })).exitCode).toBe(0);
    expect(api.requests.filter((request) => request.startsWith('POST /ballots'))).toHaveLength(1);
  });

  it('lists them', async () => {
    const { standard, proposal, openedAt } = BALLOT;
    const listed = { standard, proposal, openedAt, closedAt: '2026-04-01T00:00:00.000Z', adopted: true };
    await using api = await serving({ 'GET /ballots': { ballots: [listed] } });
    const { stdout } = await countersign(['ballots', 'list'], { env: api.env });
    expect(stdout).toMatch(/us-frontier@2026\.2\s+adopted/);
    await isPublished('ballots', (await countersign(['ballots', 'list', '--json'], { env: api.env })).stdout);
  });

  it('says what is wrong with a file that is no ballot before anything is sent', async () => {
    await using folder = await emptyFolder();
    await using api = await serving({});
    await writeFile(join(folder.path, 'ballot.json'), '{"standard": "us-frontier"}');
    const { exitCode, stderr } = await countersign(['ballots', 'open', 'ballot.json'], {
      cwd: folder.path,
      env: api.env,
    });
    expect(exitCode).toBe(2);
    expect(stderr).toContain('/standard');
    expect(stderr).toContain('/seats');
    expect(api.requests).toEqual([]);
  });
});
