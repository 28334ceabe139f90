import * as z from 'zod';
import { type Evidence, Interval } from '../../evidence/evidence.ts';

/** A recomputed figure of an evaluation. */
export const Figure = z.object({
  score: z.string(),
  metric: z.string(),
  mean: z.number(),
  n: z.int().nonnegative(),
  stderr: z.number().nullable(),
  interval: Interval.nullable(),
});
export type Figure = z.infer<typeof Figure>;

/** More figures of one evaluation are not headlines. */
const MOST = 20;

/** The headline figures of an evaluation: what was recomputed, in the order of its log. Null where the log was not read. */
export function headlines(evidence: Evidence | null): Figure[] | null {
  if (evidence === null) return null;
  return evidence.recomputed
    .flatMap(({ score, metric, mean, n, stderr, interval }) =>
      mean === null ? [] : [{ score, metric, mean, n, stderr, interval }],
    )
    .slice(0, MOST);
}
