import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sharedScores } from '#core/evidence/inspect/shared-scores.ts';

const value = fc.oneof(
  fc.string({ unit: fc.constantFrom('a', ' ', '1', '0') }),
  fc.constantFrom<unknown>(null, undefined, true, false, 'true', 'null', 1, 10, 0, -0, 0.1, Number.NaN, 'NaN'),
);
const scores = fc.dictionary(fc.string({ unit: fc.constantFrom('a', ' ', '1') }), value, { maxKeys: 2 });

describe('shared scores', () => {
  it('are always the scores that came, whatever came before', () => {
    fc.assert(
      fc.property(fc.array(scores), (all) => {
        for (const one of all) {
          const shared = [...sharedScores(new Map(Object.entries(one)))];
          expect(shared).toEqual([...Object.entries(one)]);
          for (const [index, [, kept]] of shared.entries()) expect(kept).toBe(Object.values(one)[index]);
        }
      }),
    );
  });

  it('are one table for rows that agree', () => {
    expect(sharedScores(new Map([['match', 'C']]))).toBe(sharedScores(new Map([['match', 'C']])));
  });
});
