import { describe, expect, it } from 'vitest';
import { addDays } from '#core/adjudication/calendar/day.ts';
import { nextTick, remindersOf, timesOf } from '#core/adjudication/case/clocks.ts';
import {
  type ActionInput,
  CONDITION,
  COORDINATOR,
  DAY_0,
  mandatory,
  OBJECTION,
  Play,
  principal,
  reviewer,
  SYSTEM,
  undecided,
  VENDOR,
  voluntary,
} from './play.ts';

const AGENCIES = ['nsa', 'oncd', 'odni'];
const day = (n: number) => addDays(DAY_0, n);
const ask = { kind: 'request_information' as const, questions: [{ text: 'Which tools had the agent?' }] };
const GROUND = 'A criterion was misapplied.';

describe('a case', () => {
  it('is cleared when all agencies concur', () => {
    const play = Play.inReview();
    for (const agency of AGENCIES) play.determine(4, agency, { kind: 'concur' });
    expect(play.decision).toEqual({ stage: 'decided', outcome: 'cleared', by: 'unanimous', on: day(4) });
  });

  it('has room for what an agency says at length, and an agency that says too much takes none of the others', () => {
    const play = Play.inReview();
    const questions = Array.from({ length: 8 }, (_, at) => ({ text: `${at} ${'x'.repeat(3_900)}` }));
    const asks = (n: number) => ({
      kind: 'request_information' as const,
      questions: [...questions, { text: `${n}?` }],
    });
    expect(play.determine(1, 'nsa', asks(1))).not.toMatch(/room/);
    expect(play.do(1, reviewer('nsa'), { type: 'determine', determination: asks(2) })).toMatch(
      /room for 37 KB of determinations and votes of nsa; 33 KB are used, and this takes 33 KB/,
    );
    expect(play.do(1, reviewer('oncd'), { type: 'determine', determination: asks(1) })).toEqual(['determined']);
    const bytes = new TextEncoder().encode(JSON.stringify(play.now)).length;
    expect(bytes).toBeLessThan(400_000);
  });

  it('is decided by the checks alone where they need no people', () => {
    const play = new Play();
    play.submit();
    play.accept();
    play.do(0, SYSTEM, { type: 'record_checks', bundle: 1, outcome: 'cleared', tier: 'T0', points: [] });
    expect(play.decision).toMatchObject({ stage: 'decided', outcome: 'cleared', by: 'checks' });
  });

  it('is not cleared by checks that leave a point open', () => {
    const play = new Play();
    play.submit();
    play.accept();
    const points = [undecided()];
    expect(play.do(0, SYSTEM, { type: 'record_checks', bundle: 1, outcome: 'cleared', tier: 'T0', points })).toMatch(
      /NSA-01 .* is undecided/,
    );
  });

  it('is cleared with the conditions that agencies set, which end in the log', () => {
    const play = Play.inReview([undecided()]);
    play.determine(2, 'nsa', { kind: 'concur_with_conditions', conditions: [CONDITION] });
    play.determine(2, 'oncd', { kind: 'concur' });
    play.determine(3, 'odni', { kind: 'not_in_remit', reason: 'No biology in scope.' });
    expect(play.decision).toMatchObject({ outcome: 'cleared_with_conditions', by: 'unanimous' });
    expect(play.do(60, reviewer('nsa'), { type: 'meet_condition', condition: 'nsa.1.1.1', evidence: '0.31' })).toEqual([
      'condition_met',
    ]);
    expect(play.tick(275)).toEqual(['condition_expired']);
    expect(play.now).toMatchObject({ stage: 'decided', conditions: [{ status: 'expired' }] });
  });

  it('is reopened with a blocker when a condition is not met by its day', () => {
    const play = Play.inReview([undecided()]);
    play.determine(2, 'nsa', { kind: 'concur_with_conditions', conditions: [CONDITION] });
    for (const agency of ['oncd', 'odni']) play.determine(2, agency, { kind: 'concur' });
    expect(play.tick(92)).toEqual(['condition_breached', 'reopened']);
    expect(play.now).toMatchObject({ stage: 'reopened', run: 2 });
    for (const agency of AGENCIES) play.determine(93, agency, { kind: 'concur' });
    expect(play.now.stage).toBe('working_group');
    const resolves = [{ criterion: 'NSA-01', evidence: 'evals/rerun.eval', reason: 'The rerun rules it out.' }];
    play.determine(94, 'nsa', { kind: 'concur', resolves });
    expect(play.decision).toMatchObject({ outcome: 'cleared', by: 'unanimous', on: day(94) });
  });

  it('is reopened at the end of the day on which a condition was due, however late anybody looks', () => {
    const play = Play.inReview([undecided()]);
    play.determine(2, 'nsa', { kind: 'concur_with_conditions', conditions: [CONDITION] });
    for (const agency of ['oncd', 'odni']) play.determine(2, agency, { kind: 'concur' });
    expect(nextTick(play.rules, play.now, day(3))).toBe('2026-06-02T04:00:00.000Z');
    play.tick(110);
    const found = play.changes.find(({ type }) => type === 'reopened');
    expect(found).toMatchObject({ at: '2026-06-02T04:00:00.000Z', data: { on: '2026-06-02' } });
  });

  it('is reopened on a false statement, and does not lapse before that is resolved', () => {
    const play = Play.inReview();
    for (const agency of AGENCIES) play.determine(4, agency, { kind: 'concur' });
    const found = { statement: 'The weights were others.', evidence: 'Digest of the released file.' };
    play.do(40, reviewer('oncd'), { type: 'reopen', cause: 'false_statement', ...found });
    play.tick(40 + 31);
    expect(play.now).toMatchObject({ stage: 'principals', notices: 1, decisions: [{ n: 1 }] });
  });

  it('goes from a split to the working group, to the principals, and is decided there by majority', () => {
    const play = Play.inReview();
    play.determine(3, 'nsa', { kind: 'non_concur', objections: [OBJECTION] });
    play.determine(3, 'oncd', { kind: 'concur' });
    play.determine(4, 'odni', { kind: 'concur_with_conditions', conditions: [{ ...CONDITION, criterion: null }] });
    expect(play.now.stage).toBe('working_group');
    const vote = (n: number, agency: string, position: 'cleared' | 'not_cleared' | 'staged_access') =>
      play.do(n, reviewer(agency), { type: 'vote', position, reason: 'As discussed.' });
    vote(10, 'nsa', 'not_cleared');
    vote(10, 'oncd', 'cleared');
    expect(vote(10, 'odni', 'staged_access')).toEqual(['voted', 'escalated']);
    expect(vote(11, 'nsa', 'cleared')).toMatch(/reviewer does not vote there/);
    const say = (agency: string) =>
      play.do(12, principal(agency), { type: 'vote', position: 'not_cleared', reason: 'No.' });
    say('nsa');
    say('oncd');
    expect(play.now.stage).toBe('principals');
    say('odni');
    expect(play.decision).toMatchObject({ outcome: 'not_cleared', by: 'principals', on: day(12) });
    expect(play.now.votes).toHaveLength(6);
  });

  it('is decided by the working group on the majority of those present when its time is over', () => {
    const play = Play.inReview();
    play.determine(3, 'nsa', { kind: 'non_concur', objections: [OBJECTION] });
    play.determine(3, 'oncd', { kind: 'concur' });
    play.determine(4, 'odni', { kind: 'concur' });
    play.tick(22);
    expect(play.now.stage).toBe('working_group');
    play.tick(23);
    expect(play.decision).toEqual({ stage: 'decided', outcome: 'cleared', by: 'working_group', on: day(23) });
  });

  it('takes an early vote for a clearance as barred while a blocker is open', () => {
    const play = Play.inReview([undecided(), { ...undecided('odni', 'ODN-02'), outcome: 'not_met' }]);
    play.determine(3, 'nsa', { kind: 'non_concur', objections: [OBJECTION] });
    for (const agency of ['oncd', 'odni']) play.determine(3, agency, { kind: 'concur' });
    const cast: ActionInput = {
      type: 'vote',
      position: 'cleared_with_conditions',
      conditions: [CONDITION],
      reason: 'Fine.',
    };
    expect(play.do(5, reviewer('oncd'), cast)).toMatch(/ODN-02 .* is not met: it bars every clearance/);
    const resolves = [{ criterion: 'ODN-02', evidence: 'x', reason: 'y' }];
    expect(play.do(5, reviewer('odni'), { type: 'determine', determination: { kind: 'concur', resolves } })).toMatch(
      /is not met: an amended bundle or an appeal/,
    );
  });

  it('stops the clock while the vendor is asked, and puts every date off by the days on hold', () => {
    const play = Play.inReview();
    play.determine(2, 'nsa', ask);
    play.determine(3, 'oncd', { kind: 'concur' });
    play.determine(3, 'odni', { kind: 'concur' });
    expect(play.now).toMatchObject({ stage: 'on_hold', answerDue: '2026-03-19', rounds: 1 });
    play.do(13, VENDOR, { type: 'answer', answers: ['A shell and a debugger.'] });
    expect(play.now).toMatchObject({ stage: 'agency_review', dues: { determinations: day(25), decision: day(40) } });
    expect(play.do(14, reviewer('odni'), { type: 'determine', determination: ask })).toMatch(/asked already/);
    play.determine(20, 'nsa', { kind: 'concur' });
    expect(play.decision).toMatchObject({ outcome: 'cleared', on: day(20) });
    expect(timesOf(play.now, day(90))).toEqual({ total: 20, vendor: 10, agencies: 10 });
  });

  it('goes on when the vendor does not answer, from the day on which the answer was due', () => {
    const play = Play.inReview();
    play.determine(2, 'nsa', ask);
    play.do(2, COORDINATOR, { type: 'issue_request' });
    expect(play.now.answerDue).toBe(day(16));
    expect(play.do(4, COORDINATOR, { type: 'extend_answer', until: day(33), reason: 'A holiday.' })).toMatch(/end on/);
    play.do(4, COORDINATOR, { type: 'extend_answer', until: day(32), reason: 'The vendor asked.' });
    play.tick(34);
    expect(play.now).toMatchObject({ stage: 'agency_review', dues: { determinations: day(45) } });
    expect(play.do(35, VENDOR, { type: 'answer', answers: ['Late.'] })).toMatch(/case is in agency_review/);
  });

  it('counts silence as no objection, but never over an open blocker', () => {
    const quiet = Play.inReview();
    quiet.determine(2, 'nsa', { kind: 'concur' });
    quiet.tick(15);
    expect(quiet.now.stage).toBe('agency_review');
    quiet.tick(16);
    expect(quiet.decision).toEqual({ stage: 'decided', outcome: 'cleared', by: 'unanimous', on: day(16) });

    const blocked = Play.inReview([undecided()]);
    blocked.tick(16);
    expect(blocked.now).toMatchObject({ stage: 'working_group', decisions: [] });
    blocked.tick(29);
    expect(blocked.now).toMatchObject({ stage: 'principals', decisions: [] });
  });

  it('does not take an unsigned determination for silence', () => {
    const play = Play.inReview();
    play.do(2, reviewer('nsa'), { type: 'determine', determination: { kind: 'non_concur', objections: [OBJECTION] } });
    play.tick(16);
    expect(play.now).toMatchObject({ stage: 'working_group', decisions: [] });
  });

  it('lapses when a voluntary review has no decision by day 30', () => {
    const play = Play.inReview([undecided()]);
    play.tick(30);
    expect(play.now.stage).toBe('principals');
    expect(play.tick(31)).toEqual(['lapsed']);
    expect(play.changes.at(-1)).toMatchObject({
      data: { on: day(30), openIssues: expect.arrayContaining([expect.stringMatching(/NSA-01/)]) },
    });
    expect(play.do(32, reviewer('nsa'), { type: 'determine', determination: { kind: 'concur' } })).toMatch(/lapsed/);
  });

  it('issues a notice with the open issues and a new date when a mandatory review has none', () => {
    const play = Play.inReview([undecided()], mandatory);
    expect(play.tick(31)).toContain('notice_issued');
    expect(play.now).toMatchObject({ stage: 'principals', notices: 1, dues: { decision: day(45) } });
    play.tick(100);
    expect(play.now).toMatchObject({ stage: 'principals', notices: 5, dues: { decision: day(105) } });
  });

  it('has one extension, signed by an official with a reason', () => {
    const play = Play.inReview();
    expect(play.do(3, reviewer('nsa'), { type: 'extend', reason: 'More time.' })).toMatch(/for principal, coordinator/);
    play.do(3, principal('nsa'), { type: 'extend', reason: 'A second log is being read.' });
    expect(play.now.dues).toMatchObject({ determinations: day(30), decision: day(45) });
    expect(play.do(4, COORDINATOR, { type: 'extend', reason: 'Again.' })).toMatch(/that is used/);
  });

  it('is overturned on appeal by a panel of people who had no part in it', () => {
    const play = Play.inReview([{ ...undecided(), outcome: 'not_met' }]);
    for (const agency of AGENCIES) play.determine(4, agency, { kind: 'non_concur', objections: [OBJECTION] });
    expect(play.decision).toMatchObject({ outcome: 'not_cleared', by: 'unanimous' });
    expect(play.do(5, VENDOR, { type: 'appeal', ground: 'We disagree.', statement: 'No.' })).toMatch(/no ground/);
    const appeal = { type: 'appeal', ground: GROUND, statement: 'The limit is of another metric.' } as const;
    expect(play.do(19, VENDOR, appeal)).toMatch(/within 14 days/);
    play.do(18, VENDOR, appeal);
    expect(play.now).toMatchObject({ stage: 'appeal', appeal: { due: '2026-04-03' } });
    const members = ['p1', 'p2', 'p3'].map((id) => ({ id, agency: 'oncd' }));
    const panel = (first: string) =>
      play.do(19, COORDINATOR, { type: 'appoint_panel', members: [{ id: first, agency: 'nsa' }, ...members.slice(1)] });
    expect(panel('nsa-2')).toMatch(/took part/);
    expect(panel('p1')).toEqual(['panel_appointed']);
    expect(play.tick(33)).toEqual(['appeal_overdue']);
    const votes = ['overturned', 'overturned', 'upheld'].map((result, i) => ({
      member: `p${i + 1}`,
      result,
      reason: '.',
    }));
    const decision = { type: 'decide_appeal', result: 'overturned', outcome: 'cleared', reason: 'It is.' } as const;
    const decide = (more: object) =>
      play.do(34, { id: 'p1', role: 'panelist' }, { ...decision, votes, ...more } as Parameters<Play['do']>[2]);
    expect(decide({})).toMatch(/NSA-01 .* bars every clearance/);
    expect(decide({ votes: votes.slice(1) })).toMatch(/Every member/);
    expect(decide({ result: 'upheld', outcome: null })).toMatch(/majority/);
    decide({ setAside: [{ criterion: 'NSA-01', reason: 'Another metric.' }] });
    expect(play.decision).toMatchObject({ outcome: 'cleared', by: 'appeal' });
    expect(play.do(35, VENDOR, appeal)).toMatch(/appealed once/);
  });

  it('is judged again, by new determinations, when the panel remands it', () => {
    const play = Play.inReview();
    for (const agency of AGENCIES) play.determine(4, agency, { kind: 'non_concur', objections: [OBJECTION] });
    play.do(5, VENDOR, { type: 'appeal', ground: GROUND, statement: 'The limit is of another metric.' });
    const members = ['p1', 'p2', 'p3'].map((id) => ({ id, agency: 'oncd' }));
    play.do(5, COORDINATOR, { type: 'appoint_panel', members });
    const votes = members.map(({ id }) => ({ member: id, result: 'remanded' as const, reason: 'Look again.' }));
    const remand: ActionInput = { type: 'decide_appeal', result: 'remanded', votes, reason: 'Look again.' };
    expect(play.do(6, { id: 'p2', role: 'panelist' }, remand)).toEqual(['appeal_decided', 'reopened']);
    expect(play.now).toMatchObject({ stage: 'reopened', run: 2, dues: { decision: day(36) } });
    for (const agency of AGENCIES) play.determine(7, agency, { kind: 'concur' });
    expect(play.decision).toMatchObject({ outcome: 'cleared', by: 'unanimous' });
    expect(play.now.decisions.map(({ n, run }) => [n, run])).toEqual([
      [1, 1],
      [2, 2],
    ]);
  });

  it('goes on with an amended bundle: agencies whose findings changed determine again', () => {
    const play = Play.inReview([undecided()]);
    for (const agency of ['oncd', 'odni']) play.determine(2, agency, { kind: 'concur' });
    play.do(5, VENDOR, { type: 'amend', digest: 'sha256:2', note: 'A longer run.' });
    expect(play.now.stage).toBe('automated_checks');
    const checks = (bundle: number, changed: string[] = []): ActionInput => ({
      type: 'record_checks',
      outcome: 'referred',
      tier: 'T2',
      points: [],
      bundle,
      changed,
    });
    expect(play.do(5, SYSTEM, checks(1))).toMatch(/bundle 2 is under review/);
    play.do(5, SYSTEM, checks(2, ['nsa', 'odni']));
    play.determine(6, 'nsa', { kind: 'concur' });
    expect(play.now.stage).toBe('agency_review');
    play.determine(7, 'odni', { kind: 'concur' });
    expect(play.decision).toMatchObject({ outcome: 'cleared', on: day(7) });
  });

  it('keeps to the bundle before when an amended one is not acceptable', () => {
    const play = Play.inReview();
    play.do(5, VENDOR, { type: 'amend', digest: 'sha256:2', note: 'A longer run.' });
    play.do(5, SYSTEM, { type: 'record_checks', bundle: 2, outcome: 'returned', tier: null, points: [] });
    expect(play.now).toMatchObject({ stage: 'agency_review', bundles: [{ rejected: false }, { rejected: true }] });
  });

  it('may be cured within 15 business days after it is returned, and lapses then', () => {
    const play = new Play();
    play.submit();
    play.do(0, SYSTEM, { type: 'return', because: ['INT-01: the manifest is not JSON.'] });
    expect(play.now.cureDue).toBe('2026-03-23');
    play.do(21, VENDOR, { type: 'amend', digest: 'sha256:2', note: 'Corrected.' });
    expect(play.now.stage).toBe('screening');
    play.do(22, SYSTEM, { type: 'return', because: ['INT-02: a file differs.'] });
    play.tick(60);
    expect(play.now.stage).toBe('lapsed');
  });

  it('is withdrawn by its vendor, and by no other', () => {
    const play = Play.inReview();
    expect(play.do(3, { ...VENDOR, vendor: 'other' }, { type: 'withdraw', reason: 'Mine now.' })).toMatch(
      /another vendor/,
    );
    play.do(3, VENDOR, { type: 'withdraw', reason: 'Not released.' });
    expect(play.now.stage).toBe('withdrawn');
    expect(play.tick(90)).toEqual([]);
    expect(timesOf(play.now, day(90)).total).toBe(3);
  });

  it('has five business days on the abbreviated track', () => {
    const play = new Play();
    play.submit();
    play.accept(0, 'abbreviated');
    expect(play.now.dues).toMatchObject({ determinations: day(7), decision: day(7) });
  });
});

