import * as z from 'zod';
import { DEFAULT_PACK } from '../policy/default-pack.ts';
import { Declarations } from './declarations.ts';
import { EvaluationDeclarations } from './evaluation-declarations.ts';
import { Jurisdictions } from './jurisdictions.ts';

/** Name of the manifest inside a bundle. */
export const MANIFEST_PATH = 'bundle.json';

const id = z
  .string()
  .regex(/^[a-z0-9][a-z0-9._-]{0,63}$/, 'lower-case letters, digits, ".", "_" and "-", 1 to 64 characters');
const path = z.string().min(1).max(1024);
const text = z.string().min(1).max(20_000);
const day = z.iso.date();
export const Sha256 = z.string().regex(/^sha256:[0-9a-f]{64}$/, 'expected "sha256:" and 64 hexadecimal digits');

/**
 * Who may read a file beyond what is judged of it (`core/bundle/audience.ts`): everyone who sees the case; the agencies and the vendor, and
 * others its title and size; the agencies that need it; or nobody, so that its digest and its figures are all that is told of it.
 */
export const Confidentiality = z.enum(['public', 'summary', 'agency', 'sealed']);
export type Confidentiality = z.infer<typeof Confidentiality>;

/** Whether the public register of decisions may name the vendor and the model: never, where the model is cleared, or always. */
export const Publication = z.object({ names: z.enum(['never', 'cleared', 'always']) });
export type Publication = z.infer<typeof Publication>;

/** Of a bundle that says nothing. */
export const UNPUBLISHED: Publication = { names: 'never' };

/** The critical-infrastructure sectors of the review. */
export const Sector = z.enum(['water-electricity', 'communications', 'finance', 'healthcare']);
export type Sector = z.infer<typeof Sector>;

/**
 * `capability`: the model with the fewest safeguards; `release`: the model as it will be offered; `comparison`: a run to set
 * beside one of those (a smaller budget, a reworded benchmark, a reference model), which decides nothing by itself.
 */
export const RunConfiguration = z.enum(['capability', 'release', 'comparison']);

/** Security levels of model weights after RAND RR-A2849-1 (2024): SL1 amateurs to SL5 the most capable nations. */
export const SecurityLevel = z.enum(['SL1', 'SL2', 'SL3', 'SL4', 'SL5']);

export const ManifestClaim = z.object({
  score: z.string().optional().describe('Name of the score in the log; may be left out where the log has one'),
  metric: z.string().default('mean'),
  value: z.number(),
});

export const ManifestEvaluation = z.object({
  id,
  path: path.describe('File or folder inside the bundle'),
  format: z.string().optional().describe('Checked against what the reader finds; never trusted'),
  task: z.string().optional().describe('The standard name of the benchmark, where the log calls it otherwise'),
  configuration: RunConfiguration,
  attack: z.enum(['none', 'single-turn', 'adaptive']).default('none').describe('For safeguard runs: what was tried'),
  sectors: z.array(Sector).default([]),
  claims: z.array(ManifestClaim).default([]),
  disclosedEdits: text.optional().describe('What was changed in the log after the run, and why'),
  humanBaseline: z.number().optional(),
  ...EvaluationDeclarations.shape,
  notes: text.optional(),
});
export type ManifestEvaluation = z.infer<typeof ManifestEvaluation>;

export const ManifestFile = z
  .object({
    path,
    bytes: z.int().nonnegative(),
    sha256: Sha256,
    confidentiality: Confidentiality.default('agency'),
    agencies: z
      .array(z.string().regex(/^[a-z][a-z0-9-]{0,31}$/, 'the id of an agency, such as "nsa"'))
      .min(1)
      .max(32)
      .optional()
      .describe('Of level "agency": those that alone may read the file; left out: every agency that needs it'),
  })
  .refine(({ agencies, confidentiality }) => agencies === undefined || confidentiality === 'agency', {
    path: ['agencies'],
    message: 'agencies only beside "confidentiality": "agency"',
  });
export type ManifestFile = z.infer<typeof ManifestFile>;

export const DocumentKind = z.enum([
  'model-card',
  'system-card',
  'safety-framework',
  'security-posture',
  'disclosure-policy',
  'incident-history',
  'other',
]);

/** `bundle.json`: what the vendor declares. Dates come from here, never from a clock, so that a verdict can be reproduced. */
export const Manifest = z.object({
  bundleVersion: z.literal('1.0'),
  invented: z.boolean().default(false).describe('True for samples and tests: nothing in the bundle is real'),
  notice: z.string().max(2_000).optional(),
  date: day.describe('Date of the submission; rules that need a "today" use this one'),
  packs: z
    .array(z.string().regex(/^[a-z0-9-]+\/[0-9]{4}\.[0-9]+$/))
    .min(1)
    .max(8)
    .default([DEFAULT_PACK])
    .describe('The standards that the submission seeks; the first gives the outcome of the case'),
  vendor: z.object({ id, name: text, contact: z.email(), annualRevenueUsd: z.number().nonnegative().optional() }),
  model: z.object({
    id: z.string().min(1).max(256).describe('As the evaluation logs name it'),
    version: z.string().min(1).max(128),
    weightsDigest: Sha256,
    logNames: z
      .array(z.string().min(1))
      .default([])
      .describe('Other exact names under which logs know the same weights'),
    trainingFlop: z.number().positive().optional(),
    knowledgeCutoff: day.optional(),
  }),
  release: z.object({
    accessTier: z.enum(['internal', 'trusted', 'api', 'public']),
    openWeights: z.boolean(),
    safeguards: z.array(z.object({ name: text, description: text })),
  }),
  evaluations: z.array(ManifestEvaluation).max(1_000),
  sectorExclusions: z.array(z.object({ sector: Sector, justification: text })).default([]),
  documents: z.array(z.object({ kind: DocumentKind, path, title: text.optional() })).default([]),
  disclosurePolicy: z
    .object({
      url: z.url({ protocol: /^https$/ }),
      contact: text,
      acknowledgeBusinessDays: z.number().nonnegative(),
      defaultDisclosureDays: z.number().nonnegative(),
    })
    .optional(),
  incidents: z
    .object({
      coversFrom: day,
      list: z.array(
        z.object({
          id,
          date: day,
          severity: z.enum(['low', 'moderate', 'high', 'critical']),
          summary: text,
          rootCause: text.optional(),
          closedOn: day.optional(),
        }),
      ),
    })
    .optional(),
  security: z
    .object({
      level: SecurityLevel.describe('The level that the protection of the weights reaches today'),
      evidence: path.describe('Document in the bundle that shows it'),
      planToNext: z
        .object({ level: SecurityLevel, by: day })
        .optional()
        .describe('The next level, and the day by which it is reached'),
    })
    .optional(),
  attestation: z
    .object({
      officer: z.object({ name: text, title: text }),
      signedOn: day,
      statement: text,
      truthful: z.boolean().describe('The officer certifies that every statement in the bundle is true and complete'),
    })
    .optional(),
  publication: Publication.optional().describe('What the register of decisions may name; left out: nothing'),
  ...Declarations.shape,
  files: z.array(ManifestFile).max(10_000),
  jurisdictions: Jurisdictions.optional(),
});
export type Manifest = z.infer<typeof Manifest>;
