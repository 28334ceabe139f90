import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type CaseRules, rulesOf } from '#core/adjudication/case/rules.ts';
import type { RegisterEntry } from '#core/adjudication/register/entry.ts';
import { registerEntryOf, registerPlace } from '#core/adjudication/register/entry-of.ts';
import { published } from '#core/adjudication/register/published.ts';
import { LEAST, statisticsOf } from '#core/adjudication/register/statistics.ts';
import { VERDICT } from '../../../cli/support/verdicts.ts';
import { standard } from '../../../policy/standard.ts';
import { CONDITION, COORDINATOR, federal, Play, undecided, VENDOR, voluntary } from '../case/play.ts';

const CASE = `case-${'a'.repeat(40)}`;
const PANEL = ['pia', 'pat', 'pol'];

/** A case that all agencies clear on day 9. */
function cleared(rules: CaseRules = voluntary): Play {
  const play = Play.inReview([undecided()], rules);
  for (const agency of ['nsa', 'oncd', 'odni'])
    play.determine(9, agency, { kind: 'concur_with_conditions', resolves: [], conditions: [CONDITION] });
  return play;
}

function entryOf(play: Play, names: 'never' | 'cleared' | 'always' = 'never'): RegisterEntry | null {
  if (play.state === null) throw new Error('the case is not open');
  return registerEntryOf(play.rules, play.state, VERDICT, { names });
}

describe('an entry of the register', () => {
  it('is there from the decision on, and not before', () => {
    expect(entryOf(Play.inReview([undecided()]))).toBeNull();
    expect(entryOf(cleared())).toMatchObject({
      month: '2026-03',
      outcome: 'cleared_with_conditions',
      by: 'unanimous',
      standing: 'final',
      days: { total: 9, vendor: 0 },
      held: false,
      appeal: null,
      conditions: 3,
    });
  });

  it('names the model as the vendor allows, or as the standard says', () => {
    expect(entryOf(cleared())?.model).toBeNull();
    const named = { vendor: 'Quillon Research', name: 'quillon/atlas-5', version: '5.0.0' };
    expect(entryOf(cleared(), 'cleared')?.model).toEqual(named);
    const withdrawn = Play.inReview();
    withdrawn.do(2, VENDOR, { type: 'withdraw', reason: 'Another model comes first.' });
    expect(entryOf(withdrawn, 'cleared')).toMatchObject({ outcome: 'withdrawn', by: 'vendor', model: null });
    expect(entryOf(withdrawn, 'always')?.model).toEqual(named);
    const naming = rulesOf({ ...standard(), register: { names: ['cleared_with_conditions'] } }, federal);
    expect(entryOf(cleared(naming))?.model).toEqual(named);
  });

  it('says that a decision was appealed, and what came of it', () => {
    const play = cleared();
    play.do(20, VENDOR, {
      type: 'appeal',
      ground: 'A criterion was misapplied.',
      statement: 'One condition too many.',
    });
    expect(entryOf(play)).toMatchObject({ standing: 'appealed', appeal: null });
    play.do(20, COORDINATOR, { type: 'appoint_panel', members: PANEL.map((id) => ({ id, agency: 'oncd' })) });
    const votes = PANEL.map((member) => ({ member, result: 'upheld' as const, reason: '.' }));
    play.do(40, { id: 'pia', role: 'panelist' }, { type: 'decide_appeal', result: 'upheld', votes, reason: '.' });
    expect(entryOf(play)).toMatchObject({ standing: 'final', appeal: 'upheld', month: '2026-03', days: { total: 9 } });
  });

  it('of a case that is reopened says so, and moves to the month of the new decision', () => {
    const play = cleared();
    const before = play.state === null ? null : registerPlace(play.rules, play.state, CASE);
    play.do(40, COORDINATOR, { type: 'reopen', cause: 'false_statement', statement: 'Untrue.', evidence: 'A letter.' });
    expect(entryOf(play)).toMatchObject({ standing: 'reopened', outcome: 'cleared_with_conditions' });
    play.do(41, VENDOR, { type: 'withdraw', reason: 'As you say.' });
    expect(entryOf(play)).toMatchObject({ standing: 'final', outcome: 'withdrawn', month: '2026-04' });
    const after = play.state === null ? null : registerPlace(play.rules, play.state, CASE);
    expect([before?.month, after?.month, after?.id === before?.id]).toEqual(['2026-03', '2026-04', true]);
  });

  it('leads from a case to its entry, and to no case', () => {
    const play = cleared();
    expect(JSON.stringify(entryOf(play, 'always'))).not.toContain(CASE);
    const place = play.state === null ? null : registerPlace(play.rules, play.state, CASE);
    expect(place?.id).toMatch(/^[0-9a-f]{32}$/);
    expect(CASE).not.toContain(place?.id ?? CASE);
  });
});

const SAMPLE: RegisterEntry = {
  standard: 'us-frontier/2026.1',
  month: '2026-03',
  outcome: 'cleared',
  by: 'unanimous',
  standing: 'final',
  track: 'standard',
  tier: 'T2',
  days: { total: 47, vendor: 10 },
  held: true,
  appeal: null,
  conditions: 0,
  invented: false,
  model: null,
};
const MODEL = { vendor: 'Acme', name: 'acme/aster', version: '1' };

describe('what is published', () => {
  it('of an entry without a name has no tier and no hold, and its days in a band that holds them', () => {
    fc.assert(
      fc.property(fc.nat(2_000), (total) => {
        const { tier, held, days } = published({ ...SAMPLE, days: { total, vendor: 0 } });
        expect([tier, held, days.most - days.least]).toEqual([null, null, 29]);
        expect(days.least <= total && total <= days.most).toBe(true);
      }),
    );
  });

  it('of an entry with a name is exact', () => {
    expect(published({ ...SAMPLE, model: MODEL })).toMatchObject({
      tier: 'T2',
      held: true,
      days: { least: 47, most: 47 },
      model: MODEL,
    });
  });
});

describe('statistics', () => {
  const many = (n: number, change: Partial<RegisterEntry> = {}) =>
    Array.from({ length: n }, () => ({ ...SAMPLE, ...change }));

  it('give no figure over fewer cases than five', () => {
    const few = statisticsOf('s', many(LEAST - 1, { appeal: 'overturned' }));
    expect(few).toMatchObject({ entries: 4, held: null, appeals: { decided: 4, overturned: null } });
    expect(few.tracks).toEqual([{ track: 'standard', decisions: 4, medianDays: null, medianAgencyDays: null }]);
    const enough = statisticsOf('s', many(LEAST, { appeal: 'overturned' }));
    expect(enough).toMatchObject({ held: 1, appeals: { decided: 5, overturned: 1 } });
    expect(enough.tracks).toMatchObject([{ medianDays: 47, medianAgencyDays: 37 }]);
  });

  it('are of decisions alone, without samples, and the median is the middle', () => {
    const days = [10, 90, 20, 40, 30, 50].map((total) => ({ ...SAMPLE, held: total > 40, days: { total, vendor: 0 } }));
    const ends = [
      ...many(3, { by: 'vendor', outcome: 'withdrawn' }),
      ...many(7, { invented: true, outcome: 'returned' }),
    ];
    const { entries, outcomes, tracks, held } = statisticsOf('s', [...days, ...ends]);
    expect([entries, outcomes, held]).toEqual([9, { cleared: 6, withdrawn: 3 }, 2 / 6]);
    expect(tracks).toMatchObject([{ decisions: 6, medianDays: 35 }]);
  });
});
