import * as z from 'zod';
import type { Evidence } from '../../evidence/evidence.ts';
import { tierFlip } from '../../evidence/statistics/tier-flip.ts';
import { belowGuessing, samplesToDecide } from '../bounds.ts';
import { compareClaims } from '../compare-claims.ts';
import type { Criterion } from '../criterion.ts';
import type { JudgedEvaluation } from '../facts.ts';
import { type Bounds, type Reading, readings } from '../figures.ts';
import { RunView, runView } from './run-view.ts';

/** One evaluation as the validity rules see it: what its log shows, as plain numbers and truths. */
export const EvaluationView = z.object({
  id: z.string(),
  task: z.string(),
  configuration: z.string(),
  status: z.string(),
  format: z.string(),
  model: z.string(),
  modelMatches: z.boolean().describe('The log names the declared model, or one of its declared log names'),
  flags: z.array(z.string()).describe('Ids of the flags that the reader raised'),
  editsDisclosed: z.boolean(),
  samples: z.number().describe('Rows: distinct (id, epoch)'),
  ids: z.number().describe('Distinct sample ids'),
  epochs: z.number(),
  fallbacks: z.number(),
  lostShare: z.number().describe('Rows that errored or have no score, whichever is more, of all rows'),
  limitedShare: z.number(),
  refusedShare: z.number(),
  sizeKnown: z.boolean(),
  size: z.number().describe('Samples of the data set'),
  coverage: z.number().describe('Distinct ids of the data set; 0 where its size is unknown'),
  seeded: z.boolean().describe('A random subset with a recorded seed'),
  compared: z.number().describe('Claims, of the log or the manifest, that could be compared with a recomputed value'),
  largestDifference: z.number(),
  unmatched: z.number().describe('Claims of the manifest that name nothing that was recomputed'),
  decides: z.boolean().describe('Some criterion of the pack judges a figure of this evaluation'),
  undecidable: z.number().describe('Such figures without a mean, an interval or the right scale'),
  smallestN: z.number().describe('Samples behind the smallest of those figures'),
  halfWidth: z.number().describe('Half the widest 95% interval of those figures, as a fraction of the scale'),
  boundDecides: z.boolean().describe('No interval of those figures contains its limit'),
  moreSamples: z
    .number()
    .describe(
      'Further samples, at the rates seen, that put each of those intervals on one side of its limit; -1: none would',
    ),
  imputationHolds: z
    .boolean()
    .describe('Counting lost samples as the worst moves none of those figures across its limit'),
  rulesOut: z.boolean().describe('Some capability criterion finds a figure of it below its limit'),
  highestLow: z.number().describe('Largest lower bound of those figures, as a fraction of the scale'),
  belowChance: z
    .boolean()
    .describe('The upper bound of some figure, or for a proportion the exact one, lies below what guessing scores'),
  drawn: z.number().describe('Samples drawn at random by the digest of the log, at most five'),
  transcripts: z.number().describe('Of those, with their messages in the log'),
  ...RunView.shape,
});
export type EvaluationView = z.infer<typeof EvaluationView>;

/** A share of rows; all of nothing counts as lost. */
const share = (part: number, whole: number) => (whole > 0 ? Math.min(1, part / whole) : 1);

/** The most that any of the figures needs; 0 where all intervals are clear of their limits. */
function furtherSamples(read: readonly Reading[]): number {
  const needed = read.map(({ figure: { fault, low, high, mean, n, stderr, scale }, limit }) => {
    if (fault !== null) return -1;
    if (high <= limit || low >= limit) return 0;
    const seen = { mean: mean / scale, n, stderr: stderr === null ? null : stderr / scale };
    return samplesToDecide({ ...seen, limit: limit / scale }) ?? -1;
  });
  return needed.includes(-1) ? -1 : needed.reduce((most, one) => Math.max(most, one), 0);
}

/**
 * @param names exact names under which the log may know the model that was run
 * @param all every evaluation of the submission, with what makes it unusable
 */
export function evaluationView(
  { declared, evidence }: JudgedEvaluation & { evidence: Evidence },
  names: readonly string[],
  criteria: readonly Criterion[],
  all: readonly JudgedEvaluation[],
): EvaluationView {
  const { dataset, samples } = evidence;
  const read = readings({ declared, evidence, unusable: [] }, criteria);
  const figures = read.flatMap(({ figure }) => (figure.fault === null ? [figure] : []));
  const side = (low: number, high: number, limit: number) =>
    high <= limit ? 'below' : low >= limit ? 'above' : 'across';
  const unscored = evidence.recomputed.reduce((most, { unscored: rows }) => Math.max(most, rows), 0);
  return {
    id: declared.id,
    task: declared.task ?? evidence.task,
    configuration: declared.configuration,
    status: evidence.status,
    format: evidence.format,
    model: evidence.model,
    modelMatches: names.includes(evidence.model),
    flags: [...new Set(evidence.flags.map(({ id }) => id))].sort(),
    editsDisclosed: declared.disclosedEdits !== undefined,
    samples,
    ids: evidence.ids,
    epochs: evidence.epochs,
    fallbacks: evidence.fallbacks,
    lostShare: share(Math.max(evidence.errored, unscored), samples),
    limitedShare: share(evidence.limited, samples),
    refusedShare: share(evidence.refused, samples),
    sizeKnown: dataset.size !== undefined && dataset.size > 0,
    size: dataset.size ?? 0,
    coverage: dataset.size !== undefined && dataset.size > 0 ? evidence.ids / dataset.size : 0,
    seeded: dataset.shuffled === true && dataset.seed !== undefined,
    ...compareClaims(declared, evidence),
    decides: read.length > 0,
    undecidable: read.length - figures.length,
    smallestN: read.reduce(
      (least, { figure }) => Math.min(least, figure.n),
      read.length > 0 ? Number.MAX_SAFE_INTEGER : 0,
    ),
    halfWidth: figures.reduce((most, { low, high, scale }) => Math.max(most, (high - low) / 2 / scale), 0),
    boundDecides:
      figures.length > 0 &&
      read.every(({ figure, limit }) => figure.fault === null && side(figure.low, figure.high, limit) !== 'across'),
    moreSamples: furtherSamples(read),
    imputationHolds:
      figures.length > 0 &&
      read.every(
        ({ figure, limit }) =>
          figure.fault === null &&
          figure.worst !== null &&
          !tierFlip<Bounds, string>(figure, figure.worst, ({ low, high }) => side(low, high, limit)).flips,
      ),
    rulesOut: read.some(
      ({ criterion, figure, limit }) =>
        criterion.kind === 'capability' && figure.fault === null && figure.high <= limit,
    ),
    highestLow: figures.reduce((most, { low, scale }) => Math.max(most, low / scale), 0),
    belowChance: read.some(({ figure, chance }) => {
      if (chance === null || figure.fault !== null) return false;
      const { mean, high, n, stderr, scale } = figure;
      return belowGuessing(
        { mean: mean / scale, high: high / scale, n, stderr: stderr === null ? null : stderr / scale },
        chance,
      );
    }),
    drawn: evidence.drawn?.length ?? 0,
    transcripts: (evidence.drawn ?? []).filter(({ transcript }) => transcript).length,
    ...runView({ declared, evidence, unusable: [] }, all),
  };
}
