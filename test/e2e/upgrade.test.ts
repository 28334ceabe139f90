import { join } from 'node:path';
import { DescribeExecutionCommand, ExecutionDoesNotExist, GetExecutionHistoryCommand } from '@aws-sdk/client-sfn';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { CaseEvent, verifyChain } from '#core/attestation/event-chain.ts';
import { type Runtime, startRuntime } from '../../local/runtime.ts';
import { localDeployment } from '../../ops/deployment.ts';
import { machinesOf, makeLive } from '../../ops/versions/versions.ts';
import { clientsOf, eventually } from '../local/support/clients.ts';
import { exampleZip, presentAssembly, temporaryFolder } from './support/countersign.ts';
import { AGENCIES, procedureOn, referredZip } from './support/referred-case.ts';
import { EARLIER, renameStates } from './support/rename-states.ts';

const FEDERAL = 'us-frontier/2026.1';
const DAY = 86_400_000;
const folder = temporaryFolder();
const state = join(folder.path, 'state');
let present: string;
let runtime: Runtime;

beforeAll(async () => {
  present = await presentAssembly();
}, 240_000);
afterAll(async () => {
  await runtime?.stop();
  folder.discard();
});

const concur = { kind: 'concur' } as const;
const objection = {
  kind: 'non_concur' as const,
  objections: [{ criterion: 'NSA-07', evidence: 'Sample 12.', cure: 'Close it.' }],
};
const start = async (assembly: string) =>
  startRuntime({ assembly, state, retryDelays: [50, 50] }).then((started) => (runtime = started));

/** Who has acted in a case of which the machines are then replaced, by where it waits. */
const cases = (['agency_review', 'working_group', 'principals', 'decided', 'on_hold', 'appeal'] as const).map(
  (stage) => ({ stage, caseId: '' }),
);

it('carries on with cases that wait in every state, whose executions began under earlier machines', async () => {
  const earlier = join(folder.path, 'earlier');
  renameStates(present, earlier);
  await start(earlier);
  const before = procedureOn(runtime.profile);
  const zip = await referredZip(folder.path, FEDERAL);
  for (const one of cases) one.caseId = (await before.refer(zip)).caseId;
  for (const { stage, caseId } of cases) await bringTo(stage, before.handle(caseId));
  // More than a vendor has turns: some of these are in line when all is replaced.
  const incomplete = await exampleZip('incomplete');
  const uploads = await Promise.all(
    Array.from({ length: 12 }, (_, n) => before.system.upload(incomplete, 'tern', `s-${n}`)),
  );
  await eventually(
    async () => (await Promise.all(uploads.map(({ caseId }) => hasStarted(caseId)))).some(Boolean) || undefined,
  );
  await runtime.stop();

  await start(present);
  const after = procedureOn(runtime.profile);
  // Time moves on for those in line alone: under a review it would run out of time.
  const isReviewed = async (caseId: string) =>
    (await hasStarted(caseId)) && (await after.system.verdictOf(caseId)) === undefined;
  for (const { caseId } of uploads) {
    await eventually(async () => {
      const verdict = await after.system.verdictOf(caseId);
      const busy = (await Promise.all(uploads.map((one) => isReviewed(one.caseId)))).some(Boolean);
      if (verdict === undefined && !busy) await runtime.clock.advance(30_000);
      return verdict;
    }, 120_000);
    expect((await after.system.verdictOf(caseId))?.verdict.outcome).toBe('returned');
    expect(await after.system.verdictOf(caseId, 2)).toBeUndefined();
  }
  for (const { stage, caseId } of cases) expect((await after.handle(caseId).view('coordinator')).stage).toBe(stage);
  for (const { stage, caseId } of cases) {
    const one = after.handle(caseId);
    await carryOn(stage, one);
    const said = await after.as('auditor').log(caseId);
    if (!('answer' in said)) throw new Error(said.message);
    expect(verifyChain(said.answer.events.map((event) => CaseEvent.parse(event)))).toEqual([]);
  }
  expect(await statesOf(cases[0]?.caseId ?? '')).toContain(EARLIER);
  // What was started before the change ran its version to the end, what was in line the one after.
  expect(await ranBy(cases[0]?.caseId ?? '')).toMatchObject({ version: '1', alias: 'live' });
  const ran = await Promise.all(uploads.map(({ caseId }) => ranBy(caseId)));
  expect(new Set(ran.map(({ version }) => version))).toEqual(new Set(['1', '2']));
  for (const { version, alias, definition } of ran) {
    expect(alias).toBe('live');
    expect(definition?.startsWith(EARLIER)).toBe(version === '1');
  }
}, 300_000);

