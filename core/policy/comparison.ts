import type { Evidence, Recomputed } from '../evidence/evidence.ts';
import { detectable } from './bounds.ts';
import type { Facts, JudgedEvaluation } from './facts.ts';
import { MEANS } from './means.ts';
import { isAmong, taskNames } from './task-name.ts';

/** A mean with its 95% interval. */
interface Estimate {
  mean: number;
  low: number;
  high: number;
  n: number;
}

/** A difference of two means, with its 95% interval. */
export interface Difference {
  delta: number;
  low: number;
  high: number;
}

/** The first plain mean of a log, or the one of that score. */
export function headline(evidence: Evidence | null, score?: string): (Estimate & { recomputed: Recomputed }) | null {
  for (const recomputed of evidence?.recomputed ?? []) {
    const { metric, mean, interval, n } = recomputed;
    if (mean === null || interval === null || n < 1 || !MEANS.includes(metric)) continue;
    if (score === undefined || recomputed.score === score)
      return { mean, low: interval.low, high: interval.high, n, recomputed };
  }
  return null;
}

/**
 * The difference of two independent means from their single intervals.
 * Source: R. G. Newcombe, Statistics in Medicine 17 (1998) 873-890, method 10 (square-and-add of Wilson intervals); with
 * normal intervals it is the usual root of the sum of squares.
 */
export function difference(a: Omit<Estimate, 'n'>, b: Omit<Estimate, 'n'>): Difference {
  const delta = a.mean - b.mean;
  return {
    delta,
    low: delta - Math.hypot(a.mean - a.low, b.high - b.mean),
    high: delta + Math.hypot(a.high - a.mean, b.mean - b.low),
  };
}

/**
 * Smallest difference between two runs of `n` and `m` samples that is detected at 5% size and 80% power, at worst:
 * (1.645 + 0.842) sqrt(0.25 / n + 0.25 / m). Source: the formula for a fixed threshold, with both variances.
 * @throws RangeError where either is not positive
 */
export function detectableBetween(n: number, m: number): number {
  return Math.hypot(detectable(n), detectable(m));
}

/** Runs of reference models on the same task that can be used: of configuration "comparison", and found valid. */
export function referencesFor(
  evaluation: JudgedEvaluation,
  { evaluations, manifest }: Pick<Facts, 'evaluations' | 'manifest'>,
  kind?: string,
): JudgedEvaluation[] {
  const models = (manifest.referenceModels ?? []).filter((model) => kind === undefined || model.kind === kind);
  const names = new Set(models.map(({ name }) => name));
  const tasks = taskNames(evaluation);
  return evaluations.filter(
    (other) =>
      other.declared.configuration === 'comparison' &&
      other.declared.model !== undefined &&
      names.has(other.declared.model) &&
      other.declared.subset === evaluation.declared.subset &&
      other.unusable.length === 0 &&
      taskNames(other).some((name) => isAmong(name, tasks)),
  );
}

/** What a reference model reaches on the same task and score: of several, the least. */
export function referenceFigure(
  evaluation: JudgedEvaluation,
  facts: Pick<Facts, 'evaluations' | 'manifest'>,
): { mean: number; n: number } | null {
  const own = headline(evaluation.evidence);
  if (own === null) return null;
  const means = referencesFor(evaluation, facts).flatMap(
    ({ evidence }) => headline(evidence, own.recomputed.score) ?? [],
  );
  return means.toSorted((a, b) => a.mean - b.mean)[0] ?? null;
}
