import { type Figures, notRecomputed, type SampleScore } from '../recompute.ts';
import { sum } from '../statistics/moments.ts';

/** What a sample gives to a figure over all samples at once: two numbers, or a class and a probability for each class. */
export type PairValue = [number, number | number[]];

/** More classes than any multiple choice has. */
const MAX_CLASSES = 256;

/** A logged value as a pair; null where it is none. Booleans count as 0 and 1, as in Python. */
export function pairValue(value: unknown): PairValue | null {
  if (!Array.isArray(value) || value.length !== 2) return null;
  const first = numberOf(value[0]);
  const second: unknown = value[1];
  if (first === null) return null;
  if (!Array.isArray(second)) {
    const other = numberOf(second);
    return other === null ? null : [first, other];
  }
  const numbers = second.slice(0, MAX_CLASSES + 1).map(numberOf);
  const classes = numbers.filter((number) => number !== null);
  return classes.length === second.length && classes.length <= MAX_CLASSES ? [first, classes] : null;
}

function numberOf(value: unknown): number | null {
  if (typeof value === 'boolean') return value ? 1 : 0;
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
}

/** Takes the pairs, at least one; a text where they are not what the figure is made of. */
type OverPairs = (pairs: readonly PairValue[]) => number | string;

/**
 * Figures that lm-evaluation-harness makes of all samples at once (`lm_eval/api/metrics.py`):
 * perplexity by word or byte, exp(-sum of log-likelihoods / sum of lengths), and bits per byte, the same to base 2;
 * F1 of the class 1 (van Rijsbergen 1979); Matthews' correlation, for more than two classes by Gorodkin (Computational
 * Biology and Chemistry 28, 2004); the Brier score over classes (Brier, Monthly Weather Review 78, 1950).
 */
const OVER_PAIRS = new Map<string, OverPairs>([
  ['weighted_perplexity', (pairs) => withRatio(pairs, (ratio) => Math.exp(-ratio))],
  ['bits_per_byte', (pairs) => withRatio(pairs, (ratio) => -ratio / Math.LN2)],
  ['f1', f1],
  ['matthews_corrcoef', matthews],
  ['brier_score', brier],
]);

/** The aggregation of each metric whose samples are pairs, where the task's configuration does not name it. */
export const USUAL_AGGREGATIONS: ReadonlyMap<string, string> = new Map([
  ['word_perplexity', 'weighted_perplexity'],
  ['byte_perplexity', 'weighted_perplexity'],
  ['bits_per_byte', 'bits_per_byte'],
  ['f1', 'f1'],
  ['mcc', 'matthews_corrcoef'],
  ['brier_score', 'brier_score'],
]);

/** The figure over pairs that an aggregation names; null where it names none. It has no standard error here: see `aggregate`. */
export function aggregatePairs(rows: readonly SampleScore[], aggregation: string, expectedIds = 0): Figures | null {
  const over = OVER_PAIRS.get(aggregation);
  if (!over) return null;
  const pairs: PairValue[] = [];
  for (const { id, value } of rows) {
    if (value === null || value === undefined) continue;
    const pair = pairValue(value);
    if (pair === null) return notRecomputed(`sample ${JSON.stringify(id)} has no pair of numbers as its value`);
    pairs.push(pair);
  }
  const ids = new Set(rows.map(({ id }) => id)).size;
  const unscored = rows.length - pairs.length + Math.max(0, expectedIds - ids);
  const counts = { n: pairs.length, epochs: pairs.length === 0 ? 0 : 1, unscored };
  if (pairs.length === 0) return { ...notRecomputed('no sample has a value for this score'), ...counts };
  const value = over(pairs);
  if (typeof value === 'string') return { ...notRecomputed(value), ...counts };
  if (!Number.isFinite(value)) return { ...notRecomputed('the value is too large'), ...counts };
  return { mean: value, stderr: null, interval: null, imputed: null, values: [], ids: [], ...counts };
}

/** A function of sum / sum. */
function withRatio(pairs: readonly PairValue[], of: (ratio: number) => number): number | string {
  const plain = plainPairs(pairs);
  if (plain === null) return LISTS;
  const lengths = sum(plain.map(([, length]) => length));
  return lengths > 0
    ? of(sum(plain.map(([value]) => value)) / lengths)
    : 'the lengths of the samples add up to nothing';
}

function f1(pairs: readonly PairValue[]): number | string {
  const plain = plainPairs(pairs);
  if (plain === null) return LISTS;
  if (!plain.every((pair) => pair.every((label) => label === 0 || label === 1)))
    return 'F1 is of the classes 0 and 1, and the samples have others';
  const count = (gold: number, predicted: number) => plain.filter(([g, p]) => g === gold && p === predicted).length;
  const hits = 2 * count(1, 1);
  const all = hits + count(0, 1) + count(1, 0);
  return all === 0 ? 0 : hits / all;
}

function matthews(pairs: readonly PairValue[]): number | string {
  const plain = plainPairs(pairs);
  if (plain === null) return LISTS;
  const golds = new Map<number, number>();
  const predictions = new Map<number, number>();
  for (const [gold, predicted] of plain) {
    golds.set(gold, (golds.get(gold) ?? 0) + 1);
    predictions.set(predicted, (predictions.get(predicted) ?? 0) + 1);
  }
  const n = plain.length;
  const right = plain.filter(([gold, predicted]) => gold === predicted).length;
  const squares = (counts: ReadonlyMap<number, number>) => sum([...counts.values()].map((count) => count ** 2));
  const chance = sum([...golds].map(([label, count]) => count * (predictions.get(label) ?? 0)));
  const scale = Math.sqrt((n ** 2 - squares(predictions)) * (n ** 2 - squares(golds)));
  return scale === 0 ? 0 : (right * n - chance) / scale;
}

function brier(pairs: readonly PairValue[]): number | string {
  const distances: number[] = [];
  for (const [gold, classes] of pairs) {
    if (!Array.isArray(classes) || classes[gold] === undefined)
      return 'a sample has no probability for the class that is right';
    distances.push(sum(classes.map((probability, label) => (probability - (label === gold ? 1 : 0)) ** 2)));
  }
  return sum(distances) / distances.length;
}

const LISTS = 'a sample has a list where a number is expected';

function plainPairs(pairs: readonly PairValue[]): [number, number][] | null {
  const plain: [number, number][] = [];
  for (const [first, second] of pairs) {
    if (typeof second !== 'number') return null;
    plain.push([first, second]);
  }
  return plain;
}
