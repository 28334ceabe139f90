import { normalQuantile } from './quantile.ts';

/** The quantiles of a test, in standard errors. */
export interface TestDesign {
  /** Beyond which a difference counts as found. */
  size: number;
  /** By which a difference has to lie beyond that to be found as often as is asked for. */
  power: number;
}

/**
 * The quantiles of a test on a normal quantity.
 * @param alpha probability of finding a difference where there is none
 * @param power probability of finding one that is there
 * @param sides 1 where only a difference in one direction counts
 */
export function testDesign(alpha: number, power: number, sides: 1 | 2): TestDesign {
  return { size: normalQuantile(1 - alpha / sides), power: normalQuantile(power) };
}

/**
 * Smallest difference that a test on a quantity with this standard error finds: (z(size) + z(power)) · stderr.
 * For two independent means pass sqrt(se1² + se2²).
 * Source: E. Miller, "Adding Error Bars to Evals" (arXiv:2411.00640), section 5 (power analysis), there two-sided.
 */
export function smallestDetectableDifference(stderr: number, { size, power }: TestDesign): number {
  return (size + power) * stderr;
}
