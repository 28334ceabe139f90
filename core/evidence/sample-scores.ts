import { createHash } from 'node:crypto';
import * as z from 'zod';
import type { Evidence } from './evidence.ts';
import type { Figures } from './recompute.ts';

/** A recomputed figure with the values that it is made of. */
export interface ScoredFigure {
  readonly score: string;
  readonly metric: string;
  readonly figures: Pick<Figures, 'mean' | 'values' | 'ids'>;
}

/** Takes what a reader's figures are made of. */
export type KeepScores = (figures: readonly ScoredFigure[]) => void;

/** The scores of single samples, epochs reduced, in columns: what two runs are compared by. Plain JSON, of a bounded size. */
export const SampleScores = z.object({
  samples: z.array(z.string()).describe('Ids, sorted; a long one by its digest'),
  scores: z.array(
    z.object({
      score: z.string(),
      values: z.array(z.number().nullable()).describe('In the order of the samples; null where one has no value'),
    }),
  ),
  leftOut: z.array(z.object({ score: z.string(), why: z.string() })),
});
export type SampleScores = z.infer<typeof SampleScores>;

/** A score of more samples is not kept: it is compared by its mean. */
export const MAX_SAMPLES = 200_000;

/** Most cells of a table; scores that come after are not kept. */
const MAX_CELLS = 1_000_000;

/** Longer ids are kept by their digest. */
const MAX_ID = 80;

/** Metrics that are plain means over samples. */
const MEANS = new Set(['mean', 'accuracy']);

/** Keeps what the plain means of a log are made of while it is read, and makes a table of it. */
export class ScoreKeeper {
  readonly #kept = new Map<string, ScoredFigure['figures']>();

  readonly keep: KeepScores = (all) => {
    for (const { score, metric, figures } of all)
      if (MEANS.has(metric) && figures.mean !== null && !this.#kept.has(score)) this.#kept.set(score, figures);
  };

  /** The table of the scores that the evidence states, which may be a part of what the log holds. */
  table({ recomputed }: Pick<Evidence, 'recomputed'>): SampleScores {
    const leftOut: SampleScores['leftOut'] = [];
    const chosen: { score: string; values: Map<string, number> }[] = [];
    const samples = new Set<string>();
    for (const score of new Set(recomputed.map((one) => one.score))) {
      const figures = this.#kept.get(score);
      if (figures === undefined) continue;
      const why = whyNot(figures, samples.size, chosen.length);
      if (why !== null) leftOut.push({ score, why });
      else {
        const values = new Map(figures.ids.map((id, index) => [shortId(id), figures.values[index] ?? 0]));
        for (const id of values.keys()) samples.add(id);
        chosen.push({ score, values });
      }
    }
    const order = [...samples].sort();
    const scores = chosen.map(({ score, values }) => ({ score, values: order.map((id) => values.get(id) ?? null) }));
    return { samples: order, scores, leftOut };
  }
}

function whyNot({ ids, values }: ScoredFigure['figures'], samples: number, scores: number): string | null {
  if (ids.length === 0) return 'its values are of several tasks together';
  if (values.length > MAX_SAMPLES)
    return `it has ${values.length} samples; up to ${MAX_SAMPLES} are kept one by one, and more are compared by their mean`;
  return (samples + values.length) * (scores + 1) > MAX_CELLS
    ? `the log has more scores than are kept one by one (${MAX_CELLS} values in all)`
    : null;
}

const shortId = (id: string) => (id.length <= MAX_ID ? id : `sha256:${createHash('sha256').update(id).digest('hex')}`);

/** The values of one score by sample; null where the table does not have it. */
export function valuesOf({ samples, scores }: SampleScores, score: string): Map<string, number> | null {
  const column = scores.find((one) => one.score === score);
  if (column === undefined) return null;
  const values = new Map<string, number>();
  for (const [index, id] of samples.entries()) {
    const value = column.values[index];
    if (value !== undefined && value !== null) values.set(id, value);
  }
  return values;
}
