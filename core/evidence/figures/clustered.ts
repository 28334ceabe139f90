import { type SampleScore, valuesById } from '../recompute.ts';
import { clusteredStandardError } from '../statistics/cluster.ts';
import { isProportion } from '../statistics/mean-interval.ts';
import { normalInterval } from '../statistics/normal.ts';
import type { Figure } from './figure.ts';

/**
 * A mean again, with the standard error that it has where samples come in clusters (tasks of one family, questions on one
 * text), beside the one that takes them as independent, which is too small then. None where no two samples share a cluster.
 * @param clusters of each sample by its id; a sample without one is a cluster of its own
 */
export function clustered(
  figure: Figure,
  rows: readonly SampleScore[],
  reducer: string,
  clusters: ReadonlyMap<string, string>,
): Figure[] {
  const { figures, metric, score, pointer } = figure;
  const values = valuesById(rows, reducer);
  if (figures.mean === null || values === null || clusters.size === 0) return [];
  // A name of a cluster and an id never meet: one has "c" before it, the other "i".
  const samples = [...values].map(([id, value]) => {
    const cluster = clusters.get(id);
    return { value, cluster: cluster === undefined ? `i${id}` : `c${cluster}` };
  });
  const distinct = new Set(samples.map(({ cluster }) => cluster)).size;
  if (distinct === samples.length) return [];
  const stderr = clusteredStandardError(samples);
  const proportion = samples.every(({ value }) => isProportion(value));
  const interval = stderr === null ? null : normalInterval(figures.mean, stderr, proportion);
  return [{ score, metric: `${metric}_clustered`, pointer, figures: { ...figures, stderr, interval } }];
}
