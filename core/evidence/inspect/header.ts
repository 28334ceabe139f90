import * as z from 'zod';

/** A field of a third party's file: read where it is what it should be, else as if it were absent. */
const lax = <T extends z.ZodType>(schema: T) => schema.optional().catch(undefined);

const text = lax(z.string());
const count = lax(z.int().nonnegative());
const options = lax(z.unknown());

/** A metric's value as Python writes it: NaN and the infinities are numbers here. */
const figure = lax(z.union([z.number(), z.nan(), z.literal([Infinity, -Infinity])]));

const Metric = z.object({ name: text, value: figure, params: options, options });

const Score = z.object({
  name: text,
  scorer: text,
  reducer: text,
  scored_samples: count,
  unscored_samples: count,
  params: options,
  metrics: lax(z.record(z.string(), lax(Metric))),
});
export type InspectScore = z.infer<typeof Score>;

const ModelRef = z.union([z.string(), z.object({ model: z.string() }).transform(({ model }) => model)]);

const Scorer = z.object({ name: text, options });

const EvalSpec = z.object({
  created: text,
  task: text,
  task_version: lax(z.union([z.number(), z.string()])),
  task_args: options,
  dataset: lax(
    z.object({
      name: text,
      location: text,
      samples: count,
      sample_ids: lax(z.array(z.union([z.string(), z.number()]).catch(''))),
      shuffled: lax(z.boolean()),
    }),
  ),
  model: text,
  model_roles: lax(z.record(z.string(), lax(ModelRef))),
  config: lax(
    z.object({
      limit: lax(z.union([z.number(), z.tuple([z.number(), z.number()])])),
      sample_id: options,
      sample_shuffle: lax(z.union([z.boolean(), z.number()])),
      epochs: lax(z.int().positive()),
      epochs_reducer: lax(z.union([z.array(z.string()), z.string().transform((name) => [name])])),
    }),
  ),
  revision: lax(z.object({ commit: text, origin: text, dirty: lax(z.boolean()) })),
  packages: lax(z.object({ inspect_ai: text })),
  scorers: lax(z.array(lax(Scorer))),
});

const Usage = z.object({
  input_tokens: lax(z.number()),
  output_tokens: lax(z.number()),
  total_tokens: lax(z.number()),
  reasoning_tokens: lax(z.number()),
});
export type InspectUsage = z.infer<typeof Usage>;
const UsageByModel = lax(z.record(z.string(), lax(Usage)));

/**
 * What is read of an Inspect log's header (versions 2 and 3, and the older keys). Each field stands by itself: one of
 * another type than expected counts as absent, for Inspect's own schema refuses most real headers.
 */
export const InspectHeader = z.object({
  version: lax(z.number()),
  status: lax(z.enum(['started', 'success', 'cancelled', 'error'])),
  eval: lax(EvalSpec),
  results: lax(
    z.object({
      total_samples: count,
      completed_samples: count,
      scores: lax(z.array(lax(Score))),
      // Logs from before mid-2024: one scorer, its metrics beside it.
      scorer: lax(z.union([z.string(), z.object({ name: z.string() }).transform(({ name }) => name)])),
      metrics: lax(z.record(z.string(), lax(Metric))),
    }),
  ),
  stats: lax(z.object({ started_at: text, completed_at: text, model_usage: UsageByModel })),
  error: lax(z.object({ message: text })),
  invalidated: lax(z.boolean()),
  log_updates: lax(z.array(z.unknown())),
});
export type InspectHeader = z.infer<typeof InspectHeader>;

/** Top-level keys of a header that are read; `plan` and the rest are passed over. */
export const HEADER_KEYS: ReadonlySet<string | number> = new Set(Object.keys(InspectHeader.shape));
