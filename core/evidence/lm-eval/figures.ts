import { aggregate } from '../figures/aggregate.ts';
import type { Figure } from '../figures/figure.ts';
import { USUAL_AGGREGATIONS } from '../figures/pairs.ts';
import { TOLERANCE } from '../flags/claimed.ts';
import { type Figures, notRecomputed } from '../recompute.ts';
import { type MetricKey, metricKeys, stderrKey } from './keys.ts';
import type { ResultsFile, Stated } from './results-file.ts';
import type { TaskRun } from './runs.ts';
import type { SampleFile } from './sample-file.ts';

/** A task's figure, by the key under which the results state it. */
export interface TaskFigure extends Figure {
  task: string;
  key: string;
}

/** Every metric that the results state of a task, and every score of its samples where there are no results. */
export function taskFigures({ task, results, samples }: TaskRun): TaskFigure[] {
  const stated = results?.results.get(task);
  if (!results || !stated) return samples ? unclaimed(task, samples) : [];
  const keys = metricKeys(stated);
  return keys.flatMap((key): TaskFigure[] => {
    const claim = stated.get(key.key);
    if (typeof claim?.value !== 'number') return [];
    const { aggregation, figures } = recomputed(task, key, keys, results, samples, claim);
    const spread = numeric(stated.get(stderrKey(key)));
    return [
      {
        task,
        key: key.key,
        score: `${task}/${key.key}`,
        metric: aggregation,
        figures,
        pointer: samples?.pointer ?? claim.pointer,
        claim: { value: finite(claim.value), pointer: claim.pointer },
        ...(spread && { spread: { ...spread, metric: 'stderr' } }),
      },
    ];
  });
}

function recomputed(
  task: string,
  key: MetricKey,
  keys: readonly MetricKey[],
  { header }: ResultsFile,
  samples: SampleFile | null,
  claim: Stated,
): { aggregation: string; figures: Figures } {
  const configured = header.configs?.[task]?.metric_list?.find((metric) => metric?.metric === key.metric)?.aggregation;
  const rows = samples?.scores.get(`${key.metric},${key.filter}`) ?? samples?.scores.get(key.metric);
  // Where samples are pairs no mean can be meant: then it is what the harness takes for this metric.
  const usual = rows?.some(({ value }) => Array.isArray(value)) ? USUAL_AGGREGATIONS.get(key.metric) : undefined;
  const named = configured ?? usual;
  const aggregation = nameOfAggregation(named);
  const not = (why: string) => ({ aggregation, figures: notRecomputed(why) });
  if (!samples) return not('no file of samples belongs to the task');
  const filters = new Set(keys.map(({ filter }) => filter));
  if (!rows) return not(`no sample has a value "${key.metric}" under the filter "${key.filter}"`);
  if (filters.size > 1 && !samples.scores.has(`${key.metric},${key.filter}`))
    return not('the samples do not say under which of several filters they were scored');
  const expectedIds = header['n-samples']?.[task]?.effective;
  const options = { reducer: 'mean', epochs: 1, ...(expectedIds !== undefined && { expectedIds }) };
  const figures = aggregate(rows, aggregation, options);
  const value = finite(claim.value);
  // Tasks written in Python do not say how they aggregate: the mean is a guess, and only counts where it is right.
  if (named === undefined && figures.mean !== null && value !== null && Math.abs(figures.mean - value) > TOLERANCE)
    if (header.configs !== undefined && samples.ids >= (expectedIds ?? 0))
      return not(`the results do not say how it is aggregated, and it is not the mean of the samples, ${figures.mean}`);
  return { aggregation, figures };
}

/** lm-eval writes out the source of a task's own aggregation; its name says enough. */
function nameOfAggregation(named: string | undefined): string {
  if (named === undefined) return 'mean';
  return /^\s*(?:@.*\n\s*)*def\s+(\w{1,80})/.exec(named)?.[1] ?? named.slice(0, 80);
}

/** Without results nothing is claimed; what the samples give is told all the same. */
function unclaimed(task: string, samples: SampleFile): TaskFigure[] {
  return [...samples.scores].map(([key, rows]) => {
    const figures = aggregate(rows, 'mean', { reducer: 'mean', epochs: 1 });
    return { task, key, score: `${task}/${key}`, metric: 'mean', figures, pointer: samples.pointer };
  });
}

export const finite = (value: unknown): number | null =>
  typeof value === 'number' && Number.isFinite(value) ? value : null;

/** A standard error as stated; "N/A" is none. */
export function numeric(stated: Stated | undefined): { value: number | null; pointer: Stated['pointer'] } | undefined {
  return typeof stated?.value === 'number' ? { value: finite(stated.value), pointer: stated.pointer } : undefined;
}
