import * as z from 'zod';
import { Interval } from './evidence.ts';
import { type SampleScores, valuesOf } from './sample-scores.ts';
import { pairedComparison } from './statistics/paired.ts';
import { signTest } from './statistics/sign-test.ts';

/** Two runs compared on the samples that both were given. */
export const PairedFigures = z.object({
  n: z.int().positive().describe('Samples that both have a value for'),
  onlyFirst: z.int().nonnegative().describe('Samples of the first run alone; they do not count'),
  onlySecond: z.int().nonnegative(),
  first: z.number().describe('Mean over the shared samples'),
  second: z.number(),
  difference: z.number().describe('First less second'),
  stderr: z.number().nullable().describe('Of the differences per sample, sd(ddof 1) / sqrt(n); null where n < 2'),
  interval: Interval.nullable(),
  correlation: z.number().nullable(),
  higher: z.int().nonnegative().describe('Samples on which the first is better by number'),
  lower: z.int().nonnegative(),
  test: z.enum(['mcnemar', 'sign']).describe('McNemar where every value is 0 or 1, else the sign test; both exact'),
  pValue: z.number().describe('Two-sided, of higher against lower'),
});
export type PairedFigures = z.infer<typeof PairedFigures>;

/** A text says why two runs cannot be compared sample by sample. */
export function compareScores(
  first: SampleScores | null,
  second: SampleScores | null,
  score: string,
): PairedFigures | string {
  const a = first === null ? 'its samples were not kept' : (valuesOf(first, score) ?? whyNot(first, score));
  if (typeof a === 'string') return `first run: ${a}`;
  const b = second === null ? 'its samples were not kept' : (valuesOf(second, score) ?? whyNot(second, score));
  if (typeof b === 'string') return `second run: ${b}`;
  const { difference, ...compared } = pairedComparison(a, b);
  if (difference === null) return `the runs share no sample: ${a.size} and ${b.size} ids, none of them the same`;
  const shared = [...a].flatMap(([id, value]) => {
    const other = b.get(id);
    return other === undefined ? [] : [{ value, other }];
  });
  const binary = shared.every(({ value, other }) => isBinary(value) && isBinary(other));
  const higher = shared.filter(({ value, other }) => value > other).length;
  const lower = shared.filter(({ value, other }) => value < other).length;
  const meanOf = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  return {
    ...compared,
    first: meanOf(shared.map(({ value }) => value)),
    second: meanOf(shared.map(({ other }) => other)),
    difference,
    higher,
    lower,
    test: binary ? 'mcnemar' : 'sign',
    pValue: signTest(higher, lower),
  };
}

const isBinary = (value: number) => value === 0 || value === 1;

const whyNot = ({ leftOut }: SampleScores, score: string) =>
  leftOut.find((one) => one.score === score)?.why ?? `it has no plain mean of "${score}"`;
