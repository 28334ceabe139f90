import { join } from 'node:path';
import { GetExecutionHistoryCommand } from '@aws-sdk/client-sfn';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { CaseEvent, verifyChain } from '#core/attestation/event-chain.ts';
import { type Runtime, startRuntime } from '../../local/runtime.ts';
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
  await runtime.stop();

  await start(present);
  const after = procedureOn(runtime.profile);
  for (const { caseId } of uploads) {
    await eventually(async () => {
      await runtime.clock.advance(30_000);
      return after.system.verdictOf(caseId);
    }, 90_000);
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
}, 300_000);

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

/** The names of the states through which the first execution of a case's procedure went, in one text. */
async function statesOf(caseId: string): Promise<string> {
  const { sfn } = clientsOf(runtime.profile);
  const machine = Object.entries(runtime.profile.stateMachines).find(([id]) => id.startsWith('Review'))?.[1] ?? '';
  const executionArn = `${machine.replace(':stateMachine:', ':execution:')}:${caseId}`;
  const { events = [] } = await sfn.send(new GetExecutionHistoryCommand({ executionArn }));
  return JSON.stringify(events.map((event) => event.stateEnteredEventDetails?.name));
}
