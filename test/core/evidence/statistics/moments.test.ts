import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { smallestDetectableDifference, testDesign } from '#core/evidence/statistics/detectable.ts';
import { mean, median, standardError, sum, variance } from '#core/evidence/statistics/moments.ts';

const values = fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 200 });

describe('moments', () => {
  it('of a textbook sample', () => {
    const sample = [2, 4, 4, 4, 5, 5, 7, 9];
    expect(mean(sample)).toBe(5);
    expect(variance(sample)).toBeCloseTo(32 / 7, 12);
    expect(standardError(sample)).toBeCloseTo(Math.sqrt(32 / 7 / 8), 12);
    expect(median(sample)).toBe(4.5);
  });

  it('keep what plain addition loses', () => {
    expect(sum([1e100, 1, -1e100])).toBe(1);
  });

  it('have no spread for one value', () => {
    expect(variance([3])).toBeNull();
    expect(standardError([3])).toBeNull();
  });

  it('do not depend on the order, to the last bit', () => {
    fc.assert(
      fc.property(values, (sample) => {
        const turned = sample.toReversed();
        expect(mean(turned)).toBe(mean(sample));
        expect(standardError(turned)).toBe(standardError(sample));
      }),
    );
  });
});

describe('power', () => {
  const usual = testDesign(0.05, 0.8, 2);
  const found = (difference: number, n: number) => difference >= smallestDetectableDifference(Math.sqrt(2 / n), usual);

  it.each([
    [0.5, 63],
    [0.2, 393],
  ])('an effect of %f takes %i in each of two groups (Cohen 1988, normal test)', (effect, n) => {
    expect([found(effect, n - 1), found(effect, n)]).toEqual([false, true]);
  });

  it.each([
    [0.05, 0.8, 2, 2.8016],
    [0.05, 0.8, 1, 2.4865],
    [0.05, 0.9, 2, 3.2415],
    [0.01, 0.9, 2, 3.8574],
  ] as const)('at %f and %f, %i-sided, is %f standard errors', (alpha, power, sides, errors) => {
    expect(smallestDetectableDifference(1, testDesign(alpha, power, sides))).toBeCloseTo(errors, 4);
  });

  it('falls as the size may be larger and the power smaller', () => {
    const share = fc.double({ min: 0.01, max: 0.49, noNaN: true });
    fc.assert(
      fc.property(share, share, share, share, (a, b, c, d) => {
        const strict = testDesign(Math.min(a, b), 1 - Math.min(c, d), 2);
        const lax = testDesign(Math.max(a, b), 1 - Math.max(c, d), 2);
        expect(smallestDetectableDifference(1, lax)).toBeLessThanOrEqual(smallestDetectableDifference(1, strict));
      }),
    );
  });
});
