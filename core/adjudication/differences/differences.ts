import * as z from 'zod';
import { Tier } from '../../policy/finding.ts';
import { VerdictOutcome } from '../verdict.ts';
import { Figure } from './figures.ts';
import { FindingDifference } from './findings.ts';

const File = z.object({ path: z.string(), bytes: z.int().nonnegative() });

/** Files of the bundle by their digests. */
export const FileDifferences = z.object({
  added: z.array(File),
  removed: z.array(File),
  changed: z.array(z.object({ path: z.string(), from: z.int().nonnegative(), to: z.int().nonnegative() })),
});
export type FileDifferences = z.infer<typeof FileDifferences>;

/** An evaluation whose log or declaration is other in the two versions, with its headline figures; null where it has none. */
export const EvaluationDifference = z.object({
  evaluation: z.string(),
  change: z.enum(['added', 'removed', 'changed']),
  from: z.array(Figure).nullable(),
  to: z.array(Figure).nullable(),
});
export type EvaluationDifference = z.infer<typeof EvaluationDifference>;

const VerdictSide = z.object({ outcome: VerdictOutcome, tier: Tier.nullable(), summary: z.string() });

/** What is other in one version of a case's bundle than in another, and what that changed under one standard. */
export const VersionDifferences = z.object({
  standard: z.string().describe('id/version'),
  from: z.int().positive().describe('The version of the bundle'),
  to: z.int().positive(),
  verdict: z.object({ from: VerdictSide.nullable(), to: VerdictSide.nullable() }),
  files: FileDifferences,
  evaluations: z.array(EvaluationDifference),
  findings: z.array(FindingDifference),
});
export type VersionDifferences = z.infer<typeof VersionDifferences>;
