import * as z from 'zod';
import { BundleSignature } from '../bundle/bundle-signature.ts';
import { RunConfiguration, Sector } from '../bundle/manifest.ts';
import { FlagId, LogStatus } from '../evidence/evidence.ts';
import { Finding, Outcome, Severity, Tier } from './finding.ts';
import { ManifestPart } from './view/manifest-view.ts';

export const AgencyId = z.string().regex(/^[a-z][a-z0-9-]{0,31}$/, 'lower-case letters, digits and "-", at most 32');
export const CriterionId = z.string().regex(/^[A-Z]{3}-[0-9]{2}$/, 'three capital letters, "-", two digits');
const text = z.string().min(1).max(4_000);
const name = z.string().regex(/^[a-z][A-Za-z0-9]{0,31}$/, 'a letter in lower case, then letters and digits');
export const Attack = z.enum(['none', 'single-turn', 'adaptive']);

/** Name of a standard: `id/version`. */
export const PackName = z.string().regex(/^[a-z0-9-]+\/[0-9]{4}\.[0-9]+$/, 'id/version, such as us-frontier/2026.1');

/** The criterion of another standard whose rule, evidence and texts a criterion takes over. */
export const Equivalent = z.strictObject({ pack: PackName, criterion: CriterionId });
export type Equivalent = z.infer<typeof Equivalent>;

/** A CEL expression; see `policy/README.md` for what it may refer to. */
export const Rule = z.string().min(1).max(2_000).describe('CEL expression');

/** Figures that a criterion reads: which evaluations, which score of them, on which scale, against which limit. */
export const FigureGroup = z.strictObject({
  as: name,
  called: text.describe('What the figure is called in texts'),
  tasks: z
    .array(
      z.string().regex(/^[a-z0-9_]+\*?$/, 'the standard form: lower case, "_" for "-", no package; "*" at the end'),
    )
    .min(1)
    .describe('Names of the benchmark; any of them will do. "lab_bench_*" is every name that begins so'),
  subsets: z
    .array(z.string())
    .min(1)
    .optional()
    .describe('Parts of the benchmark, as the manifest names them; "whole" is a run that names none. Left out: any'),
  configuration: RunConfiguration,
  attacks: z.array(Attack).min(1).optional().describe('Left out: any'),
  scores: z.array(z.string()).min(1).optional().describe('Left out: every score that is a plain mean'),
  metrics: z.array(z.string()).min(1).optional().describe('Left out: mean or accuracy'),
  scale: z.enum(['fraction', 'percent']).default('fraction').describe('0 to 1, or 0 to 100'),
  higherIs: z.enum(['worse', 'better']).default('worse'),
  over: z
    .enum(['samples', 'attempts'])
    .default('samples')
    .describe('"attempts": each epoch of each sample by itself, for many tries at few tasks'),
  limit: name.optional().describe('Threshold that the figure is held against'),
  against: z
    .enum(['human-baseline', 'reference'])
    .optional()
    .describe(
      'Instead of a threshold: the human baseline that the manifest declares, or the mean of a reference model on the same task. With neither: the figure only has to be reported',
    ),
  chance: name.optional().describe('Threshold: what guessing scores'),
  alternative: z.boolean().default(false).describe('Of all groups so marked, one is enough'),
});
export type FigureGroup = z.infer<typeof FigureGroup>;

/** An evaluation in a worked example, in brief: what is left out is as in a clean run of 200 samples. */
export const ExampleEvaluation = z.strictObject({
  id: z.string().default('run-1'),
  task: z.string().default('example_task'),
  logTask: z.string().optional().describe('What the log calls its task; left out: as the manifest does'),
  configuration: RunConfiguration.default('capability'),
  attack: Attack.default('none'),
  sectors: z.array(Sector).default([]),
  readable: z.boolean().default(true).describe('False: no reader could make evidence of the log'),
  model: z.string().optional(),
  status: LogStatus.default('success'),
  score: z.string().default('score'),
  metric: z.string().default('accuracy'),
  mean: z.number().nullable().default(0.1),
  sd: z.number().optional().describe('Given: the scores are no proportions, and the interval is a normal one'),
  n: z.int().nonnegative().default(200),
  epochs: z.int().positive().default(1),
  claimed: z.number().nullable().optional().describe('What the header of the log says; left out: the mean'),
  manifestClaims: z.array(z.strictObject({ metric: z.string().default('accuracy'), value: z.number() })).default([]),
  errored: z.int().nonnegative().default(0),
  limited: z.int().nonnegative().default(0),
  refused: z.int().nonnegative().default(0),
  unscored: z.int().nonnegative().default(0),
  fallbacks: z.int().nonnegative().default(0),
  size: z
    .int()
    .nonnegative()
    .nullable()
    .optional()
    .describe('Of the data set; null: the log does not say; left out: n'),
  seed: z.number().optional().describe('Given: a random subset with this seed'),
  flags: z.array(FlagId).default([]),
  disclosedEdits: z.string().optional(),
  highest: z.number().optional().describe('Largest score of one attempt; left out: 1 where the mean is above 0'),
  grader: z.string().optional().describe('The model that graded'),
  transcripts: z
    .int()
    .min(0)
    .max(5)
    .nullable()
    .default(5)
    .describe('Of five drawn samples; null: the reader does not draw'),
  declared: z
    .record(z.string(), z.unknown())
    .default({})
    .describe('Laid over what the manifest of a clean run declares of it; null removes a part'),
});
export type ExampleEvaluation = z.infer<typeof ExampleEvaluation>;