it('goes back to the version before in one step, and stays there until it is told otherwise', async () => {
  const zip = await exampleZip('incomplete');
  const liveNow = async () =>
    (await machinesOf(await localDeployment(runtime.profile))).map(({ name, live }) => `${name} ${live}`).sort();
  const reviewNow = async (submission: string) => {
    const { caseId } = await procedureOn(runtime.profile).system.upload(zip, 'larkspur', submission);
    expect((await procedureOn(runtime.profile).system.decided(caseId)).verdict.outcome).toBe('returned');
    return { ...(await ranBy(caseId)), states: await statesOf(caseId) };
  };
  expect(await liveNow()).toEqual(['procedure 2', 'review 2']);
  expect(await makeLive(await localDeployment(runtime.profile), 'review', 1)).toMatchObject({ live: 2 });
  expect(await reviewNow('back')).toMatchObject({ version: '1', states: expect.stringContaining(EARLIER) });
  await runtime.stop();

  await start(present);
  expect(await liveNow()).toEqual(['procedure 2', 'review 1']);
  await makeLive(await localDeployment(runtime.profile), 'review', 2);
  expect(await reviewNow('forth')).toMatchObject({ version: '2', states: expect.not.stringContaining(EARLIER) });
}, 120_000);

type Handle = ReturnType<ReturnType<typeof procedureOn>['handle']>;
type Stage = (typeof cases)[number]['stage'];

async function bringTo(stage: Stage, one: Handle): Promise<void> {
  await one.determine('oncd', concur);
  if (stage === 'agency_review') return;
  await one.determine('odni', concur);
  if (stage === 'on_hold') {
    const questions = [{ text: 'Which tools had the model?' }];
    await one.does('nsa-reviewer-1', { type: 'determine', determination: { kind: 'request_information', questions } });
  } else {
    await one.determine('nsa', objection);
    if (stage === 'principals') await split(one);
    if (stage === 'decided' || stage === 'appeal') await settle(one, (agency) => `${agency}-reviewer-1`);
    if (stage === 'appeal') await appeal(one);
  }
  expect((await one.view('coordinator')).stage).toBe(stage);
}

async function split(one: Handle): Promise<void> {
  const positions = ['not_cleared', 'cleared', 'staged_access'] as const;
  for (const [at, agency] of AGENCIES.entries())
    await one.does(`${agency}-reviewer-1`, {
      type: 'vote',
      position: positions[at] ?? 'cleared',
      reason: 'Discussed.',
    });
}

/** All vote the same. */
async function settle(one: Handle, voter: (agency: string) => string): Promise<void> {
  for (const agency of AGENCIES)
    await one.does(voter(agency), { type: 'vote', position: 'not_cleared', reason: 'Settled.' });
  expect(await one.summary()).toMatchObject({ outcome: 'not_cleared', status: 'decided' });
}

async function appeal(one: Handle): Promise<void> {
  const { grounds } = await one.view('vendor-quillon');
  const appealed = { type: 'appeal', ground: grounds[0] ?? '', statement: 'Misapplied.' } as const;
  expect(await one.does('vendor-quillon', appealed)).toContain('appealed');
}

/** By people where they are waited for, and by the clock where it is. */
async function carryOn(stage: Stage, one: Handle): Promise<void> {
  const comesOfItself = (type: string) =>
    eventually(async () => ((await one.events()).includes(type) ? true : undefined));
  switch (stage) {
    case 'agency_review':
      await one.determine('odni', concur);
      expect(await one.determine('nsa', concur)).toContain('decided');
      return;
    case 'on_hold':
      await runtime.clock.advance(20 * DAY);
      await comesOfItself('request_expired');
      return;
    case 'working_group':
      return settle(one, (agency) => `${agency}-reviewer-1`);
    case 'principals':
      return settle(one, (agency) => `${agency}-principal`);
    case 'appeal':
      await runtime.clock.advance(30 * DAY);
      await comesOfItself('appeal_overdue');
      return;
    case 'decided':
      return appeal(one);
  }
}

/** The names of the states through which the review of a case's first bundle went, in one text. */
async function statesOf(caseId: string): Promise<string> {
  const { sfn } = clientsOf(runtime.profile);
  const { events = [] } = await sfn.send(new GetExecutionHistoryCommand({ executionArn: reviewOf(caseId) }));
  return JSON.stringify(events.map((event) => event.stateEnteredEventDetails?.name));
}

/** Version and alias that reviewed a case's first bundle, as its execution says, and the definition, as its verdict says. */
async function ranBy(caseId: string) {
  const { sfn } = clientsOf(runtime.profile);
  const execution = await sfn.send(new DescribeExecutionCommand({ executionArn: reviewOf(caseId) }));
  const { stateMachineArn = '', stateMachineVersionArn, stateMachineAliasArn } = execution;
  const verdict = await procedureOn(runtime.profile).system.verdictOf(caseId);
  return {
    version: stateMachineVersionArn?.replace(`${stateMachineArn}:`, ''),
    alias: stateMachineAliasArn?.replace(`${stateMachineArn}:`, ''),
    definition: verdict?.definition,
  };
}

async function hasStarted(caseId: string): Promise<boolean> {
  const { sfn } = clientsOf(runtime.profile);
  const executionArn = reviewOf(caseId);
  return sfn.send(new DescribeExecutionCommand({ executionArn })).then(
    () => true,
    (error: unknown) => {
      if (error instanceof ExecutionDoesNotExist) return false;
      throw error;
    },
  );
}

function reviewOf(caseId: string): string {
  const machine = Object.entries(runtime.profile.stateMachines).find(([id]) => id.startsWith('Review'))?.[1] ?? '';
  return `${machine.replace(':stateMachine:', ':execution:')}:${caseId}`;
}
