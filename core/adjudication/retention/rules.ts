import * as z from 'zod';
import { VerdictOutcome } from '../verdict.ts';

/** What is kept of a case for a time: its bundle as it was uploaded, and what was read from it. */
export const KeptPart = z.enum(['bundle', 'evidence']);
export type KeptPart = z.infer<typeof KeptPart>;

/** Shorter times are mistakes: what is destroyed does not come back. */
const days = z.int().min(30).max(36_500);

/** How long it is kept, as data: `policy/retention.yaml`. */
export const RetentionRules = z.strictObject({
  id: z.string().regex(/^[a-z0-9-]+\/\d{4}\.\d+$/, 'Expected a name with a version, like retention/2026.1.'),
  days: z.record(VerdictOutcome, z.strictObject({ bundle: days, evidence: days })),
  accesses: z.literal('always').describe('The ledger of accesses: no role may remove a record of it'),
});
export type RetentionRules = z.infer<typeof RetentionRules>;
