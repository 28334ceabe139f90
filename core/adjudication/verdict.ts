import * as z from 'zod';
import { PackRef } from '../policy/check-report.ts';
import { Outcome, Severity, Tier } from '../policy/finding.ts';
import { Day } from './calendar/day.ts';
import { Condition, Position } from './case/parts.ts';

export const VerdictOutcome = z.enum([
  'cleared',
  'cleared_with_conditions',
  'staged_access',
  'returned',
  'not_cleared',
  'referred',
  'withdrawn',
  'lapsed',
]);
export type VerdictOutcome = z.infer<typeof VerdictOutcome>;

/** A reason for the verdict: the finding that weighed, in one sentence. */
export const Reason = z.object({
  criterion: z.string(),
  agency: z.string(),
  evaluation: z.string().optional(),
  severity: Severity,
  outcome: Outcome,
  text: z.string(),
  cure: z.string().optional(),
});
export type Reason = z.infer<typeof Reason>;

/** How people, the vendor or the clock came to an outcome. It names bodies and agencies; the case's log has the people. */
export const DecisionOfPeople = z.object({
  by: z.enum(['unanimous', 'working_group', 'principals', 'appeal', 'vendor', 'clock', 'reopening']),
  on: Day,
  because: z.string().nullable(),
  conditions: z.array(Condition),
  agencies: z.array(
    z.object({
      agency: z.string(),
      name: z.string(),
      determination: z
        .enum(['concur', 'concur_with_conditions', 'non_concur', 'request_information', 'not_in_remit', 'silent'])
        .nullable(),
      vote: Position.nullable(),
    }),
  ),
});
export type DecisionOfPeople = z.infer<typeof DecisionOfPeople>;

/**
 * The verdict on a bundle under a pack. Where the checks decided, it has no time and no case id: the same bundle and pack give the
 * same bytes on any machine.
 */
export const Verdict = z.object({
  verdictVersion: z.literal('1.0'),
  outcome: VerdictOutcome,
  tier: Tier.nullable(),
  summary: z.string().describe('One sentence for a person'),
  reasons: z.array(Reason).describe('What decided it, heaviest first'),
  counts: z.record(Outcome, z.int().nonnegative()),
  agencies: z.array(
    z.object({
      agency: z.string(),
      name: z.string(),
      counts: z.record(Outcome, z.int().nonnegative()),
      failed: z.boolean(),
    }),
  ),
  pack: PackRef,
  bundle: z.object({ digest: z.string().nullable(), invented: z.boolean() }),
  model: z.object({ id: z.string(), version: z.string(), weightsDigest: z.string() }).nullable(),
  vendor: z.object({ id: z.string(), name: z.string() }).nullable(),
  findingsDigest: z.string().describe('sha256 over the canonical JSON (RFC 8785) of all findings, sorted'),
  decision: DecisionOfPeople.optional().describe('Left out where the checks decided'),
});
export type Verdict = z.infer<typeof Verdict>;
