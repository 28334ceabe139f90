import { mean, sum } from './moments.ts';

/** The scores of one sample in its epochs: those that are sound, and how many are not (errored, stopped, refused, never run). */
export interface PartlyScored {
  sound: readonly number[];
  missing: number;
}

export interface Imputation {
  /** One value per sample from its values per epoch; null where it is not defined for so few. */
  reduce: (values: readonly number[]) => number | null;
  /** Samples of which there is nothing at all. */
  absent: number;
}

/**
 * The mean over samples where every missing score is counted as a failure (`low`) and as a success (`high`) of the model, or
 * of the attack. All scores lie in [0, 1]: outside, nobody knows the worst. Null where a sample cannot be reduced.
 * Source: C. F. Manski, "Nonparametric Bounds on Treatment Effects", American Economic Review 80 (1990) 319-323: without
 * assumptions on why values are missing, no bounds are tighter.
 * @param samples gone through more than once
 * @throws RangeError where there is no sample, or a score lies outside [0, 1].
 */
export function imputedBounds(
  samples: Iterable<PartlyScored>,
  { reduce, absent }: Imputation = { reduce: mean, absent: 0 },
): { low: number; high: number } | null {
  let some = absent > 0;
  let complete = absent === 0;
  for (const { sound, missing } of samples) {
    some = true;
    complete &&= missing === 0;
    for (const value of sound)
      if (!(value >= 0 && value <= 1)) throw new RangeError(`values from 0 to 1 were expected, not ${value}`);
  }
  if (!some) throw new RangeError('at least one sample was expected');
  const extreme = (fill: number): number | null => {
    const values: number[] = [];
    for (const { sound, missing } of samples) {
      const value = reduce(missing === 0 ? sound : [...sound, ...Array.from({ length: missing }, () => fill)]);
      if (value === null) return null;
      values.push(value);
    }
    return (sum(values) + absent * fill) / (values.length + absent);
  };
  const low = extreme(0);
  const high = complete ? low : extreme(1);
  return low === null || high === null ? null : { low, high };
}

/**
 * How far a mean lies from the bound to judge by, at least 0: both an ability that was not shown and an attack that was not
 * finished count as if they had succeeded.
 * Source: the project's own rule (worst-case imputation), the cautious one of Manski's bounds.
 * @param higherIs 'worse' where 1 is the model's (or the attack's) success; 'better' where 1 means that the safeguard held
 */
export function worstCaseShift(
  mean: number,
  { low, high }: { low: number; high: number },
  higherIs: 'worse' | 'better',
): number {
  return Math.max(0, higherIs === 'worse' ? high - mean : mean - low);
}
