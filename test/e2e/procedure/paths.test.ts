import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CaseEvent, verifyChain } from '#core/attestation/event-chain.ts';
import { temporaryFolder } from '../support/countersign.ts';
import { AGENCIES, type Determination, EUROPEAN, referredZip } from '../support/referred-case.ts';
import { type RunningProcedure, startProcedure } from '../support/start-procedure.ts';

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
/** A civil day some days from now, by the runtime's clock. */
const dayIn = (days: number) => new Date(runtime.clock.now() + days * DAY).toISOString().slice(0, 10);
const concur = { kind: 'concur' } as const;
const objection: Determination = {
  kind: 'non_concur',
  objections: [{ criterion: 'NSA-07', evidence: 'Samples 12 and 40 of the adaptive run.', cure: 'Close the bypass.' }],
};
const condition = (due: number, expires: number) => ({
  kind: 'concur_with_conditions' as const,
  conditions: [
    {
      text: 'Rerun the cyber range.',
      metric: 'mean steps below 0.5',
      due: dayIn(due),
      verifier: 'nsa',
      expires: dayIn(expires),
    },
  ],
});

async function chainOf(caseId: string) {
  const said = await procedure.as('auditor').log(caseId);
  if (!('answer' in said)) throw new Error(said.message);
  return said.answer.events.map((event) => CaseEvent.parse(event));
}

