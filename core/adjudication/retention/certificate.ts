import * as z from 'zod';
import { Day } from '../calendar/day.ts';
import { VerdictOutcome } from '../verdict.ts';
import { KeptPart } from './rules.ts';

/** For how long a part of a case was to be kept. */
export const Term = z.object({
  part: KeptPart,
  outcome: VerdictOutcome,
  since: z.iso.datetime().describe('When the case came to rest'),
  days: z.int().positive(),
  due: Day.describe('The last day on which it was kept'),
});
export type Term = z.infer<typeof Term>;

/** Why something is destroyed: its time is over, or the key with which it is encrypted goes. */
export const Because = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('term'), rules: z.string().describe('id/version'), terms: z.array(Term).min(1) }),
  z.object({ kind: z.literal('key'), key: z.string().describe('ARN'), reason: z.string() }),
]);
export type Because = z.infer<typeof Because>;

/** The versions of objects that are destroyed. */
export const Inventory = z.object({
  objects: z.int().nonnegative(),
  bytes: z.int().nonnegative(),
  digest: z
    .string()
    .describe('sha256 of the canonical JSON of the list: bucket, key, version, bytes and entity tag of each, sorted'),
});
export type Inventory = z.infer<typeof Inventory>;

/** What the event `destruction_begun` carries: what is to be destroyed stands in the log of the case before any of it goes. */
export const DestructionBegun = z.object({
  parts: z.array(KeptPart).min(1),
  bundle: z.int().positive().describe('Versions of the bundle up to this one'),
  because: Because,
  inventory: Inventory.nullable().describe('Null where the key goes: no object is looked at'),
});
export type DestructionBegun = z.infer<typeof DestructionBegun>;

/** What the event `destroyed` carries: the certificate of destruction. With its place in the chain, nobody can change or deny it. */
export const Destroyed = DestructionBegun.extend({
  begun: z.object({ seq: z.int().nonnegative(), hash: z.string() }).describe('The event with which it began'),
  keyDeletedOn: z.iso
    .datetime()
    .nullable()
    .describe('From when on nobody can take it back; null where objects were deleted'),
  verdicts: z
    .array(
      z.object({
        standard: z.string(),
        n: z.int().positive(),
        bundleDigest: z.string().nullable(),
        findingsDigest: z.string(),
      }),
    )
    .describe('Of what was destroyed each verdict tells, and keeps the digests'),
});
export type Destroyed = z.infer<typeof Destroyed>;
