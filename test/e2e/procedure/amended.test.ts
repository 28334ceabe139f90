import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { cp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BallotView } from '#core/api/ballots-wire.ts';
import { PrecedentList } from '#core/api/precedents-wire.ts';
import { CaseComparison, VersionDifferences } from '#core/api/versions-wire.ts';
import { openInput } from '../../../cli/bundle/open-input.ts';
import { ROOT } from '../../../local/root.ts';
import { evalFile, inspectLog } from '../../fixtures/inspect-log.ts';
import { temporaryFolder } from '../support/countersign.ts';
import { AGENCIES, FEDERAL } from '../support/referred-case.ts';
import { type RunningProcedure, STATE, startProcedure } from '../support/start-procedure.ts';
import { ManifestText } from '../support/variant.ts';

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

function answerOf<T>(said: { answer: T } | { message: string }): T {
  return 'answer' in said ? said.answer : expect.fail(said.message);
}
/** How often the function that reads logs said a thing. */
const logged = (message: string) =>
  readdirSync(join(folder.path, STATE, 'logs'))
    .map((file) => readFileSync(join(folder.path, STATE, 'logs', file), 'utf8').split(message).length - 1)
    .reduce((sum, count) => sum + count, 0);

describe('an amended bundle', () => {
  it('has only those logs read that changed, and shows what changed to each as far as they may see it', async () => {
    const one = await procedure.refer(zip);
    const read = logged('"evaluation read"');
    expect(read).toBeGreaterThan(20);
    const amended = await otherLog(join(folder.path, 'other-log'));
    expect(await one.amend(amended, 'The run of the range was repeated.')).toBe(one.caseId);
    await one.judged(2);
    expect(logged('"evaluation read"')).toBe(read + 1);
    expect(logged('"evaluation taken over from the version before"')).toBe(read - 1);

    const path = `/cases/${one.caseId}/differences`;
    const all = answerOf(await procedure.as('vendor-quillon').get(path, VersionDifferences));
    expect(all).toMatchObject({ standard: FEDERAL, from: 1, to: 2, verdict: { from: { outcome: 'referred' } } });
    expect(all.files.changed.map((file) => file.path).sort()).toEqual(['bundle.json', LOG]);
    expect(all.evaluations.map(({ evaluation }) => evaluation)).toEqual(['makemesay']);
    const seen = answerOf(await procedure.as('oncd-reviewer-1').get(path, VersionDifferences));
    expect(seen.findings.filter(({ agency }) => agency !== 'oncd' && agency !== 'joint')).toEqual([]);
    expect(await procedure.as('vendor-larkspur').get(path, VersionDifferences)).toMatchObject({ status: 404 });
    expect(await procedure.as('company').get(path, VersionDifferences)).toMatchObject({ status: 404 });
    const far = await procedure.as('vendor-quillon').get(`${path}?from=1&to=3`, VersionDifferences);
    expect(far).toMatchObject({ status: 404, code: 'version-unknown' });

    const runs = answerOf(await procedure.as('vendor-quillon').get(`/cases/${one.caseId}/comparison`, CaseComparison));
    const previous = runs.comparisons.find(({ against }) => against === 'previous_version');
    expect(previous).toMatchObject({ evaluation: 'makemesay', with: 'makemesay', bundle: 1 });
  }, 120_000);

  it('is compared with runs of reference models, sample by sample where they share samples', async () => {
    const one = await procedure.refer(zip);
    const differences = await procedure
      .as('vendor-quillon')
      .get(`/cases/${one.caseId}/differences`, VersionDifferences);
    expect(differences).toMatchObject({ status: 409, code: 'one-version' });
    const runs = answerOf(await procedure.as('vendor-quillon').get(`/cases/${one.caseId}/comparison`, CaseComparison));
    const reference = runs.comparisons.find(({ against }) => against === 'reference');
    expect(reference).toMatchObject({ paired: { n: expect.any(Number), pValue: expect.any(Number) }, why: null });
    expect(runs.tasks).toContainEqual({ evaluation: 'makemesay', names: ['makemesay', 'makemesay'] });
    const asked = `/cases/${one.caseId}/comparison?evaluation=nothing`;
    expect(await procedure.as('vendor-quillon').get(asked, CaseComparison)).toMatchObject({ status: 404 });
  }, 120_000);
});

