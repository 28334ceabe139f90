import * as z from 'zod';

/** Where a figure stands: enough for a person or a program to go back to the bytes. */
export const Pointer = z.object({
  file: z.string().describe('Path of the log in the bundle (or as given on the command line)'),
  member: z.string().optional().describe('Member of the log where the log is itself a zip'),
  path: z.string().optional().describe('JSON pointer inside the member or file (RFC 6901)'),
  bytes: z
    .tuple([z.int().nonnegative(), z.int().nonnegative()])
    .optional()
    .describe('Stored bytes in the log: first, past the last'),
  sha256: z.string().optional().describe('Of the member as decoded'),
});
export type Pointer = z.infer<typeof Pointer>;

/** A confidence interval; `level` is two-sided coverage. */
export const Interval = z.object({
  low: z.number(),
  high: z.number(),
  level: z.number(),
  method: z.enum(['wilson', 'normal', 'exact', 'none']),
});
export type Interval = z.infer<typeof Interval>;

export const LogStatus = z.enum(['started', 'success', 'cancelled', 'error', 'unreadable']);

/** A headline number as the log's header states it. `value` is null where the log says NaN. */
export const Claim = z.object({
  score: z.string(),
  scorer: z.string().optional(),
  reducer: z.string().optional(),
  metric: z.string(),
  value: z.number().nullable(),
  pointer: Pointer,
});
export type Claim = z.infer<typeof Claim>;

/** The same score over single attempts (each sample in each epoch by itself), not reduced over epochs. */
export const Attempts = z.object({
  n: z.int().nonnegative().describe('Attempts with a score'),
  mean: z.number(),
  stderr: z.number().nullable(),
  interval: Interval.nullable(),
  highest: z.number().describe('Largest score of one attempt'),
});
export type Attempts = z.infer<typeof Attempts>;

/** A sample drawn at random for people to read; the seed is the digest of the log, so that nobody can choose. */
export const DrawnSample = z.object({
  id: z.string(),
  epoch: z.number(),
  transcript: z.boolean().describe('The log has its messages'),
  pointer: Pointer,
});
export type DrawnSample = z.infer<typeof DrawnSample>;

/** A metric recomputed from sample-level scores: mean over epochs per sample, then over samples. */
export const Recomputed = z.object({
  score: z.string(),
  metric: z.string(),
  mean: z.number().nullable(),
  stderr: z.number().nullable().describe('sd(ddof 1) of the per-sample means / sqrt(n); null where n < 2'),
  n: z.int().nonnegative().describe('Distinct samples with a score'),
  epochs: z.int().nonnegative(),
  unscored: z.int().nonnegative(),
  interval: Interval.nullable(),
  imputed: z
    .object({ low: z.number(), high: z.number() })
    .nullable()
    .describe('Mean if every errored, limit-hit, refused or unscored sample had failed (low) or succeeded (high)'),
  claimed: z.number().nullable().describe('The claim this is compared with, where there is one'),
  difference: z.number().nullable().describe('|claimed - mean|'),
  attempts: Attempts.optional(),
  why: z.string().optional().describe('Why nothing could be recomputed, where mean is null'),
  pointer: Pointer,
});
export type Recomputed = z.infer<typeof Recomputed>;

/** How far two scorers of a log agree on what both graded. A fact: they may grade different things. */
export const GraderAgreement = z.object({
  first: z.string().describe('Name of the score'),
  second: z.string(),
  n: z.int().positive().describe('Samples, in each epoch by itself, that both graded'),
  raw: z.number().nullable().describe('Share of them with the same grade'),
  kappa: z.number().nullable().describe("Cohen's kappa; null where chance alone would make them agree always"),
});
export type GraderAgreement = z.infer<typeof GraderAgreement>;

export const FlagId = z.enum([
  'status-not-success',
  'no-header',
  'invalidated',
  'edited-after-run',
  'dirty-revision',
  'limited-dataset',
  'partial-dataset',
  'metric-differs',
  'cannot-recompute',
  'sample-count-differs',
  'no-samples',
  'nan-value',
  'percent-scale',
  'model-alias',
  'model-placeholder',
  'model-fallback',
  'grader-is-subject',
  'single-sample-stderr',
  'errored-samples',
  'unscored-samples',
  'limit-hits',
  'refusals',
  'duplicate-samples',
  'repeated-samples',
  'unsafe-member-name',
  'duplicate-member',
  'compression-ratio',
  'leaked-path',
  'leaked-secret',
  'member-unreadable',
  'timestamps-out-of-order',
  'token-usage-impossible',
  'unknown-format',
  'too-large',
  'summary-differs',
  'task-hash-differs',
  'several-runs',
  'several-models',
  'missing-file',
  'unread-file',
  'digest-differs',
  'schema-unknown',
]);
export type FlagId = z.infer<typeof FlagId>;

/** A defect or a caveat that the file itself shows. */
export const Flag = z.object({
  id: FlagId,
  message: z.string().describe('What is wrong, what was expected'),
  count: z.int().nonnegative().optional(),
  pointer: Pointer,
});
export type Flag = z.infer<typeof Flag>;

/** What a reader makes of one evaluation log. Pure data: the same bytes give the same evidence. */
export const Evidence = z.object({
  format: z
    .string()
    .describe(
      '"inspect-eval", "inspect-json", "inspect-eval-set", "lm-eval", "helm", "garak", "every-eval-ever", "run-table", "plain-json", "plain-csv", or "unknown"',
    ),
  formatVersion: z.string().optional(),
  tool: z.string().optional().describe('e.g. "inspect_ai 0.3.132"'),
  task: z.string(),
  taskVersion: z.string().optional(),
  model: z.string(),
  modelRoles: z.record(z.string(), z.string()).default({}),
  status: LogStatus,
  created: z.string().optional(),
  dataset: z.object({
    name: z.string().optional(),
    size: z.int().nonnegative().optional().describe('Samples in the data set, before any limit'),
    selected: z.int().nonnegative().optional().describe('Samples that the run set out to do'),
    shuffled: z.boolean().optional(),
    seed: z.number().optional(),
  }),
  limit: z.string().optional().describe('As the run states it: "100" or "0-100"'),
  epochs: z.int().positive(),
  samples: z.int().nonnegative().describe('Rows: distinct (id, epoch)'),
  ids: z.int().nonnegative().describe('Distinct sample ids'),
  errored: z.int().nonnegative(),
  limited: z.int().nonnegative().describe('Samples stopped by a message, token, time or other limit'),
  refused: z.int().nonnegative().describe('Samples that ended with stop_reason content_filter'),
  fallbacks: z.int().nonnegative().describe('Samples in which another model answered'),
  answeredBy: z.array(z.string()).optional().describe('Names under which the provider says the model answered'),
  claims: z.array(Claim),
  recomputed: z.array(Recomputed),
  agreements: z.array(GraderAgreement).optional().describe('Absent where no two scorers graded the same samples'),
  drawn: z.array(DrawnSample).optional().describe('At most five; absent where the reader does not draw'),
  flags: z.array(Flag),
  sha256: z.string().describe('Digest of the log as a whole, "sha256:..."'),
  bytes: z.int().nonnegative(),
});
export type Evidence = z.infer<typeof Evidence>;
