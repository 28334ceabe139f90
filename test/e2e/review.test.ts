import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { ListExecutionsCommand, paginateGetExecutionHistory } from '@aws-sdk/client-sfn';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fromBytes } from '#core/io/random-access.ts';
import { packName } from '#core/policy/check-report.ts';
import type { Finding } from '#core/policy/finding.ts';
import { openInput } from '../../cli/bundle/open-input.ts';
import { openFile } from '../../cli/io/file-access.ts';
import { spoolToFile } from '../../cli/io/temporary.ts';
import { reviewHere } from '../../cli/review/review-here.ts';
import { ROOT } from '../../local/root.ts';
import { type Runtime, startRuntime } from '../../local/runtime.ts';
import { clientsOf, eventually } from '../local/support/clients.ts';
import { countersign, exampleZip, presentAssembly, temporaryFolder } from './support/countersign.ts';
import { manyLogs } from './support/many-logs.ts';

const folder = temporaryFolder();
let runtime: Runtime;
let system: ReturnType<typeof countersign>;

beforeAll(async () => {
  runtime = await startRuntime({
    assembly: await presentAssembly(),
    state: join(folder.path, 'state'),
    retryDelays: [50, 50],
  });
  system = countersign(runtime.profile);
}, 240_000);
afterAll(async () => {
  await runtime?.stop();
  folder.discard();
});

describe('a bundle that is uploaded', () => {
  it.each([
    ['modest-model', 'larkspur', 'cleared', 'decided'],
    ['frontier-safeguarded', 'quillon', 'referred', 'waiting_for_people'],
    ['frontier-unsafe', 'quillon', 'not_cleared', 'decided'],
    ['incomplete', 'tern', 'returned', 'decided'],
  ])(
    '%s of %s: %s, with the findings of the preflight',
    async (name, vendor, outcome, status) => {
      const { caseId } = await system.upload(await exampleZip(name), vendor, `s-${name}`);
      const { verdict } = await system.decided(caseId);
      expect(verdict.outcome).toBe(outcome);
      const summary = await eventually(async () => {
        const found = await system.caseOf(caseId);
        return found?.status === 'in_review' ? undefined : found;
      });
      expect(summary).toMatchObject({ vendor, outcome, status, tier: verdict.tier });

      await using bundle = await openInput(join('examples', name), ROOT);
      await using source = await openFile(bundle.path);
      const here = await reviewHere(source, spoolToFile);
      expect(differences(await system.findingsOf(caseId), here.findings)).toEqual([]);
      expect(verdict).toEqual(here.verdict);
      const others = here.verdicts.map(({ pack }) => system.verdictOf(caseId, 1, packName(pack)));
      expect((await Promise.all(others)).map((item) => item?.verdict)).toEqual(here.verdicts.map((one) => one.verdict));
    },
    120_000,
  );

  it('of more logs than one map holds has each of them read in an execution of its own', async () => {
    const zip = manyLogs(45);
    const { caseId } = await system.upload(zip, 'larkspur', 's-many');
    const { verdict } = await system.decided(caseId);
    const findings = await system.findingsOf(caseId);

    const ofModel = findings.filter(({ criterion, outcome }) => criterion === 'VAL-01' && outcome === 'met');
    expect(new Set(ofModel.map(({ evaluation }) => evaluation)).size).toBe(45);
    const here = await reviewHere(fromBytes(zip), spoolToFile);
    expect(differences(findings, here.findings)).toEqual([]);
    expect(verdict).toEqual(here.verdict);
    expect(await eventsOf(caseId, 'MapRunSucceeded')).toBe(1);
  }, 240_000);

  it('opens one case, whatever the number of its events', async () => {
    const { key, versionId, caseId } = await system.upload(await exampleZip('incomplete'), 'repeated', 's-1');
    await system.decided(caseId);
    const [openCase] = Object.keys(runtime.profile.functions).filter((name) => name.includes('OpenCaseFunction'));
    const event = {
      version: '0',
      id: 'again',
      'detail-type': 'Object Created',
      source: 'aws.s3',
      time: '2026-01-01T00:00:00Z',
      detail: { bucket: { name: system.bundles }, object: { key, size: 1, 'version-id': versionId } },
    };
    const fn = runtime.profile.functions[openCase ?? ''] ?? '';
    const answers = await Promise.all(
      Array.from({ length: 5 }, () => runtime.functions.invoke(fn, JSON.stringify(event))),
    );
    expect(answers.map(({ functionError }) => functionError)).toEqual([null, null, null, null, null]);
    expect(await system.casesOf('repeated')).toEqual([caseId]);
    expect(await system.verdictOf(caseId, 2)).toBeUndefined();
    expect(await executionsNamed(caseId)).toBe(1);
  }, 120_000);

  it('opens a case for each of two versions that arrive at once', async () => {
    const zip = await exampleZip('incomplete');
    const both = await Promise.all([system.upload(zip, 'twice', 's-1'), system.upload('not a zip', 'twice', 's-1')]);
    const ids = both.map(({ caseId }) => caseId).sort();
    for (const id of ids) await system.decided(id);
    expect(await system.casesOf('twice')).toEqual(ids);
    const [first, second] = both;
    // Each case is about the version that opened it.
    expect((await system.decided(first?.caseId ?? '')).verdict.bundle.digest).not.toBeNull();
    expect((await system.decided(second?.caseId ?? '')).verdict.bundle.digest).toBeNull();
  }, 120_000);

  it.each([
    ['nothing', ''],
    ['text', 'this is not a zip'],
    ['the first half of a zip', null],
  ])(
    'is returned with a reason when it is %s',
    async (_, content) => {
      const zip = content ?? (await exampleZip('modest-model')).subarray(0, 40_000);
      const { caseId } = await system.upload(zip, 'careless', `s-${zip.length}`);
      const { verdict } = await system.decided(caseId);
      expect(verdict.outcome).toBe('returned');
      expect(verdict.reasons.length).toBeGreaterThan(0);
    },
    120_000,
  );
});

/** The findings that are not the same in both: short enough to read. */
function differences(pipeline: readonly Finding[], here: readonly Finding[]) {
  const both = Array.from({ length: Math.max(pipeline.length, here.length) }, (_, at) => ({
    pipeline: pipeline[at],
    here: here[at],
  }));
  return both.filter((pair) => !isDeepStrictEqual(pair.pipeline, pair.here)).slice(0, 2);
}

async function executionsNamed(name: string): Promise<number> {
  const { sfn } = clientsOf(runtime.profile);
  const [stateMachineArn] = Object.values(runtime.profile.stateMachines);
  const { executions = [] } = await sfn.send(new ListExecutionsCommand({ stateMachineArn }));
  return executions.filter((execution) => execution.name === name).length;
}

/** How many events of a type the review of a case has in its history. */
async function eventsOf(name: string, type: string): Promise<number> {
  const { sfn } = clientsOf(runtime.profile);
  const [stateMachineArn = ''] = Object.values(runtime.profile.stateMachines);
  const executionArn = `${stateMachineArn.replace(':stateMachine:', ':execution:')}:${name}`;
  let found = 0;
  for await (const { events = [] } of paginateGetExecutionHistory({ client: sfn }, { executionArn }))
    found += events.filter((event) => event.type === type).length;
  return found;
}
