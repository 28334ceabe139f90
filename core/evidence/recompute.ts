import type { Attempts, Interval } from './evidence.ts';
import { epochReducer, type Reduce } from './reduce-epochs.ts';
import { scoreNumber } from './score-value.ts';
import { imputedBounds } from './statistics/imputation.ts';
import { isProportion, meanInterval } from './statistics/mean-interval.ts';
import { mean, standardError } from './statistics/moments.ts';

/** One score of one sample in one epoch. */
export interface SampleScore {
  id: string;
  epoch: number;
  /** As logged; undefined where the sample has no such score. */
  value: unknown;
  /** The sample errored, hit a limit or was refused: its score may not be what the model would have earned. */
  doubtful: boolean;
}

export interface RecomputeOptions {
  /** Epoch reducer as the log names it. */
  reducer: string;
  /** Distinct samples that the run set out to do, where known: those without a row count as unscored. */
  expectedIds?: number;
  /** Epochs that the run set out to do. */
  epochs: number;
}

export interface Figures {
  mean: number | null;
  stderr: number | null;
  n: number;
  epochs: number;
  unscored: number;
  interval: Interval | null;
  imputed: { low: number; high: number } | null;
  attempts?: Attempts;
  why?: string;
  /** One value per sample with a score, in the order of their ids. */
  values: number[];
  /** The samples of these values; empty where a value is not of one sample alone. */
  ids: string[];
}

/** More epochs than any real run has; beyond it an imputation would only burn time. */
const MAX_EPOCHS = 100;

interface Sample {
  id: string;
  scored: number[];
  /** Scored epochs of samples that ran to their own end. */
  sound: number[];
  rows: number;
}

/**
 * The mean over samples of one score, each sample first reduced over its epochs; its standard error, sd(ddof 1) /
 * sqrt(n); its 95 % interval (Wilson where every sample is 0 or 1, else normal); and the range it would span if every
 * errored, limited, refused or unscored row had failed or succeeded. Does not depend on the order of the rows.
 */
export function recompute(rows: readonly SampleScore[], options: RecomputeOptions): Figures {
  const reduce = epochReducer(options.reducer);
  if (!reduce)
    return notRecomputed(`the epoch reducer "${options.reducer.slice(0, 80)}" is not one that is recomputed`);
  const gathered = gather(rows);
  if (typeof gathered === 'string') return notRecomputed(gathered);
  const { samples, distinct, unscored, epochs } = gathered;
  const values: number[] = [];
  const ids: string[] = [];
  const scores: number[] = [];
  for (const { id, scored } of samples) {
    for (const score of scored) scores.push(score);
    const value = scored.length > 0 ? reduce(scored) : null;
    if (value === null) continue;
    values.push(value);
    ids.push(id);
  }
  const absent = Math.max(0, (options.expectedIds ?? 0) - distinct);
  const counts = { n: values.length, epochs, unscored: unscored + absent, values, ids };
  if (values.length === 0) return { ...notRecomputed('no sample has a value for this score'), ...counts };
  const average = mean(values);
  if (!Number.isFinite(average)) return { ...notRecomputed('the values are too large to be added'), ...counts };
  const stderr = finite(standardError(values));
  const imputed = scores.every(isProportion)
    ? impute(samples, absent, Math.min(options.epochs, MAX_EPOCHS), reduce)
    : null;
  const figures = { mean: average, stderr, interval: meanInterval(values, average, stderr) };
  // Of one epoch, the attempts are the samples.
  const same = scores.length === values.length && scores.every((score, index) => score === values[index]);
  const attempts = same ? { n: scores.length, ...figures, highest: highest(scores) } : attemptsOf(scores);
  return { ...figures, imputed, ...(attempts && { attempts }), ...counts };
}

/** Each epoch of each sample by itself: what a run of many attempts at few tasks is judged on. */
function attemptsOf(scores: readonly number[]): Attempts | undefined {
  const average = mean(scores);
  if (!Number.isFinite(average)) return undefined;
  const stderr = finite(standardError(scores));
  const interval = meanInterval(scores, average, stderr);
  return { n: scores.length, mean: average, stderr, interval, highest: highest(scores) };
}

const highest = (scores: readonly number[]) =>
  scores.reduce((most, score) => Math.max(most, score), Number.NEGATIVE_INFINITY);

/** The value of each sample, reduced over its epochs, by its id in order; null where `recompute` gives no mean. */
export function valuesById(rows: readonly SampleScore[], reducer: string): Map<string, number> | null {
  const reduce = epochReducer(reducer);
  const gathered = gather(rows);
  if (!reduce || typeof gathered === 'string') return null;
  const values = new Map<string, number>();
  for (const { id, scored } of gathered.samples) {
    const value = scored.length > 0 ? reduce(scored) : null;
    if (value !== null) values.set(id, value);
  }
  return values;
}

/** What the rows add up to. Samples are put together anew each time they are gone through, so that few are held. */
interface Gathered {
  samples: Iterable<Sample>;
  distinct: number;
  unscored: number;
  epochs: number;
}

/** The scores of each sample, in the order of their ids, or why there is none to compute with. */
function gather(rows: readonly SampleScore[]): Gathered | string {
  const sorted = rows.toSorted(byIdAndEpoch);
  // NaN where a row is not scored: no score is.
  const numbers = new Float64Array(sorted.length);
  for (const [index, { id, value }] of sorted.entries()) {
    const number = scoreNumber(value);
    if (number.kind === 'other') return `sample ${JSON.stringify(id)} has ${number.what} as its value`;
    numbers[index] = number.kind === 'number' ? number.value : Number.NaN;
  }
  const samples = { [Symbol.iterator]: () => samplesOf(sorted, numbers) };
  const counts = { distinct: 0, unscored: 0, epochs: 0 };
  for (const { rows, scored } of samples) {
    counts.distinct += 1;
    counts.unscored += rows - scored.length;
    counts.epochs = Math.max(counts.epochs, rows);
  }
  return { samples, ...counts };
}

/** Rows that are sorted by id, one sample after another. */
function* samplesOf(sorted: readonly SampleScore[], numbers: Float64Array): Generator<Sample> {
  let sample: Sample = { id: '', scored: [], sound: [], rows: 0 };
  for (const [index, { id, doubtful }] of sorted.entries()) {
    if (id !== sample.id) {
      if (sample.rows > 0) yield sample;
      sample = { id, scored: [], sound: [], rows: 0 };
    }
    sample.rows += 1;
    const number = numbers[index] ?? Number.NaN;
    if (Number.isNaN(number)) continue;
    sample.scored.push(number);
    if (!doubtful) sample.sound.push(number);
  }
  if (sample.rows > 0) yield sample;
}

/** No figures, and the reason. */
export function notRecomputed(why: string): Figures {
  const none = { mean: null, stderr: null, interval: null, imputed: null };
  return { ...none, n: 0, epochs: 0, unscored: 0, why, values: [], ids: [] };
}

const finite = (value: number | null) => (value !== null && Number.isFinite(value) ? value : null);

function byIdAndEpoch(a: SampleScore, b: SampleScore): number {
  if (a.id !== b.id) return a.id < b.id ? -1 : 1;
  return a.epoch - b.epoch;
}

/** Both extremes, of values that are all proportions: outside [0, 1] nobody knows the worst. */
function impute(samples: Iterable<Sample>, absent: number, epochs: number, reduce: Reduce): Figures['imputed'] {
  const partly = {
    *[Symbol.iterator]() {
      for (const { sound, rows } of samples) yield { sound, missing: Math.max(rows, epochs) - sound.length };
    },
  };
  return imputedBounds(partly, { reduce, absent });
}
