import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { belowChance } from '#core/evidence/statistics/below-chance.ts';
import { imputedBounds, worstCaseShift } from '#core/evidence/statistics/imputation.ts';
import { mean } from '#core/evidence/statistics/moments.ts';
import { passAtK, passHatK } from '#core/evidence/statistics/pass-at-k.ts';
import { tierFlip } from '#core/evidence/statistics/tier-flip.ts';

const proportion = fc.double({ min: 0, max: 1, noNaN: true });

const partly = (values: readonly (number | null)[]) =>
  values.map((value) => (value === null ? { sound: [], missing: 1 } : { sound: [value], missing: 0 }));

describe('worst-case imputation', () => {
  it('counts what is missing once as failed and once as succeeded', () => {
    const bounds = imputedBounds(partly([1, 1, 0, null, null])) ?? expect.fail();
    expect(bounds).toEqual({ low: 0.4, high: 0.8 });
    expect(worstCaseShift(2 / 3, bounds, 'worse')).toBeCloseTo(0.8 - 2 / 3, 12);
    expect(worstCaseShift(2 / 3, bounds, 'better')).toBeCloseTo(2 / 3 - 0.4, 12);
    expect(worstCaseShift(0.9, bounds, 'worse')).toBe(0);
  });

  it("gives Manski's bounds: with a share p of the values known, of mean m, from p m to p m + 1 - p", () => {
    const known = fc.array(proportion, { minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(known, fc.nat(30), fc.nat(30), (values, missing, absent) => {
        const all = values.length + missing + absent;
        const p = values.length / all;
        const m = values.reduce((total, value) => total + value, 0) / values.length;
        const samples = partly([...values, ...Array.from({ length: missing }, () => null)]);
        const { low, high } = imputedBounds(samples, { reduce: mean, absent }) ?? expect.fail();
        expect(low).toBeCloseTo(p * m, 12);
        expect(high).toBeCloseTo(p * m + 1 - p, 12);
      }),
    );
  });

  it('holds whatever the missing values really were, and narrows as they become known', () => {
    const samples = fc.array(fc.tuple(proportion, fc.boolean()), { minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(samples, (all) => {
        const truth = all.reduce((total, [value]) => total + value, 0) / all.length;
        const seen = all.map(([value, known]) => (known ? value : null));
        const { low, high } = imputedBounds(partly(seen)) ?? expect.fail();
        expect(low).toBeLessThanOrEqual(truth + 1e-12);
        expect(high).toBeGreaterThanOrEqual(truth - 1e-12);
        expect(imputedBounds(partly(seen.toReversed()))).toEqual({ low, high });
        const fewer = imputedBounds(partly(seen.with(0, null))) ?? expect.fail();
        expect(fewer.low).toBeLessThanOrEqual(low + 1e-12);
        expect(fewer.high).toBeGreaterThanOrEqual(high - 1e-12);
      }),
    );
  });

  it('reduces the epochs of a sample with its missing ones, and says nothing where that cannot be', () => {
    const reduce = (values: readonly number[]) =>
      passAtK(values.length, values.filter((value) => value === 1).length, 2);
    // One of three epochs is missing: 1 - C(2, 2) / C(3, 2) and 1 - C(1, 2) / C(3, 2).
    const one = [{ sound: [1, 0], missing: 1 }];
    expect(imputedBounds(one, { reduce, absent: 0 })?.low).toBeCloseTo(2 / 3, 12);
    expect(imputedBounds(one, { reduce, absent: 0 })?.high).toBe(1);
    expect(imputedBounds([{ sound: [1], missing: 0 }], { reduce, absent: 0 })).toBeNull();
  });

  it.each([[[]], [[1.5]], [[Number.NaN]]])('refuses %j', (values) => {
    expect(() => imputedBounds(partly(values))).toThrow(RangeError);
  });
});

describe('the tier-flip test', () => {
  const tierOf = (value: number) => (value >= 0.6 ? 'T2' : value >= 0.35 ? 'T1' : 'T0');

  it('flips only where a threshold lies within the range', () => {
    expect(tierFlip(0.3, 0.34, tierOf)).toEqual({ seen: 'T0', worst: 'T0', flips: false });
    expect(tierFlip(0.3, 0.35, tierOf)).toEqual({ seen: 'T0', worst: 'T1', flips: true });
    fc.assert(
      fc.property(proportion, proportion, (a, b) => {
        const [low, high] = [Math.min(a, b), Math.max(a, b)];
        const within = [0.35, 0.6].some((threshold) => low < threshold && threshold <= high);
        expect(tierFlip(low, high, tierOf).flips).toBe(within);
      }),
    );
  });
});

describe('the below-chance test', () => {
  it.each([
    // Binomial tables: P(X <= 5), n = 20, p = 0.5 and P(X <= 2), n = 20, p = 0.25.
    [5, 20, 0.5, 0.0207],
    [2, 20, 0.25, 0.0913],
    [0, 11, 0.25, 0.75 ** 11],
    [20, 20, 0.25, 1],
  ])('%i of %i at a chance of %f has p = %f', (successes, n, chance, p) => {
    expect(belowChance(successes, n, chance).p).toBeCloseTo(p, 4);
  });

  it('finds a model that avoids the answers, and not one that guesses', () => {
    expect(belowChance(150, 1273, 0.25).below).toBe(true);
    expect(belowChance(300, 1273, 0.25).below).toBe(false);
  });

  it('is monotone in the successes and a probability', () => {
    const cases = fc.tuple(fc.integer({ min: 1, max: 300 }), fc.double({ min: 0.01, max: 0.99, noNaN: true }));
    fc.assert(
      fc.property(cases, fc.nat(), ([n, chance], some) => {
        const k = some % n;
        const fewer = belowChance(k, n, chance).p;
        const more = belowChance(k + 1, n, chance).p;
        expect(fewer).toBeGreaterThanOrEqual(0);
        expect(more).toBeGreaterThanOrEqual(fewer - 1e-12);
        expect(more).toBeLessThanOrEqual(1);
      }),
    );
  });

  it.each([
    [1, 0, 0.25],
    [2, 1, 0.25],
    [0.5, 2, 0.25],
    [1, 2, 1],
  ])('refuses %f of %f at %f', (successes, n, chance) => {
    expect(() => belowChance(successes, n, chance)).toThrow(RangeError);
  });
});

describe('pass@k and pass^k', () => {
  it.each([
    [5, 2, 1, 0.4, 0.4],
    // 1 - C(7, 5) / C(10, 5) = 1 - 21 / 252; C(3, 5) = 0
    [10, 3, 5, 1 - 21 / 252, 0],
    [4, 3, 2, 1, 0.5],
    [3, 1, 4, null, null],
  ])('of %i epochs with %i successes at k = %i are %s and %s', (n, c, k, at, hat) => {
    if (at === null) expect([passAtK(n, c, k), passHatK(n, c, k)]).toEqual([null, null]);
    else {
      expect(passAtK(n, c, k)).toBeCloseTo(at, 12);
      expect(passHatK(n, c, k)).toBeCloseTo(hat ?? Number.NaN, 12);
    }
  });

  it('equal the share of all draws of k, counted one by one', () => {
    const cases = fc.tuple(fc.array(fc.boolean(), { minLength: 1, maxLength: 9 }), fc.integer({ min: 1, max: 9 }));
    fc.assert(
      fc.property(cases, ([epochs, k]) => {
        fc.pre(k <= epochs.length);
        const draws = subsets(epochs, k);
        const share = (hit: (draw: boolean[]) => boolean) => draws.filter(hit).length / draws.length;
        const c = epochs.filter(Boolean).length;
        expect(passAtK(epochs.length, c, k)).toBeCloseTo(
          share((draw) => draw.includes(true)),
          12,
        );
        expect(passHatK(epochs.length, c, k)).toBeCloseTo(
          share((draw) => !draw.includes(false)),
          12,
        );
      }),
    );
  });
});

function subsets<T>(items: readonly T[], k: number): T[][] {
  if (k === 0) return [[]];
  return items.flatMap((item, index) => subsets(items.slice(index + 1), k - 1).map((rest) => [item, ...rest]));
}
