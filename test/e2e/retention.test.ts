import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ListObjectVersionsCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { Destroyed } from '#core/adjudication/retention/certificate.ts';
import { CaseAttestation } from '#core/api/attestation-wire.ts';
import { CaseDocuments } from '#core/api/documents-wire.ts';
import { HoldAnswer } from '#core/api/holds.ts';
import { CaseSamples } from '#core/api/samples-wire.ts';
import { verifyLog } from '#core/api/verify-log.ts';
import { CaseComparison } from '#core/api/versions-wire.ts';
import { CaseFindings, CaseView } from '#core/api/wire.ts';
import { countersign } from '../cli/support/test-context.ts';
import { clientsOf, eventually } from '../local/support/clients.ts';
import { temporaryFolder } from './support/countersign.ts';
import { type RunningProcedure, startProcedure } from './support/start-procedure.ts';

const DAY = 86_400_000;
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

const pass = (days: number) => runtime.clock.advance(days * DAY);
const run = (...argv: string[]) =>
  countersign(argv, { cwd: folder.path, env: { XDG_CONFIG_HOME: folder.path, XDG_STATE_HOME: folder.path } });

/** Versions of objects of a case in both buckets. */
async function objectsOf(caseId: string): Promise<number> {
  const { s3 } = clientsOf(runtime.profile);
  const item = await procedure.system.caseOf(caseId);
  const counts = Object.entries(runtime.profile.buckets).map(async ([id, Bucket]) => {
    if (!/^(Bundles|Evidence)Bucket/.test(id)) return 0;
    const Prefix = id.startsWith('Bundles') ? item?.key : `evidence/${caseId}`;
    const { Versions = [], DeleteMarkers = [] } = await s3.send(new ListObjectVersionsCommand({ Bucket, Prefix }));
    return Versions.length + DeleteMarkers.length;
  });
  return (await Promise.all(counts)).reduce((sum, count) => sum + count, 0);
}

async function logOf(person: string, caseId: string) {
  const said = await procedure.as(person).log(caseId);
  return 'answer' in said ? said.answer.events : expect.fail(said.message);
}

const destroyed = (caseId: string) =>
  eventually(async () => {
    const item = await procedure.system.caseOf(caseId);
    return item?.retention?.destructions.some(({ ended }) => ended !== null) ? item : undefined;
  });

async function withdrawn() {
  const one = await procedure.refer(zip);
  expect(await one.does('vendor-quillon', { type: 'withdraw', reason: 'The release is put off.' })).toEqual([
    'withdrawn',
  ]);
  return one;
}

describe('a case whose time is over', () => {
  it('is destroyed where no hold is on it, and what remains verifies; the one under hold follows when it is lifted', async () => {
    const expiring = await withdrawn();
    const held = await withdrawn();
    const hold = await run('hold', held.caseId, '--reason', 'Litigation 26-114', '--as', 'coordinator', '--json');
    expect(hold.exitCode, hold.stderr).toBe(0);
    expect(JSON.parse(hold.stdout)).toMatchObject({ hold: { reason: 'Litigation 26-114' } });
    const refused = await procedure
      .as('vendor-quillon')
      .post(`/cases/${held.caseId}/hold`, { do: 'lift', reason: 'Away with it.' }, HoldAnswer);
    expect(refused).toMatchObject({ status: 403 });
    // The vendor reads why, and not who.
    const placed = (await logOf('vendor-quillon', held.caseId)).at(-1);
    expect(placed).toMatchObject({ type: 'hold_placed', data: { reason: 'Litigation 26-114' } });
    expect(JSON.stringify(placed)).not.toContain('coordinator');

    await vi.waitFor(
      async () => {
        const path = `/cases/${expiring.caseId}/attestation`;
        const said = await procedure.as('vendor-quillon').get(path, CaseAttestation);
        expect(said).toMatchObject({ answer: { state: 'logged', verdict: 2 } });
      },
      { timeout: 60_000, interval: 100 },
    );
    const before = await objectsOf(held.caseId);
    expect(before).toBeGreaterThan(20);

    await pass(33);
    await destroyed(expiring.caseId);
    expect(await objectsOf(expiring.caseId)).toBe(0);
    expect(await objectsOf(held.caseId)).toBe(before);

    // What was shown of it is gone, with words; what remains verifies.
    const vendor = procedure.as('vendor-quillon');
    const path = `/cases/${expiring.caseId}`;
    for (const [route, schema] of [
      ['findings', CaseFindings],
      ['documents', CaseDocuments],
      ['comparison', CaseComparison],
      ['samples?criterion=NSA-07', CaseSamples],
    ] as const)
      expect(await vendor.get(`${path}/${route}`, schema), route).toMatchObject({ status: 410, code: 'destroyed' });
    const events = await logOf('vendor-quillon', expiring.caseId);
    expect(verifyLog(events).faults).toEqual([]);
    const certificate = Destroyed.parse(events.at(-1)?.data);
    expect(certificate).toMatchObject({ because: { terms: [{ outcome: 'withdrawn' }, { outcome: 'withdrawn' }] } });
    expect(certificate.inventory?.objects).toBe(before);
    expect(await vendor.get(path, CaseView)).toMatchObject({ answer: { retention: { destructions: [{}] } } });
    const stored = await run('ops', 'verify-store', '--json');
    expect(stored.exitCode, stored.stdout).toBe(0);
    for (const argv of [
      ['attestation', expiring.caseId, '-o', 'verdict.json', '--as', 'vendor-quillon'],
      ['attestation', '--keys', '-o', 'keys.json'],
      ['verify', 'verdict.json', '--keys', 'keys.json'],
    ]) {
      const { exitCode, stderr } = await run(...argv);
      expect(exitCode, stderr).toBe(0);
    }
    const digest = (await procedure.system.verdictOf(expiring.caseId, 2))?.verdict.findingsDigest;
    expect(certificate.verdicts.find(({ n }) => n === 2)?.findingsDigest).toBe(digest);
    expect(await readFile(join(folder.path, 'verdict.json'), 'utf8')).toContain('payload');

    const lifted = await run('hold', held.caseId, '--lift', '--reason', 'It is over', '--as', 'coordinator');
    expect(lifted.exitCode, lifted.stderr).toBe(0);
    await pass(2);
    await destroyed(held.caseId);
    expect(await objectsOf(held.caseId)).toBe(0);
    const types = (await logOf('coordinator', held.caseId)).map(({ type }) => type).slice(-4);
    expect(types).toEqual(['hold_placed', 'hold_lifted', 'destruction_begun', 'destroyed']);
  }, 300_000);
});