/** Evidence in, outcome out: the test suite runs each of these, and `countersign standards show` prints them. */
export const WorkedExample = z.strictObject({
  name: text,
  given: z
    .strictObject({
      manifest: z
        .record(z.string(), z.unknown())
        .default({})
        .describe('Laid over a complete manifest, part by part; null removes a part'),
      evaluations: z.array(ExampleEvaluation).default([]),
      problems: z.array(z.strictObject({ code: z.string(), file: z.string(), found: z.string() })).default([]),
      signature: BundleSignature.optional().describe('Of the bundle; left out: it is not signed'),
      tier: Tier.nullable().default(null),
      tierUpTo: Tier.nullable().optional().describe('Left out: the tier'),
    })
    .prefault({}),
  expect: Outcome,
  tier: Tier.optional().describe('Capability criteria: the tier that the finding sets'),
  missing: z.boolean().default(false),
  severity: Severity.optional().describe('Where the outcome weighs less than the criterion usually does'),
});
export type WorkedExample = z.infer<typeof WorkedExample>;

/** One criterion of a standard, as its YAML file states it. */
export const Criterion = z.strictObject({
  id: CriterionId,
  title: text,
  agency: AgencyId,
  domain: text,
  kind: Finding.shape.kind,
  severity: Severity,
  scope: z.enum(['submission', 'evaluation']).describe('One finding for the submission, or one for each evaluation'),
  reads: z
    .strictObject({
      manifest: z.array(ManifestPart).default([]),
      problems: z.boolean().default(false).describe('The problems of the bundle that count against this criterion'),
      tier: z
        .boolean()
        .default(false)
        .describe('Capability criteria: judged on the tier that the capability criteria without this have set'),
      comparisons: z
        .strictObject({ kind: z.enum(['open-weights', 'reviewed']), tasks: z.array(z.string()).min(1) })
        .optional()
        .describe('Capability runs of these tasks beside runs of reference models of this kind'),
      sectors: z.boolean().default(false).describe('What there is for each critical-infrastructure sector'),
      figures: z.array(FigureGroup).default([]),
      flags: z.array(FlagId).default([]).describe('Flags of a log that its findings cite'),
      drawn: z.boolean().default(false).describe('Findings on a log cite the samples drawn from it'),
      recomputed: z.boolean().default(false).describe('Findings on a log cite its recomputed figures'),
    })
    .prefault({}),
  appliesWhen: Rule.optional(),
  present: Rule.optional().describe('False: the evidence is missing'),
  rule: z.strictObject({ met: Rule, notMet: Rule }).describe('Neither: inconclusive. Both: an error'),
  milder: z
    .strictObject({ when: Rule, severity: Severity })
    .optional()
    .describe('When a finding that is not met weighs less'),
  thresholds: z.record(name, z.number()).default({}),
  tier: z.strictObject({ rule: Rule, most: Tier }).optional().describe('Capability criteria: the tier, 0 to 3'),
  missing: z.enum(['return', 'inconclusive', 'not_applicable']),
  texts: z.strictObject({
    required: text,
    absent: text.optional().describe('What was found where the evidence is missing'),
    found: text,
    met: text,
    notMet: text,
    inconclusive: text,
    notes: z
      .array(z.strictObject({ when: Rule, text }))
      .default([])
      .describe('Added to what was found'),
  }),
  motivation: text,
  measured: text,
  remediation: text,
  source: Finding.shape.source,
  neverInconclusive: text.optional().describe('Why no evidence leaves the criterion open; otherwise an example has to'),
  examples: z.array(WorkedExample).min(3),
  equivalent: Equivalent.optional().describe('Where its rule comes from; set when the standard is assembled'),
});
export type Criterion = z.infer<typeof Criterion>;

/**
 * A criterion that another standard's criterion satisfies: it has a name, an agency and a legal ground of its own, and is decided
 * by the rule of the other on the same evidence.
 */
export const EquivalentCriterion = z.strictObject({
  ...Criterion.pick({ id: true, title: true, agency: true, motivation: true, source: true }).shape,
  equivalent: Equivalent,
  domain: Criterion.shape.domain.optional(),
  severity: Severity.optional(),
  missing: Criterion.shape.missing.optional(),
  reads: z
    .strictObject({ manifest: z.array(ManifestPart).min(1) })
    .optional()
    .describe('What appliesWhen reads besides what the other criterion reads'),
  appliesWhen: Rule.optional().describe('Holds beside the condition of the other criterion'),
  thresholds: Criterion.shape.thresholds.describe('Of appliesWhen; those of the other criterion stay as they are'),
  examplesWith: z
    .record(z.string(), z.unknown())
    .optional()
    .describe('Parts of the manifest that lie under every worked example of the other criterion'),
  examples: z.array(WorkedExample).default([]).describe('Besides those of the other criterion'),
});
export type EquivalentCriterion = z.infer<typeof EquivalentCriterion>;

/** A file `criteria/<id>.yaml`. */
export const CriterionFile = z.union([Criterion.omit({ equivalent: true }), EquivalentCriterion]);