describe('a standard that says it otherwise', () => {
  const { procedure } = voluntary;

  it('may take silence for nothing, so that no quorum of all is reached without everybody', () => {
    const play = Play.inReview([], { ...voluntary, silence: 'nothing' });
    play.determine(2, 'nsa', { kind: 'concur' });
    play.determine(2, 'oncd', { kind: 'concur' });
    play.tick(23);
    expect(play.now).toMatchObject({ stage: 'principals', decisions: [] });
  });

  it('may have a quorum of the majority', () => {
    const quorum = { ...procedure.quorum, agencies: 'majority' as const };
    const play = Play.inReview([], { ...voluntary, silence: 'nothing', procedure: { ...procedure, quorum } });
    play.determine(2, 'nsa', { kind: 'concur' });
    play.determine(2, 'oncd', { kind: 'concur' });
    play.tick(23);
    expect(play.decision).toMatchObject({ outcome: 'cleared', by: 'working_group', on: day(23) });
  });

  it('may name no stages: then the working group has until the decision, and no principals meet', () => {
    const rules = { ...voluntary, procedure: { ...procedure, escalation: [{ step: 'Decision.', by: 30 }] } };
    const play = Play.inReview([undecided()], rules);
    expect(play.now.dues).toMatchObject({ workingGroup: day(30), principals: null });
    play.tick(30);
    expect(play.now.stage).toBe('working_group');
    play.tick(31);
    expect(play.now.stage).toBe('lapsed');
  });

  it('may ask for no second signature', () => {
    const play = Play.inReview([], { ...voluntary, fourEyes: new Set() });
    for (const agency of AGENCIES)
      play.do(1, reviewer(agency), { type: 'determine', determination: { kind: 'concur' } });
    expect(play.decision).toMatchObject({ outcome: 'cleared', on: day(1) });
  });
});

