import * as z from 'zod';

/** Whether a verdict is signed: not yet, never (and why), signed, or also in the transparency log. */
export const AttestationState = z.enum(['waiting', 'unsignable', 'signed', 'logged']);
export type AttestationState = z.infer<typeof AttestationState>;

/** `GET /cases/{caseId}/attestation`, for those who show or hand on the file and do not look into it. */
export const AttestationStatus = z.object({
  caseId: z.string(),
  standard: z.string(),
  verdict: z.int().positive().describe('Its number under the standard'),
  state: AttestationState,
  reason: z.string().nullable().describe('Why it cannot be signed'),
  index: z.int().nonnegative().nullable().describe('Of its entry in the log'),
  signed: z.json().nullable(),
});
export type AttestationStatus = z.infer<typeof AttestationStatus>;