describe('a case that is referred to people', () => {
  it('is cleared by the unanimous determination of the agencies, each with two pairs of eyes', async () => {
    const one = await procedure.refer(zip);
    expect((await one.summary())?.status).toBe('waiting_for_people');
    expect(await one.determine('nsa', concur)).toEqual(['determined', 'signed']);
    expect(await one.determine('oncd', concur)).toEqual(['determined', 'signed']);
    expect(await one.determine('odni', concur)).toEqual(['determined', 'signed', 'decided']);
    expect(await one.summary()).toMatchObject({ status: 'decided', outcome: 'cleared' });
    expect(await one.verdict()).toMatchObject({
      outcome: 'cleared',
      summary: 'Cleared by the unanimous determination of the agencies.',
      decision: { by: 'unanimous', agencies: AGENCIES.map((agency) => ({ agency, determination: 'concur' })) },
    });
    // Nobody owes anything any more, and time changes nothing.
    await pass(60);
    expect(await one.summary()).toMatchObject({ status: 'decided', outcome: 'cleared' });
    const queue = await procedure.as('nsa-reviewer-1').queue();
    expect('answer' in queue && queue.answer.entries.map(({ caseId }) => caseId)).not.toContain(one.caseId);
    expect(verifyChain(await chainOf(one.caseId))).toEqual([]);
  }, 120_000);

  it('is cleared with conditions; one that is not kept reopens it, one that is kept expires by an event', async () => {
    const broken = await procedure.refer(zip);
    const kept = await procedure.refer(zip);
    for (const one of [broken, kept]) {
      await one.determine('nsa', condition(20, 40));
      await one.determine('oncd', concur);
      expect(await one.determine('odni', concur)).toContain('decided');
      expect(await one.verdict()).toMatchObject({ outcome: 'cleared_with_conditions', decision: { by: 'unanimous' } });
    }
    await pass(10);
    const [set] = (await kept.view('vendor-quillon')).conditions;
    expect(
      await kept.does('nsa-reviewer-1', { type: 'meet_condition', condition: set?.id ?? '', evidence: 'Rerun seen.' }),
    ).toEqual(['condition_met']);
    await pass(12);
    expect((await broken.events()).slice(-2)).toEqual(['condition_breached', 'reopened']);
    expect(await broken.summary()).toMatchObject({ status: 'waiting_for_people', outcome: 'referred' });
    expect(await broken.verdict()).toMatchObject({ outcome: 'referred', decision: { by: 'reopening' } });
    expect(await kept.summary()).toMatchObject({ status: 'decided', outcome: 'cleared_with_conditions' });
    await pass(20);
    expect((await kept.events()).at(-1)).toBe('condition_expired');
    // Nobody outwaits a breach.
    expect(await broken.summary()).toMatchObject({ status: 'waiting_for_people', outcome: 'referred' });
  }, 180_000);

  it('goes to the working group where agencies are split, and to the principals where that has no majority', async () => {
    const one = await procedure.refer(zip);
    await one.determine('nsa', objection);
    await one.determine('oncd', concur);
    expect(await one.determine('odni', condition(20, 40))).toContain('escalated');
    const vote = (person: string, position: 'cleared' | 'not_cleared' | 'staged_access') =>
      one.does(person, { type: 'vote', position, reason: 'After the discussion.' });
    expect(await vote('nsa-reviewer-1', 'not_cleared')).toEqual(['voted']);
    expect(await vote('oncd-reviewer-1', 'cleared')).toEqual(['voted']);
    expect(await vote('odni-reviewer-1', 'staged_access')).toEqual(['voted', 'escalated']);
    expect(await vote('nsa-reviewer-1', 'not_cleared')).toMatch(/principals/);
    expect(await vote('nsa-principal', 'not_cleared')).toEqual(['voted']);
    // The quorum is all agencies, so that two of one mind are not enough while the third may still vote.
    expect(await vote('oncd-principal', 'not_cleared')).toEqual(['voted']);
    expect(await vote('odni-principal', 'staged_access')).toEqual(['voted', 'decided']);
    expect(await one.summary()).toMatchObject({ status: 'decided', outcome: 'not_cleared' });
    expect(await one.verdict()).toMatchObject({
      decision: {
        by: 'principals',
        agencies: [{ vote: 'not_cleared' }, { vote: 'not_cleared' }, { vote: 'staged_access' }],
      },
      reasons: [{ criterion: 'NSA-07', cure: 'Close the bypass.' }],
    });
  }, 120_000);

  it('stands still while the vendor is asked, and all dates move by the days on hold', async () => {
    const one = await procedure.refer(zip);
    const before = (await one.view('nsa-reviewer-1')).dues;
    await one.determine('oncd', concur);
    await one.determine('odni', concur);
    const asks: Determination = { kind: 'request_information', questions: [{ text: 'Which jailbreaks were tried?' }] };
    expect(await one.does('nsa-reviewer-1', { type: 'determine', determination: asks })).toEqual([
      'determined',
      'request_issued',
    ]);
    expect((await one.summary())?.status).toBe('waiting_for_vendor');
    const asked = await procedure.as('vendor-quillon').queue();
    expect('answer' in asked && asked.answer.entries[0]?.duties).toMatchObject([{ what: 'answer' }]);
    await pass(4);
    expect(await one.does('vendor-quillon', { type: 'answer', answers: ['The list is in the report.'] })).toEqual([
      'request_answered',
    ]);
    const after = await one.view('nsa-reviewer-1');
    const days = (from?: string, to?: string) => (Date.parse(to ?? '') - Date.parse(from ?? '')) / DAY;
    expect(days(before?.decision, after.dues?.decision)).toBe(4);
    expect(after.days).toMatchObject({ vendor: 4, total: after.days.agencies + 4 });
    expect(await one.determine('nsa', concur)).toContain('decided');
  }, 120_000);

  it('takes the silence of an agency for no objection, but the silence of all for nothing', async () => {
    const one = await procedure.refer(zip);
    const none = await procedure.refer(zip);
    const [outcome] = [await one.determine('nsa', concur)];
    expect(outcome).toContain('signed');
    await one.determine('oncd', concur);
    await pass(15);
    expect(await one.summary()).toMatchObject({ outcome: 'referred' });
    await pass(1);
    expect(await one.events()).toEqual(expect.arrayContaining(['silence_recorded', 'decided']));
    expect(await one.verdict()).toMatchObject({
      outcome: 'cleared',
      decision: { by: 'unanimous', agencies: [{}, {}, { agency: 'odni', determination: 'silent' }] },
    });
    expect(await none.summary()).toMatchObject({ outcome: 'referred', status: 'waiting_for_people' });
    await pass(15);
    // Voluntary: the window lapses on day 30, and the vendor is told what was open.
    expect(await none.summary()).toMatchObject({ outcome: 'lapsed', status: 'decided' });
    expect((await none.events()).at(-1)).toBe('lapsed');
  }, 180_000);

  it('gets a notice with a new date where day 30 is missed in a mandatory review', async () => {
    const one = await procedure.refer(await referredZip(folder.path, EUROPEAN), EUROPEAN);
    const before = (await one.view('coordinator')).dues?.decision ?? '';
    await pass(32);
    expect((await one.events()).at(-1)).toBe('notice_issued');
    const after = await one.view('coordinator');
    expect(Date.parse(after.dues?.decision ?? '') - Date.parse(before)).toBe(15 * DAY);
    expect(await one.summary()).toMatchObject({ status: 'waiting_for_people', outcome: 'referred' });
  }, 120_000);

  it('is decided anew by a disjoint panel on appeal', async () => {
    const one = await procedure.refer(zip);
    for (const agency of AGENCIES) await one.determine(agency, objection);
    expect(await one.summary()).toMatchObject({ status: 'decided', outcome: 'not_cleared' });
    await pass(3);
    const ground = (await one.view('vendor-quillon')).grounds[1] ?? '';
    expect(await one.does('vendor-quillon', { type: 'appeal', ground, statement: 'Sample 40 is a refusal.' })).toEqual([
      'appealed',
    ]);
    const panel = (ids: string[]) => ({
      type: 'appoint_panel' as const,
      members: ids.map((id) => ({ id, agency: 'joint' })),
    });
    expect(await one.does('coordinator', panel(['nsa-reviewer-1', 'panelist-1', 'panelist-2']))).toMatch(/took part/);
    const ids = ['panelist-1', 'panelist-2', 'panelist-3'];
    // A panelist sees no case before being appointed to it.
    expect(await procedure.as('panelist-1').view(one.caseId)).toMatchObject({ status: 404 });
    expect(await one.does('coordinator', panel(ids))).toEqual(['panel_appointed']);
    const votes = ids.map((member, at) => ({
      member,
      result: at < 2 ? ('overturned' as const) : ('upheld' as const),
      reason: 'Read.',
    }));
    const decide = {
      type: 'decide_appeal' as const,
      result: 'overturned' as const,
      votes,
      reason: 'The sample is a refusal.',
      outcome: 'cleared' as const,
    };
    expect(await one.does('panelist-4', decide)).toMatch(/no case/);
    expect(await one.does('panelist-2', decide)).toEqual(['appeal_decided', 'decided']);
    expect(await one.verdict()).toMatchObject({ outcome: 'cleared', decision: { by: 'appeal' } });
  }, 120_000);

  it('goes on with an amended bundle, and determinations stand whose findings did not change', async () => {
    const one = await procedure.refer(zip);
    await one.determine('nsa', concur);
    const amended = await referredZip(folder.path, 'us-frontier/2026.1', 'with a corrected notice');
    expect(await one.amend(amended, 'The notice is corrected.')).toBe(one.caseId);
    expect(await one.judged(2)).toMatchObject({ status: 'waiting_for_people', bundle: 2 });
    expect((await one.events()).slice(-2)).toEqual(['bundle_amended', 'referred']);
    expect((await one.view('nsa-reviewer-1')).determinations).toMatchObject([{ agency: 'nsa', inEffect: true }]);
    await one.determine('oncd', concur);
    expect(await one.determine('odni', concur)).toContain('decided');
    expect((await one.verdict())?.bundle.digest).not.toBe(
      (await procedure.system.verdictOf(one.caseId, 1))?.verdict.bundle.digest,
    );
    // Decided: an amendment is refused before anything is uploaded.
    expect(await one.amend(zip, 'Back to the first.')).toMatch(/takes no amended bundle now/);
  }, 120_000);

  it('is withdrawn by its vendor, and by nobody else', async () => {
    const one = await procedure.refer(zip);
    expect(await one.does('nsa-reviewer-1', { type: 'withdraw', reason: 'No.' })).toMatch(/for vendor/);
    expect(await one.does('vendor-larkspur', { type: 'withdraw', reason: 'Not mine.' })).toMatch(/no case/);
    expect(await one.does('vendor-quillon', { type: 'withdraw', reason: 'We release another model.' })).toEqual([
      'withdrawn',
    ]);
    expect(await one.summary()).toMatchObject({ status: 'decided', outcome: 'withdrawn' });
    expect(await one.determine('nsa', concur)).toMatch(/withdrawn/);
  }, 120_000);
});
