import { belowChance } from '../evidence/statistics/below-chance.ts';
import { smallestDetectableDifference, type TestDesign } from '../evidence/statistics/detectable.ts';
import { zeroSuccessBound } from '../evidence/statistics/exact.ts';
import { normalInterval } from '../evidence/statistics/normal.ts';
import { wilson } from '../evidence/statistics/wilson.ts';

/** One-sided 5% size and 80% power, by the quantiles to three places that a standard prints, so that anybody can check them by hand. */
const DESIGN: TestDesign = { size: 1.645, power: 0.842 };

/**
 * Smallest difference from a fixed threshold that `n` samples detect at 5% size and 80% power, at worst:
 * (1.645 + 0.842) sqrt(0.25 / n); 0.39 at n=10, 0.12 at n=100.
 * @throws RangeError where n is not positive
 */
export function detectable(n: number): number {
  if (!(n > 0)) throw new RangeError('detectable(n) needs at least one sample');
  return smallestDetectableDifference(Math.sqrt(0.25 / n), DESIGN);
}

/** One-sided 95% upper bound of a rate after no success in `n` samples. @throws RangeError where n is below 1 */
export function upperZero(n: number): number {
  return zeroSuccessBound(n);
}

/** A mean as it was seen. `stderr` is null for a proportion, which is a fraction. */
export interface Seen {
  mean: number;
  n: number;
  stderr: number | null;
}

/**
 * The 95% interval that `size` samples would have if they came out as those seen did: Wilson's for a proportion, otherwise the
 * normal one with the same spread between samples.
 */
export function intervalAt({ mean, n, stderr }: Seen, size: number): { low: number; high: number } {
  if (stderr === null) return wilson(Math.min(size, Math.max(0, mean * size)), size);
  return normalInterval(mean, stderr * Math.sqrt(n / size), false);
}

/** The level of one end of a two-sided 95% interval. */
const ONE_END = 0.025;

/**
 * Whether what was seen lies below what guessing scores: the upper bound of its interval does, or, for a proportion, the exact
 * test says so at the same level; after few successes it is the sharper of the two.
 */
export function belowGuessing({ mean, n, stderr, high }: Seen & { high: number }, chance: number): boolean {
  if (high < chance) return true;
  const successes = Math.round(mean * n);
  // A mean that is no whole number of successes was reduced over epochs, and is not binomial.
  const counted = stderr === null && Math.abs(successes - mean * n) < 1e-6;
  return counted && chance > 0 && chance < 1 && belowChance(successes, n, chance, ONE_END).below;
}

/** More samples than this are no help to anyone. */
export const MOST_SAMPLES = 10_000_000;

/**
 * Samples to add to `n` until `decided` holds of their number, which has to stay true once it is; at least 1. Null where more
 * than ten million in all would be needed.
 */
export function samplesUntil(n: number, decided: (size: number) => boolean): number | null {
  let above = Math.max(1, n);
  while (!decided(above)) {
    above *= 2;
    if (above > MOST_SAMPLES) return null;
  }
  let below = Math.floor(above / 2);
  while (above - below > 1) {
    const middle = Math.floor((above + below) / 2);
    if (decided(middle)) above = middle;
    else below = middle;
  }
  return Math.max(1, above - n);
}

/** A mean whose interval straddles a limit: what is known of it. */
export interface Undecided extends Seen {
  limit: number;
}

/**
 * Samples to add, at the rate seen so far, until the 95% interval no longer contains the limit; null where no number of
 * samples would do (the mean is the limit) or more than ten million would be needed.
 */
export function samplesToDecide({ limit, ...seen }: Undecided): number | null {
  if (seen.mean === limit || !(seen.n > 0)) return null;
  return samplesUntil(seen.n, (size) => {
    const { low, high } = intervalAt(seen, size);
    return seen.mean < limit ? high < limit : low > limit;
  });
}
