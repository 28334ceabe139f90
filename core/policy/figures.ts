import type { Evidence, Recomputed } from '../evidence/evidence.ts';
import { worstCaseShift } from '../evidence/statistics/imputation.ts';
import { referenceFigure } from './comparison.ts';
import type { Criterion, FigureGroup } from './criterion.ts';
import type { Facts, JudgedEvaluation } from './facts.ts';
import { MEANS } from './means.ts';
import { list } from './rule/template.ts';
import { isAmong, taskNames } from './task-name.ts';

/** Bounds of a figure, on its scale. */
export interface Bounds {
  mean: number;
  low: number;
  high: number;
}

/** What a figure would be if every lost sample had gone the worst way. */
export interface Worst extends Bounds {
  /** The top of the scale where an attempt was lost: it may have been the best of all. */
  highest: number;
}

/** A recomputed figure turned and scaled the way a criterion reads it: higher is worse. */
export interface Figure extends Bounds {
  recomputed: Recomputed | null;
  score: string;
  n: number;
  epochs: number;
  /** Largest score of one attempt, turned and scaled alike; null where the reader does not say. */
  highest: number | null;
  stderr: number | null;
  /** Top of the scale: 1 or 100. */
  scale: number;
  /** The bounds if every lost sample had gone the worst way; null where that is unknown. */
  worst: Worst | null;
  /** What was lost, in words: "2 ended in an error"; "" where nothing was. */
  lost: string;
  /** Why the figure decides nothing; null where it does. */
  fault: string | null;
}

/** A figure that a criterion judges against a limit. */
export interface Reading {
  criterion: Criterion;
  figure: Figure;
  limit: number;
  /** What guessing scores; null where the criterion does not say. */
  chance: number | null;
}

/** What a run is of that names no part of its benchmark. */
const WHOLE = 'whole';

/** True where the log or the manifest calls the evaluation by a name of the group: neither can hide it from a criterion. */
export function belongs(evaluation: JudgedEvaluation, group: FigureGroup): boolean {
  const { declared } = evaluation;
  return (
    declared.configuration === group.configuration &&
    (group.subsets === undefined || group.subsets.includes(declared.subset ?? WHOLE)) &&
    (group.attacks === undefined || group.attacks.includes(declared.attack)) &&
    taskNames(evaluation).some((name) => isAmong(name, group.tasks))
  );
}

/** The figures of an evaluation that a group reads: the scores and metrics it names, or every plain mean there is. */
export function figuresOf(evidence: Evidence, group: FigureGroup, kind: Criterion['kind']): Figure[] {
  const named = evidence.recomputed.filter(({ score }) => group.scores === undefined || group.scores.includes(score));
  const wanted = named.filter(({ metric }) => (group.metrics ?? MEANS).includes(metric));
  const chosen = wanted.length > 0 || group.metrics !== undefined ? wanted : named;
  return chosen.map((recomputed) => figureOf(recomputed, evidence, group, kind));
}

function figureOf(recomputed: Recomputed, evidence: Evidence, group: FigureGroup, kind: Criterion['kind']): Figure {
  const { score, epochs, attempts } = recomputed;
  const { mean, interval, n, stderr } = group.over === 'attempts' && attempts !== undefined ? attempts : recomputed;
  const top = group.scale === 'percent' ? 100 : 1;
  const lost = lostSamples(recomputed, evidence, kind);
  const none = { mean: 0, low: 0, high: 0, highest: null, worst: null, lost };
  const figure = { recomputed, score, n, epochs, scale: top, stderr, ...none };
  if (mean === null)
    return { ...figure, fault: `the mean could not be recomputed (${recomputed.why ?? 'no reason given'})` };
  if (interval === null || n < 1) return { ...figure, fault: `no interval can be given for ${n} samples` };
  // An interval of proportions says that the scores are 0 or 1, whatever scale the benchmark reports on.
  const proportions = interval.method === 'wilson' || interval.method === 'exact';
  const factor = top === 100 && proportions ? 100 : 1;
  const high = interval.high * factor;
  if (mean < 0 || mean * factor > top)
    return { ...figure, fault: `the mean ${mean} lies outside the scale of 0 to ${top} that the criterion reads` };
  if (top === 100 && factor === 1 && high > 0 && high <= 1)
    return { ...figure, fault: 'the scores look like fractions where the criterion reads a scale of 0 to 100' };
  const scaled = { mean: mean * factor, low: Math.max(0, interval.low * factor), high: Math.min(top, high) };
  const shift = worstShift(recomputed, evidence, { group, kind, top, factor });
  const turned =
    group.higherIs === 'worse' ? scaled : { mean: top - scaled.mean, low: top - scaled.high, high: top - scaled.low };
  const moved = (value: number) => Math.min(top, value + (shift ?? 0));
  const highest = attempts === undefined || group.higherIs === 'better' ? null : attempts.highest * factor;
  const worst =
    shift === null
      ? null
      : {
          mean: moved(turned.mean),
          low: moved(turned.low),
          high: moved(turned.high),
          highest: lost === '' ? (highest ?? turned.mean) : top,
        };
  return {
    ...figure,
    ...turned,
    highest,
    stderr: proportions || stderr === null ? null : stderr * factor,
    worst,
    fault: null,
  };
}

