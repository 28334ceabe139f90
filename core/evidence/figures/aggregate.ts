import { type Figures, notRecomputed, type RecomputeOptions, recompute, type SampleScore } from '../recompute.ts';
import { mean, median } from '../statistics/moments.ts';
import { aggregatePairs } from './pairs.ts';

/**
 * A score's figures under the aggregation that its tool names: the mean (`recompute`), the mean of the values that are
 * numbers, the median, perplexity, exp(-mean of log-likelihoods), or a figure over pairs (`aggregatePairs`). Only the mean has a standard error here: the tools
 * estimate the others' by resampling, which no second party can repeat to three places.
 */
export function aggregate(rows: readonly SampleScore[], aggregation: string, options: RecomputeOptions): Figures {
  if (aggregation === 'mean' || aggregation === 'nanmean') return recompute(rows, options);
  const overPairs = aggregatePairs(rows, aggregation, options.expectedIds);
  if (overPairs) return overPairs;
  const known = OTHERS.get(aggregation);
  if (!known)
    return notRecomputed(`the aggregation ${JSON.stringify(aggregation.slice(0, 80))} is not one that is recomputed`);
  const figures = recompute(rows, options);
  if (figures.mean === null) return figures;
  const value = known(figures.values);
  if (!Number.isFinite(value)) return notRecomputed('the value is too large');
  return { ...figures, mean: value, stderr: null, interval: null, imputed: null };
}

const OTHERS = new Map<string, (values: readonly number[]) => number>([
  ['median', median],
  ['perplexity', (values) => Math.exp(-mean(values))],
]);