describe('people', () => {
  it('do not resolve the points of another agency', () => {
    const play = Play.inReview([undecided('odni', 'ODN-02')]);
    const resolves = [{ criterion: 'ODN-02', evidence: 'evals/bio.eval', reason: 'It rules it out.' }];
    expect(play.determine(1, 'odni', { kind: 'concur', resolves })).toEqual(['signed']);
    expect(play.do(1, reviewer('nsa'), { type: 'determine', determination: { kind: 'concur', resolves } })).toMatch(
      /ODN-02 is odni's/,
    );
  });

  it('whose command arrives twice have done it once', () => {
    const play = Play.inReview();
    const twice = () =>
      play.do(1, reviewer('nsa'), { type: 'determine', determination: { kind: 'concur' } }, 'token-1');
    expect([twice(), twice()]).toEqual([['determined'], []]);
    expect(play.do(2, reviewer('nsa'), { type: 'determine', determination: { kind: 'concur' } })).toEqual([]);
    expect(play.now.determinations).toHaveLength(1);
  });

  it('do not sign what they prepared, nor what was replaced meanwhile', () => {
    const play = Play.inReview();
    const prepare = (determination: { kind: 'concur' } | typeof ask) =>
      play.do(1, reviewer('nsa'), { type: 'determine', determination });
    prepare({ kind: 'concur' });
    expect(play.do(1, reviewer('nsa'), { type: 'sign', n: 1 })).toMatch(/another person/);
    prepare(ask);
    expect(play.do(1, reviewer('nsa', 2), { type: 'sign', n: 1 })).toMatch(/its latest, which is 2/);
    expect(play.now.determinations).toHaveLength(2);
  });

  it('who are recused lose what they prepared, and do nothing more in the case', () => {
    const play = Play.inReview();
    play.determine(1, 'nsa', { kind: 'concur' });
    play.do(2, reviewer('nsa'), { type: 'recuse', reason: 'Worked for the vendor.' });
    expect(play.now.determinations[0]).toMatchObject({ void: 'nsa-1 is recused.' });
    expect(play.do(2, reviewer('nsa'), { type: 'determine', determination: { kind: 'concur' } })).toMatch(/recused/);
  });

  it('of companies have no part in a case', () => {
    const play = Play.inReview();
    const company = { id: 'exec', role: 'company' } as const;
    expect(play.do(1, company, { type: 'vote', position: 'cleared', reason: 'Good.' })).toMatch(
      /versions of a standard/,
    );
  });

  it('of agencies that the standard does not have do not determine', () => {
    const play = Play.inReview();
    expect(play.do(1, reviewer('faa'), { type: 'determine', determination: { kind: 'concur' } })).toMatch(
      /nsa, oncd, odni/,
    );
  });
});

describe('reminders', () => {
  it('come before the dates of those who still owe something', () => {
    const play = Play.inReview();
    play.determine(1, 'nsa', { kind: 'concur' });
    const reminders = remindersOf(play.rules, play.now, day(11));
    expect(reminders.slice(0, 2)).toEqual([
      { on: day(14), what: 'determination', who: 'oncd', due: day(15) },
      { on: day(14), what: 'determination', who: 'odni', due: day(15) },
    ]);
  });
});