/**
 * How far the figure moves if every lost sample went the worst way. For a capability every errored, limit-hit, refused,
 * unscored or missing sample counts as a success (the reader's imputation); for a safeguard errored and unscored ones count as
 * successes of the attack, but a refusal is the safeguard at work.
 */
function worstShift(
  { mean, n, epochs, unscored, imputed }: Recomputed,
  { errored, limited, refused }: Evidence,
  { group, kind, top, factor }: { group: FigureGroup; kind: Criterion['kind']; top: number; factor: number },
): number | null {
  if (mean === null) return 0;
  if (kind !== 'capability') return (top * (errored + unscored)) / Math.max(1, n * epochs);
  if (imputed !== null) return worstCaseShift(mean, imputed, group.higherIs) * factor;
  return errored + limited + refused + unscored === 0 ? 0 : null;
}

/** What was lost of the samples that a figure is made of, in words; "" where nothing was. */
function lostSamples(
  { unscored, imputed }: Recomputed,
  { errored, limited, refused }: Evidence,
  kind: Criterion['kind'],
): string {
  const counts: [number, string][] = [
    [errored, 'ended in an error'],
    [kind === 'capability' ? limited : 0, 'stopped at a limit'],
    [kind === 'capability' ? refused : 0, 'were refused'],
    [unscored, 'have no score'],
  ];
  const lost = counts.filter(([count]) => count > 0).map(([count, what]) => `${count} ${what}`);
  if (lost.length > 0) return list(lost);
  const missing = kind === 'capability' && imputed !== null && imputed.high > imputed.low;
  return missing ? 'not all that were meant are in the log, or some are marked as invalid' : '';
}

/** What a group holds its figures against on this evaluation; undefined where nothing is, or nobody knows what. */
export function limitOf(
  { thresholds }: Criterion,
  group: FigureGroup,
  evaluation: JudgedEvaluation,
  facts: Pick<Facts, 'evaluations' | 'manifest'>,
): number | undefined {
  if (group.against === 'human-baseline') return evaluation.declared.humanBaseline;
  if (group.against === 'reference') return referenceFigure(evaluation, facts)?.mean;
  return group.limit === undefined ? undefined : thresholds[group.limit];
}

/** Every figure of an evaluation that some criterion judges against a limit known beforehand. */
export function readings(evaluation: JudgedEvaluation, criteria: readonly Criterion[]): Reading[] {
  const { evidence } = evaluation;
  if (evidence === null) return [];
  return criteria.flatMap((criterion) =>
    criterion.reads.figures.flatMap((group) => {
      if (group.against === 'reference' || !belongs(evaluation, group)) return [];
      const limit = limitOf(criterion, group, evaluation, { evaluations: [], manifest: {} });
      if (limit === undefined) return [];
      const chance = group.chance === undefined ? null : (criterion.thresholds[group.chance] ?? null);
      return figuresOf(evidence, group, criterion.kind).map((figure) => ({ criterion, figure, limit, chance }));
    }),
  );
}
