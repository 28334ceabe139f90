import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { zeroSuccessBound } from '#core/evidence/statistics/exact.ts';
import { normalInterval } from '#core/evidence/statistics/normal.ts';
import { normalQuantile } from '#core/evidence/statistics/quantile.ts';
import { wilson } from '#core/evidence/statistics/wilson.ts';

const counts = fc
  .integer({ min: 1, max: 2_000 })
  .chain((n) => fc.record({ n: fc.constant(n), successes: fc.integer({ min: 0, max: n }) }));

/** P(X = k), X ~ Binomial(n, p), for every k. */
function binomial(n: number, p: number): number[] {
  const terms = [(1 - p) ** n];
  for (let k = 1; k <= n; k += 1) terms.push(((terms[k - 1] ?? 0) * (n - k + 1) * p) / (k * (1 - p)));
  return terms;
}

describe('normal quantile', () => {
  it.each([
    // Wichura 1988, the check values of AS 241.
    [0.25, -0.6744897501960817],
    [0.001, -3.090232306167814],
    [1e-20, -9.262340089798409],
    [0.975, 1.959963984540054],
  ])('of %d is %d', (p, z) => {
    expect(normalQuantile(p)).toBeCloseTo(z, 12);
  });

  it('is odd around one half and rises', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-9, max: 0.499, noNaN: true }), (p) => {
        expect(normalQuantile(p)).toBeCloseTo(-normalQuantile(1 - p), 6);
        expect(normalQuantile(p)).toBeLessThan(normalQuantile(p + 0.0005));
      }),
    );
  });

  it.each([0, 1, -0.1, Number.NaN])('refuses %d', (p) => {
    expect(() => normalQuantile(p)).toThrow(RangeError);
  });
});

describe('Wilson interval', () => {
  // Newcombe 1998, table I, method 3.
  it.each([
    [81, 263, 0.2553, 0.3662],
    [15, 148, 0.0624, 0.1605],
    [0, 20, 0, 0.1611],
    [1, 29, 0.0061, 0.1718],
  ])('of %d in %d is %d to %d', (successes, n, low, high) => {
    const interval = wilson(successes, n);
    expect(interval.low).toBeCloseTo(low, 4);
    expect(interval.high).toBeCloseTo(high, 4);
  });

  it('holds the observed rate, stays in [0, 1] and mirrors successes and failures', () => {
    fc.assert(
      fc.property(counts, ({ successes, n }) => {
        const { low, high } = wilson(successes, n);
        const mirrored = wilson(n - successes, n);
        expect(low).toBeGreaterThanOrEqual(0);
        expect(high).toBeLessThanOrEqual(1);
        expect(low).toBeLessThanOrEqual(successes / n);
        expect(high).toBeGreaterThanOrEqual(successes / n);
        expect(mirrored.low).toBeCloseTo(1 - high, 12);
      }),
    );
  });

  it('rises with the successes and narrows as the same rate is seen more often', () => {
    fc.assert(
      fc.property(counts, ({ successes, n }) => {
        const here = wilson(successes, n);
        if (successes < n) expect(wilson(successes + 1, n).low).toBeGreaterThan(here.low);
        const twice = wilson(2 * successes, 2 * n);
        expect(twice.high - twice.low).toBeLessThan(here.high - here.low);
      }),
    );
  });

  it('covers the true rate about as often as it says', () => {
    fc.assert(
      fc.property(fc.integer({ min: 20, max: 150 }), fc.double({ min: 0.1, max: 0.9, noNaN: true }), (n, p) => {
        const covered = binomial(n, p).reduce((sum, chance, k) => {
          const { low, high } = wilson(k, n);
          return low <= p && p <= high ? sum + chance : sum;
        }, 0);
        expect(covered).toBeGreaterThan(0.91);
      }),
    );
  });

  it('refuses impossible counts', () => {
    expect(() => wilson(3, 2)).toThrow(RangeError);
    expect(() => wilson(0, 0)).toThrow(RangeError);
  });
});

describe('normal interval', () => {
  it('is the mean and 1.96 standard errors to both sides', () => {
    const { low, high } = normalInterval(0.5, 0.1, true);
    expect(low).toBeCloseTo(0.304, 4);
    expect(high).toBeCloseTo(0.696, 4);
  });

  it('is cut where values cannot leave [0, 1], and only there', () => {
    expect(normalInterval(0.95, 0.1, true).high).toBe(1);
    expect(normalInterval(0.95, 0.1, false).high).toBeGreaterThan(1);
  });
});

describe('exact bounds', () => {
  it('are those of the published table at no success', () => {
    // Newcombe 1998, table I, method 5 (upper end of two-sided 95 %).
    expect(zeroSuccessBound(20, 0.975)).toBeCloseTo(0.1684, 4);
  });

  it.each([
    [59, 0.05],
    [299, 0.01],
    [2995, 0.001],
  ])('fall below the usual rates at the usual sizes: after %d trials without a success below %d', (n, rate) => {
    expect(zeroSuccessBound(n)).toBeLessThanOrEqual(rate);
    expect(zeroSuccessBound(n - 1)).toBeGreaterThan(rate);
  });

  it('lies just under the rule of three', () => {
    for (const n of [30, 100, 1000]) {
      expect(zeroSuccessBound(n)).toBeLessThan(3 / n);
      expect(zeroSuccessBound(n)).toBeGreaterThan(2.8 / n);
    }
  });

  it('are rates at which no success is as unlikely as they say', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 10_000 }), fc.double({ min: 0.5, max: 0.999, noNaN: true }), (n, level) => {
        expect((1 - zeroSuccessBound(n, level)) ** n).toBeCloseTo(1 - level, 9);
      }),
    );
  });
});
