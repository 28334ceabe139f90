import { describe, expect, it } from 'vitest';
import { apply } from '#core/adjudication/case/apply.ts';
import type { CaseState } from '#core/adjudication/case/state.ts';
import { verdictAfter } from '#core/adjudication/procedure/people-verdict.ts';
import { Verdict } from '#core/adjudication/verdict.ts';
import { VERDICT } from '../../../cli/support/verdicts.ts';
import { CONDITION, mandatory, OBJECTION, Play, reviewer, undecided, VENDOR } from '../case/play.ts';

const before: Verdict = { ...VERDICT, outcome: 'referred' };

/** The verdicts that a case has come to after that of the checks, each on the one before. */
function verdictsOf({ changes, rules }: Play): Verdict[] {
  let state: CaseState | null = null;
  const verdicts: Verdict[] = [before];
  for (const change of changes) {
    state = apply(state, change);
    const next = verdictAfter(verdicts.at(-1) ?? before, rules, state, change);
    if (next !== null) verdicts.push(Verdict.parse(next));
  }
  return verdicts.slice(1);
}
const all = (play: Play, determination: Parameters<Play['determine']>[2]) => {
  for (const agency of ['nsa', 'odni', 'oncd']) play.determine(1, agency, determination);
  return play;
};

describe('the verdict of people', () => {
  it('is that of a unanimous determination, with what each agency said, and the counts of the checks', () => {
    const [verdict] = verdictsOf(all(Play.inReview(), { kind: 'concur' }));
    expect(verdict).toMatchObject({
      outcome: 'cleared',
      tier: 'T2',
      summary: 'Cleared by the unanimous determination of the agencies.',
      reasons: [],
      counts: before.counts,
      findingsDigest: before.findingsDigest,
      decision: { by: 'unanimous', on: '2026-03-03' },
    });
    expect(verdict?.decision?.agencies.map(({ determination, vote }) => [determination, vote])).toEqual([
      ['concur', null],
      ['concur', null],
      ['concur', null],
    ]);
  });

  it('gives the objections, with their cure, where it does not clear', () => {
    const [verdict] = verdictsOf(all(Play.inReview(), { kind: 'non_concur', objections: [OBJECTION] }));
    expect(verdict).toMatchObject({ outcome: 'not_cleared', summary: expect.stringContaining('Not cleared by') });
    expect(verdict?.reasons).toHaveLength(3);
    expect(verdict?.reasons[0]).toMatchObject({ criterion: 'NSA-01', agency: 'nsa', cure: OBJECTION.cure });
  });

  it('counts its conditions', () => {
    const [verdict] = verdictsOf(all(Play.inReview(), { kind: 'concur_with_conditions', conditions: [CONDITION] }));
    expect(verdict).toMatchObject({ outcome: 'cleared_with_conditions', decision: { conditions: { length: 3 } } });
    expect(verdict?.summary).toMatch(/^Cleared with 3 conditions by/);
  });

  it('is withdrawn, with the reason of the vendor', () => {
    const play = Play.inReview([undecided()]);
    play.do(1, VENDOR, { type: 'withdraw', reason: 'Not released.' });
    expect(verdictsOf(play)).toMatchObject([
      { outcome: 'withdrawn', reasons: [], decision: { by: 'vendor', because: 'Not released.' } },
    ]);
  });

  it('is lapsed by the clock, with what is open', () => {
    const play = Play.inReview([undecided()]);
    play.tick(60);
    expect(verdictsOf(play)).toMatchObject([
      { outcome: 'lapsed', reasons: [{ criterion: 'NSA-01', outcome: 'inconclusive' }], decision: { by: 'clock' } },
    ]);
  });

  it('is referred again where a breach reopens what was cleared', () => {
    const play = all(Play.inReview([], mandatory), { kind: 'concur' });
    const cause = { cause: 'false_statement', statement: 'Other weights.', evidence: 'Digest.' } as const;
    play.do(9, reviewer('nsa'), { type: 'reopen', ...cause });
    expect(verdictsOf(play)).toMatchObject([
      { outcome: 'cleared' },
      { outcome: 'referred', summary: 'Reopened. Other weights.', reasons: [{ criterion: 'BREACH' }] },
    ]);
  });

  it('follows from no other event, and not from what the checks decide', () => {
    const play = new Play();
    play.submit();
    play.accept();
    play.do(
      0,
      { id: 'workflow', role: 'system' },
      { type: 'record_checks', bundle: 1, outcome: 'cleared', tier: 'T0', points: [] },
    );
    expect(play.now.stage).toBe('decided');
    expect(verdictsOf(play)).toEqual([]);
  });
});
