import * as z from 'zod';

/** What the states of `review.asl.json` pass on: references and ids only, never content (256 KiB limit, confidentiality). */

/** The version of the bundle of a case that a review is about; the first is 1. */
const bundle = z.int().positive().default(1);

/** One version of one object: what a review is about. */
export const BundleRef = z.object({
  caseId: z.string(),
  bundle,
  bucket: z.string(),
  key: z.string(),
  versionId: z.string(),
});
export type BundleRef = z.infer<typeof BundleRef>;

/** `packs`: names of those that judge the bundle. */
export const OpenedBundle = z.object({ evaluations: z.array(z.string()), packs: z.array(z.string()).min(1) });
export type OpenedBundle = z.infer<typeof OpenedBundle>;

export const ReadEvaluation = z.object({ ...BundleRef.shape, evaluation: z.string() });
export type ReadEvaluation = z.infer<typeof ReadEvaluation>;

/** `failed` where the reader itself broke; the evaluation then counts as unreadable. */
export const EvaluationResult = z.object({ evaluation: z.string(), failed: z.boolean() });
export type EvaluationResult = z.infer<typeof EvaluationResult>;

export const AssembleEvidence = z.object({
  ...BundleRef.shape,
  pack: z.string(),
  evaluations: z.array(EvaluationResult),
});
export type AssembleEvidence = z.infer<typeof AssembleEvidence>;

export const AssembledEvidence = z.object({ acceptable: z.boolean(), agencies: z.array(z.string()) });
export type AssembledEvidence = z.infer<typeof AssembledEvidence>;

export const CheckAgency = z.object({
  caseId: z.string(),
  bundle,
  key: z.string().describe('Of the bundle: says whose key encrypts what is read from it'),
  pack: z.string(),
  agency: z.string(),
});
export type CheckAgency = z.infer<typeof CheckAgency>;

/** `failed` where the check itself broke; its criteria then count as `error`. */
export const AgencyResult = z.object({ agency: z.string(), failed: z.boolean() });
export type AgencyResult = z.infer<typeof AgencyResult>;

const Failure = z.object({ state: z.string(), error: z.string() });

/** What became of a case under one pack; `failure` names the state that broke for this pack alone. */
export const JudgedPack = z.object({ pack: z.string(), agencies: z.array(AgencyResult), failure: Failure.optional() });
export type JudgedPack = z.infer<typeof JudgedPack>;

/** `failure` names the state that broke where the case could not be reviewed as a whole. */
export const Decide = z.object({
  ...BundleRef.shape,
  judged: z.array(JudgedPack),
  failure: Failure.optional(),
  definition: z.string().optional().describe('Digest of the definition of the state machine that asks'),
});
export type Decide = z.infer<typeof Decide>;

export const Decided = z.object({
  outcome: z.string(),
  tier: z.string().nullable(),
  vendor: z.string(),
  verdict: z.int(),
  verdicts: z
    .array(z.object({ pack: z.string(), outcome: z.string(), tier: z.string().nullable() }))
    .describe(
      'Under each pack, in the order in which the bundle seeks them; the first gives outcome and tier of the case',
    ),
});
export type Decided = z.infer<typeof Decided>;

/** What the states of `procedure.asl.json` pass on. `turn` is that of the procedure's item: an older execution has nothing to do. */
export const Adjudicate = z.object({
  caseId: z.string(),
  pack: z.string(),
  turn: z.int().positive(),
  startedAt: z.string().describe('When the execution started'),
});
export type Adjudicate = z.infer<typeof Adjudicate>;

/** Whom the procedure waits for, and until when; nobody where it is at rest. */
export const Adjudicated = z.object({
  atRest: z.boolean(),
  awaits: z.array(z.string()),
  until: z.iso.datetime().nullable(),
});
export type Adjudicated = z.infer<typeof Adjudicated>;

export const RequestDetermination = z.object({
  caseId: z.string(),
  pack: z.string(),
  turn: z.int().positive(),
  party: z.string(),
  until: z.iso.datetime(),
  token: z.string().min(1),
});
export type RequestDetermination = z.infer<typeof RequestDetermination>;
