import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { CaseEvent, verifyChain } from '#core/attestation/event-chain.ts';
import { askClock } from '../../../local/clock/ask.ts';
import { eventually } from '../../local/support/clients.ts';
import { type SpawnedRuntime, spawnRuntime } from '../../local/support/spawn-runtime.ts';
import { presentAssembly, temporaryFolder } from '../support/countersign.ts';
import { AGENCIES, FEDERAL, procedureOn, referredZip } from '../support/referred-case.ts';

const folder = temporaryFolder();
let runtime: SpawnedRuntime;
let assembly: string;

beforeAll(async () => {
  assembly = await presentAssembly();
  runtime = await spawnRuntime(assembly, join(folder.path, 'state'));
}, 240_000);
afterAll(async () => {
  if (runtime.child.signalCode === null) await runtime.end('SIGKILL');
  folder.discard();
});

/** kill -9, and another start on the same state. */
async function killed(): Promise<void> {
  await runtime.end('SIGKILL');
  runtime = await spawnRuntime(assembly, join(folder.path, 'state'));
}

const pass = (days: number) => askClock(runtime.profile.clock, { advanceMs: days * 86_400_000 });

it('goes on after kill -9 at every state in which a case waits', async () => {
  const { caseId } = await procedureOn(runtime.profile).refer(await referredZip(folder.path, FEDERAL));
  const at = () => procedureOn(runtime.profile).handle(caseId);
  const stage = async () => (await at().view('coordinator')).stage;
  const concur = { kind: 'concur' } as const;

  // Waits for the agencies; one has asked for information when the machine dies again.
  await killed();
  expect(await stage()).toBe('agency_review');
  await at().determine('oncd', concur);
  await at().determine('odni', concur);
  await at().does('nsa-reviewer-1', {
    type: 'determine',
    determination: { kind: 'request_information', questions: [{ text: 'Which tools had the model?' }] },
  });
  await killed();

  // Waits for the vendor, who does not answer: the hold ends of itself.
  expect(await stage()).toBe('on_hold');
  await pass(20);
  await eventually(async () => ((await stage()) === 'agency_review' ? true : undefined));
  const objects = await at().determine('nsa', {
    kind: 'non_concur',
    objections: [{ criterion: 'NSA-07', evidence: 'Sample 12.', cure: 'Close it.' }],
  });
  expect(objects).toEqual(['determined', 'signed', 'escalated']);
  await killed();

  // Waits for votes, then for those of the principals, by the clock alone.
  expect(await stage()).toBe('working_group');
  for (const [agency, position] of [
    ['nsa', 'not_cleared'],
    ['oncd', 'cleared'],
    ['odni', 'staged_access'],
  ] as const)
    await at().does(`${agency}-reviewer-1`, { type: 'vote', position, reason: 'Discussed.' });
  expect(await stage()).toBe('principals');
  await killed();
  for (const agency of AGENCIES)
    await at().does(`${agency}-principal`, { type: 'vote', position: 'not_cleared', reason: 'Settled.' });
  expect(await at().summary()).toMatchObject({ outcome: 'not_cleared', status: 'decided' });
  await killed();

  // At rest; an appeal wakes it.
  const { grounds } = await at().view('vendor-quillon');
  await at().does('vendor-quillon', { type: 'appeal', ground: grounds[0] ?? '', statement: 'Misapplied.' });
  await killed();
  expect(await stage()).toBe('appeal');
  await pass(30);
  await eventually(async () => ((await at().events()).at(-1) === 'appeal_overdue' ? true : undefined));

  const said = await procedureOn(runtime.profile).as('auditor').log(caseId);
  if (!('answer' in said)) throw new Error(said.message);
  const events = said.answer.events.map((event) => CaseEvent.parse(event));
  expect(verifyChain(events)).toEqual([]);
  // Nothing happened twice.
  const counted = (type: string) => events.filter((event) => event.type === type).length;
  expect(
    Object.fromEntries(
      ['request_issued', 'request_expired', 'decided', 'appealed', 'escalated'].map((type) => [type, counted(type)]),
    ),
  ).toEqual({
    request_issued: 1,
    request_expired: 1,
    decided: 1,
    appealed: 1,
    escalated: 2,
  });
}, 240_000);
