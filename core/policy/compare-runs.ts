import * as z from 'zod';
import { compareScores, PairedFigures } from '../evidence/compare-scores.ts';
import type { Evidence } from '../evidence/evidence.ts';
import type { SampleScores } from '../evidence/sample-scores.ts';
import { difference, headline } from './comparison.ts';

/** A run with the scores of its samples; null where they were not kept. */
export interface Run {
  readonly evidence: Evidence | null;
  readonly scores: SampleScores | null;
}

/** Two runs of one task: sample by sample, or where that cannot be, by their means. */
export const RunComparison = z.object({
  score: z.string().nullable().describe('The first plain mean of the first run'),
  paired: PairedFigures.nullable(),
  unpaired: z
    .object({
      first: z.number(),
      second: z.number(),
      difference: z.number().describe('First less second'),
      low: z.number().describe('Of the 95 % interval'),
      high: z.number(),
      n: z.int().positive(),
      m: z.int().positive().describe('Samples of the second run'),
    })
    .nullable()
    .describe('From the intervals of the two means, as if the samples had nothing in common'),
  why: z.string().nullable().describe('Why the runs are not compared sample by sample, or not at all'),
});
export type RunComparison = z.infer<typeof RunComparison>;

/** Compares a run with another on the score that is its headline. */
export function compareRuns(first: Run, second: Run): RunComparison {
  const own = headline(first.evidence);
  if (own === null) return { score: null, paired: null, unpaired: null, why: 'the run has no plain mean' };
  const { score } = own.recomputed;
  const theirs = headline(second.evidence, score);
  if (theirs === null)
    return { score, paired: null, unpaired: null, why: `the other run has no plain mean of "${score}"` };
  const { delta, low, high } = difference(own, theirs);
  const unpaired = { first: own.mean, second: theirs.mean, difference: delta, low, high, n: own.n, m: theirs.n };
  const compared = compareScores(first.scores, second.scores, score);
  return typeof compared === 'string'
    ? { score, paired: null, unpaired, why: compared }
    : { score, paired: compared, unpaired, why: null };
}
