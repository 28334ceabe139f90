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
  samples: z.array(z.array(z.string())).describe('Lists of ids; a long id by its digest'),
  scores: z.array(
    z.object({
      score: z.string(),
      list: z.int().nonnegative().describe('Which of the lists has its samples'),
      values: z.array(z.number()).describe('In the order of that list'),
    }),
  ),
  leftOut: z.array(z.object({ score: z.string(), why: z.string() })),
});
export type SampleScores = z.infer<typeof SampleScores>;

/** A score of more samples is not kept: it is compared by its mean. */
export const MAX_SAMPLES = 200_000;

/** Most values of a table; scores that come after are not kept. */
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
    const table: SampleScores = { samples: [], scores: [], leftOut: [] };
    let cells = 0;
    for (const score of new Set(recomputed.map((one) => one.score))) {
      const figures = this.#kept.get(score);
      if (figures === undefined) continue;
      const why = whyNot(figures, cells);
      if (why !== null) {
        table.leftOut.push({ score, why });
        continue;
      }
      const ids = figures.ids.map(shortId);
      // Scores of one log are mostly of the same samples, in the same order.
      if (!isSame(table.samples.at(-1), ids)) table.samples.push(ids);
      table.scores.push({ score, list: table.samples.length - 1, values: figures.values });
      cells += ids.length;
    }
    return table;
  }
}

const isSame = (list: readonly string[] | undefined, ids: readonly string[]) =>
  list !== undefined && list.length === ids.length && list.every((id, index) => id === ids[index]);

function whyNot({ ids, values }: ScoredFigure['figures'], cells: number): string | null {
  if (ids.length === 0) return 'its values are of several tasks together';
  if (values.length > MAX_SAMPLES)
    return `it has ${values.length} samples; up to ${MAX_SAMPLES} are kept one by one, and more are compared by their mean`;
  return cells + values.length > MAX_CELLS
    ? `the log has more scores than are kept one by one (${MAX_CELLS} values in all)`
    : null;
}

const shortId = (id: string) => (id.length <= MAX_ID ? id : `sha256:${createHash('sha256').update(id).digest('hex')}`);

/** The values of one score by sample; null where the table does not have it. */
export function valuesOf({ samples, scores }: SampleScores, score: string): Map<string, number> | null {
  const column = scores.find((one) => one.score === score);
  if (column === undefined) return null;
  const values = new Map<string, number>();
  for (const [index, id] of (samples[column.list] ?? []).entries()) {
    const value = column.values[index];
    if (value !== undefined) values.set(id, value);
  }
  return values;
}
