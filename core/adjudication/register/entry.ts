import * as z from 'zod';
import { Tier } from '../../policy/finding.ts';
import { AppealResult } from '../case/parts.ts';
import { Decision } from '../case/state.ts';
import { VerdictOutcome } from '../verdict.ts';

/** A month, as 2026-11: a day would be found again in the news. */
export const Month = z.string().regex(/^\d{4}-\d{2}$/);

/** What became of a case under a standard, as the register keeps it: no case, nobody in it, and a vendor only where it may be named. */
export const RegisterEntry = z.object({
  standard: z.string().describe('id/version'),
  month: Month.describe('In which the last decision was made, where the standard counts its days'),
  outcome: VerdictOutcome,
  by: z.enum([...Decision.shape.by.options, 'vendor', 'clock']),
  standing: z.enum(['final', 'appealed', 'reopened']).describe('Whether the decision is being looked at again'),
  track: z.string().nullable().describe('Null for a submission that was never accepted'),
  tier: Tier.nullable(),
  days: z
    .object({ total: z.int().nonnegative(), vendor: z.int().nonnegative() })
    .describe('Since acceptance: all of them, and those on hold for the vendor'),
  held: z.boolean().describe('The vendor was asked for information'),
  appeal: AppealResult.nullable().describe('Null where none was decided'),
  conditions: z.int().nonnegative(),
  invented: z.boolean().describe('A sample: nothing in its bundle is real'),
  model: z
    .object({ vendor: z.string(), name: z.string(), version: z.string() })
    .nullable()
    .describe('Null where neither the vendor nor the standard lets it be named'),
});
export type RegisterEntry = z.infer<typeof RegisterEntry>;
