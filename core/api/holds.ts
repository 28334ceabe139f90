import * as z from 'zod';

/** `POST /cases/{caseId}/hold`: places a legal hold, or lifts it. While it is on, nothing of the case is destroyed. */
export const HoldRequest = z.strictObject({
  do: z.enum(['place', 'lift']),
  reason: z
    .string()
    .trim()
    .min(1)
    .max(2_000)
    .describe('Stands in the log of the case, for the vendor and agencies to read'),
});
export type HoldRequest = z.infer<typeof HoldRequest>;

export const HoldAnswer = z.object({
  hold: z
    .object({ since: z.iso.datetime(), reason: z.string() })
    .nullable()
    .describe('The hold that is on now; null where none is'),
  lastSeq: z.int().nonnegative(),
});
export type HoldAnswer = z.infer<typeof HoldAnswer>;
