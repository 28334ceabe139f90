import type * as z from 'zod';
import { SignedVerdict } from '../attestation/verdict/signed-verdict.ts';
import { AttestationStatus } from './attestation-status.ts';

/** `GET /cases/{caseId}/attestation?standard=<id/version>`: the signature on the verdict that stands; without one, under the first. */
export const CaseAttestation = AttestationStatus.extend({
  signed: SignedVerdict.nullable().describe(
    'The file that `countersign verify` takes; with the events of the case where the caller may see all of them',
  ),
});
export type CaseAttestation = z.infer<typeof CaseAttestation>;
