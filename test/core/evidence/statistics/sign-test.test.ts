import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { signTest } from '#core/evidence/statistics/sign-test.ts';

describe('the sign test', () => {
  it.each([
    [0, 0, 1],
    [1, 0, 1],
    [4, 0, 0.125],
    [5, 0, 0.0625],
    // 2 (1 + 10) / 2^10.
    [9, 1, 22 / 1024],
    [3, 3, 1],
    // 2 (1 + 15 + 105) / 2^15.
    [2, 13, 242 / 32_768],
  ])('of %i better and %i worse is %d', (higher, lower, expected) => {
    expect(signTest(higher, lower)).toBeCloseTo(expected, 12);
    expect(signTest(lower, higher)).toBe(signTest(higher, lower));
  });

  it('is the sum of binomial probabilities', () => {
    const choose = (n: number, k: number): number => (k === 0 ? 1 : (choose(n, k - 1) * (n - k + 1)) / k);
    fc.assert(
      fc.property(fc.nat(25), fc.nat(25), (a, b) => {
        const tail = Array.from({ length: Math.min(a, b) + 1 }, (_, k) => choose(a + b, k)).reduce((x, y) => x + y, 0);
        expect(signTest(a, b)).toBeCloseTo(Math.min(1, (2 * tail) / 2 ** (a + b)), 10);
      }),
    );
  });

  it('does not lose itself among large counts', () => {
    // The normal approximation with continuity: z = (|b - c| - 1) / sqrt(b + c) = 1.98.
    expect(signTest(50_500, 49_500)).toBeCloseTo(0.00158, 4);
    expect(signTest(100_000, 100_000)).toBe(1);
  });

  it('takes whole counts only', () => {
    expect(() => signTest(-1, 2)).toThrow(RangeError);
    expect(() => signTest(0.5, 2)).toThrow(RangeError);
  });
});
