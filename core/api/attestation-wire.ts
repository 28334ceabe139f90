import * as z from 'zod';
import { SignedVerdict } from '../attestation/verdict/signed-verdict.ts';

/** Whether a verdict is signed: not yet, never (and why), signed, or also in the transparency log. */
export const AttestationState = z.enum(['waiting', 'unsignable', 'signed', 'logged']);
export type AttestationState = z.infer<typeof AttestationState>;

/** `GET /cases/{caseId}/attestation?standard=<id/version>`: the signature on the verdict that stands; without one, under the first. */
export const CaseAttestation = z.object({
  caseId: z.string(),
  standard: z.string(),
  verdict: z.int().positive().describe('Its number under the standard'),
  state: AttestationState,
  reason: z.string().nullable().describe('Why it cannot be signed'),
  index: z.int().nonnegative().nullable().describe('Of its entry in the log'),
  signed: SignedVerdict.nullable().describe(
    'The file that `countersign verify` takes; with the events of the case where the caller may see all of them',
  ),
});
export type CaseAttestation = z.infer<typeof CaseAttestation>;
