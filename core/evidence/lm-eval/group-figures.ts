import type { Flag, Recomputed } from '../evidence.ts';
import type { Figure } from '../figures/figure.ts';
import { TOLERANCE } from '../flags/claimed.ts';
import { type Figures, notRecomputed } from '../recompute.ts';
import { isProportion, meanInterval } from '../statistics/mean-interval.ts';
import { mean, sum } from '../statistics/moments.ts';
import { normalInterval } from '../statistics/normal.ts';
import { finite, numeric, type TaskFigure } from './figures.ts';
import { metricKeys, stderrKey } from './keys.ts';
import type { ResultsFile } from './results-file.ts';

/**
 * A group's figures from those of its tasks: the mean weighted by the tasks' samples, as lm-eval does by default, or
 * the plain mean over tasks where only that is what the results claim; the standard error pools the tasks' variances.
 * Source: lm-evaluation-harness, `aggregate_subtask_metrics` and `pooled_sample_stderr`.
 */
export function groupFigures(
  group: string,
  leaves: readonly string[],
  results: ResultsFile,
  tasks: readonly TaskFigure[],
): { figures: Figure[]; flags: Flag[] } {
  const stated = results.results.get(group);
  if (!stated) return { figures: [], flags: [] };
  const flags: Flag[] = [];
  const figures = metricKeys(stated).flatMap((key): Figure[] => {
    const claim = stated.get(key.key);
    const members = tasks.filter((figure) => figure.key === key.key && leaves.includes(figure.task));
    if (!claim || typeof claim.value !== 'number') return [];
    const value = finite(claim.value);
    const score = `${group}/${key.key}`;
    const computed = pooled(members, value);
    if (computed.mean === null && value !== null) {
      const own = fromClaims(members, results);
      if (own.length > 0 && own.every((candidate) => Math.abs(candidate - value) > TOLERANCE))
        flags.push({
          id: 'metric-differs',
          message: `${key.key} of the group ${JSON.stringify(group)} is claimed as ${value}; the claims of its own tasks give ${own[0]}.`,
          pointer: claim.pointer,
        });
    }
    const spread = numeric(stated.get(stderrKey(key)));
    return [
      {
        score,
        metric: members[0]?.metric ?? 'mean',
        figures: computed,
        pointer: members[0]?.pointer ?? claim.pointer,
        claim: { value, pointer: claim.pointer },
        ...(spread && { spread: { ...spread, metric: 'stderr' } }),
      },
    ];
  });
  return { figures, flags };
}

function pooled(members: readonly TaskFigure[], claimed: number | null): Figures {
  const [first] = members;
  if (!first) return notRecomputed('none of its tasks states this metric');
  const missing = members.find(({ figures }) => figures.mean === null);
  if (missing)
    return notRecomputed(`its task ${JSON.stringify(missing.task)} cannot be recomputed: ${missing.figures.why ?? ''}`);
  if (members.some(({ metric }) => metric !== 'mean'))
    return notRecomputed(`its tasks are aggregated by ${first.metric}, not by the mean`);
  const values = members.flatMap(({ figures }) => figures.values);
  const bySize = mean(values);
  const byTask = mean(members.map(({ figures }) => figures.mean ?? Number.NaN));
  const far = (candidate: number) => claimed !== null && Math.abs(candidate - claimed) > TOLERANCE;
  const average = far(bySize) && !far(byTask) ? byTask : bySize;
  const stderr = pooledStderr(members);
  // A mean over tasks is no share of the samples, whatever these are.
  const overTasks = () => (stderr === null ? null : normalInterval(average, stderr, values.every(isProportion)));
  const interval = average === bySize ? meanInterval(values, average, stderr) : overTasks();
  return {
    mean: average,
    stderr,
    n: values.length,
    epochs: 1,
    unscored: sum(members.map(({ figures: { unscored } }) => unscored)),
    interval,
    imputed: average === bySize ? imputed(members) : null,
    values,
    ids: [],
  };
}

/** sqrt of the pooled variance of the tasks' samples over their number. */
function pooledStderr(members: readonly TaskFigure[]): number | null {
  let weighted = 0;
  let n = 0;
  for (const { figures } of members) {
    if (figures.stderr === null) return null;
    weighted += figures.stderr ** 2 * figures.n * (figures.n - 1);
    n += figures.n;
  }
  return n > members.length ? Math.sqrt(weighted / (n - members.length) / n) : null;
}

function imputed(members: readonly TaskFigure[]): Recomputed['imputed'] {
  let low = 0;
  let high = 0;
  let n = 0;
  for (const { figures } of members) {
    if (figures.imputed === null) return null;
    const size = figures.n + figures.unscored;
    low += figures.imputed.low * size;
    high += figures.imputed.high * size;
    n += size;
  }
  return n > 0 ? { low: low / n, high: high / n } : null;
}

/** What the group would be by the claims of its tasks: weighted by their samples, and over tasks. */
function fromClaims(members: readonly TaskFigure[], { header }: ResultsFile): number[] {
  const parts = members.map(({ task, claim }) => ({
    value: claim?.value ?? null,
    n: header['n-samples']?.[task]?.effective,
  }));
  const values = parts.flatMap(({ value }) => (value === null ? [] : [value]));
  if (values.length === 0 || values.length < parts.length) return [];
  const total = sum(parts.map(({ n }) => n ?? 0));
  const plain = mean(values);
  if (total === 0 || parts.some(({ n }) => n === undefined)) return [plain];
  return [sum(parts.map(({ value, n }) => (value ?? 0) * (n ?? 0))) / total, plain];
}