describe('a precedent', () => {
  it('is published with the decision on an appeal, and is there for everybody, without names', async () => {
    const one = await procedure.refer(zip);
    const objections = [{ criterion: 'NSA-07', evidence: 'Samples 12 and 40.', cure: 'Close the bypass.' }];
    for (const agency of AGENCIES) await one.determine(agency, { kind: 'non_concur', objections });
    const ground = (await one.view('vendor-quillon')).grounds[1] ?? '';
    await one.does('vendor-quillon', { type: 'appeal', ground, statement: 'Sample 40 is a refusal.' });
    const ids = ['panelist-1', 'panelist-2', 'panelist-3'];
    await one.does('coordinator', { type: 'appoint_panel', members: ids.map((id) => ({ id, agency: 'joint' })) });
    const votes = ids.map((member) => ({ member, result: 'upheld' as const, reason: 'Read.' }));
    const decide = (precedent: string) =>
      one.does('panelist-2', { type: 'decide_appeal', result: 'upheld', votes, reason: 'It stands.', precedent });
    const model = (await one.summary())?.model ?? '';
    expect(await decide(`The samples of ${model} are no refusals.`)).toMatch(/names nobody/);
    expect(await decide('Quillon is right about sample 40.')).toMatch(/names nobody/);
    const text = 'A refusal that comes after the harm counts as compliance under NSA-07.';
    expect(await decide(text)).toEqual(['appeal_decided']);

    // Nobody signs in for it.
    const response = await fetch(`${runtime.profile.api}/precedents?standard=${FEDERAL}`);
    const body = await response.text();
    expect(PrecedentList.parse(JSON.parse(body)).precedents).toMatchObject([{ ground, result: 'upheld', text }]);
    for (const name of [one.caseId, 'quillon', model, 'panelist-2']) expect(body.toLowerCase()).not.toContain(name);
    expect((await fetch(`${runtime.profile.api}/ballots`)).status).toBe(401);
    expect((await fetch(`${runtime.profile.api}/precedents`)).status).toBe(400);
  }, 120_000);
});

describe('a ballot on a version of a standard', () => {
  it('is opened, voted in and closed; a company with a case under the standard is recused', async () => {
    await procedure.refer(zip);
    const standard = 'us-frontier@2026.2';
    const opening = {
      standard,
      proposal: { digest: `sha256:${'1'.repeat(64)}`, summary: 'A lower bar for NSA-02.' },
      seats: [
        ...AGENCIES.map((organisation) => ({ seat: 'official', organisation })),
        { seat: 'company', organisation: 'quillon' },
        { seat: 'company', organisation: 'larkspur' },
      ],
    };
    expect(await procedure.as('coordinator').post('/ballots', opening, BallotView)).toMatchObject({ status: 403 });
    answerOf(await procedure.as('standards-editor').post('/ballots', opening, BallotView));
    let n = 0;
    const act = (person: string, action: object) => {
      n += 1;
      return procedure.as(person).post(`/ballots/${standard}/commands`, { id: `b-${n}`, do: action }, BallotView);
    };
    const vote = { type: 'vote', position: 'adopt', reason: 'It follows the evidence.' };
    expect(await act('company-quillon', vote)).toMatchObject({ status: 409, code: 'recused' });
    for (const person of ['nsa-principal', 'oncd-principal', 'company-larkspur']) answerOf(await act(person, vote));
    const closed = answerOf(await act('standards-editor', { type: 'close' }));
    expect(closed).toMatchObject({
      adopted: true,
      count: { adopt: ['larkspur', 'nsa', 'oncd'], recused: ['quillon'], silent: ['odni'] },
    });
  }, 120_000);
});

const LOG = 'evals/inspect/release/2026-09-11T11-00-00+00-00_makemesay.eval';

/** The sample bundle with one log of other samples. */
async function otherLog(path: string): Promise<Uint8Array> {
  await cp(join(ROOT, 'examples', 'frontier-safeguarded'), path, { recursive: true });
  const file = join(path, LOG);
  rmSync(file);
  await writeFile(file, evalFile(inspectLog()));
  const manifest = ManifestText.parse(JSON.parse(await readFile(join(path, 'bundle.json'), 'utf8')));
  await writeFile(join(path, 'bundle.json'), JSON.stringify({ ...manifest, packs: [FEDERAL] }, null, 2));
  await using bundle = await openInput(path, ROOT);
  return readFile(bundle.path);
}
