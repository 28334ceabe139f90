import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { wilson } from '#core/evidence/statistics/wilson.ts';
import { belowGuessing, detectable, samplesToDecide, upperZero } from '#core/policy/bounds.ts';

describe('bounds', () => {
  it.each([
    [10, 0.39],
    [40, 0.2],
    [100, 0.12],
    [322, 0.07],
    [1273, 0.035],
  ])('detects with %i samples a difference of %f', (n, difference) => {
    expect(detectable(n)).toBeCloseTo(difference, 2);
  });

  it('bounds a rate without a success', () => {
    expect(upperZero(10)).toBeCloseTo(0.26, 2);
    expect(upperZero(300)).toBeCloseTo(0.01, 3);
    expect(() => detectable(0)).toThrow(RangeError);
  });

  it.each([
    // Wilson's bound for none of 30 is 0.1135, the exact one 1 - 0.025^(1/30) = 0.1157; for none of 100 they are 0.0370 and 0.0362.
    [0, 30, 0.114, true],
    [0, 30, 0.113, false],
    [0, 100, 0.0365, true],
    [0, 100, 0.036, false],
    [229, 1273, 0.25, true],
    [306, 1273, 0.25, false],
    [0, 10, 0, false],
  ])('finds that %i of %i lie below guessing at %f: %s', (successes, n, chance, below) => {
    const { high } = wilson(successes, n);
    expect(belowGuessing({ mean: successes / n, n, stderr: null, high }, chance)).toBe(below);
  });

  it('goes by the interval alone where scores are no counts', () => {
    expect(belowGuessing({ mean: 0.2, n: 10, stderr: 0.02, high: 0.2392 }, 0.25)).toBe(true);
    expect(belowGuessing({ mean: 0, n: 100, stderr: 0.02, high: 0.0392 }, 0.0365)).toBe(false);
    expect(belowGuessing({ mean: 0.005, n: 100, stderr: null, high: 0.05 }, 0.04)).toBe(false);
  });

  it('names the smallest number of samples at which the interval leaves the limit', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.integer({ min: 1, max: 2_000 }),
        fc.double({ min: 0.01, max: 0.99, noNaN: true }),
        (mean, n, limit) => {
          const { low, high } = wilson(mean * n, n);
          fc.pre(low <= limit && limit <= high && Math.abs(mean - limit) > 0.01);
          const more = samplesToDecide({ mean, n, limit, stderr: null });
          expect(more).not.toBeNull();
          const decided = (size: number) => {
            const at = wilson(Math.min(size, mean * size), size);
            return mean < limit ? at.high < limit : at.low > limit;
          };
          expect(decided(n + (more ?? 0))).toBe(true);
          if ((more ?? 0) > 1) expect(decided(n + (more ?? 0) - 1)).toBe(false);
        },
      ),
    );
  });

  it('says so where no number of samples would do', () => {
    expect(samplesToDecide({ mean: 0.3, n: 100, limit: 0.3, stderr: null })).toBeNull();
    expect(samplesToDecide({ mean: 0.3, n: 100, limit: 0.300001, stderr: null })).toBeNull();
  });

  it('counts by the standard error where the scores are no proportions', () => {
    // sd 30 and a gap of 2: (1.96 * 30 / 2)^2 is 864.3.
    expect(samplesToDecide({ mean: 18, n: 100, limit: 20, stderr: 3 })).toBe(765);
  });
});
