import * as z from 'zod';
import { Envelope } from '#core/attestation/envelope.ts';
import { VERIFICATION_CODES } from '#core/attestation/verification-error.ts';

/**
 * Attestations have a partition of their own: the function that signs may write them, and nothing of a case. Standards whose digests are
 * in the log are listed by digest.
 */
export const attestationKeys = {
  attestation: (caseId: string, pack: string, n: number) => ({
    PK: `ATTESTATION#${caseId}`,
    SK: `${pack}#${String(n).padStart(6, '0')}`,
  }),
  loggedStandard: (digest: string) => ({ PK: 'LOGGED#standard', SK: digest }),
  log: () => ({ PK: 'SERVICE#log', SK: 'KEY' }),
};

const of = {
  caseId: z.string(),
  pack: z.string().describe('id/version'),
  n: z.int().positive().describe('Number of the verdict under the pack'),
};

/** What became of the signature on a verdict. It is signed once: what is logged and handed out is always the same envelope. */
export const AttestationItem = z.discriminatedUnion('state', [
  z.object({
    ...of,
    state: z.literal('unsignable'),
    code: z.enum([...VERIFICATION_CODES, 'chain-head-unknown']).describe('Why no statement can be made of it'),
  }),
  z.object({ ...of, state: z.literal('signed'), envelope: Envelope }),
  z.object({
    ...of,
    state: z.literal('logged'),
    envelope: Envelope,
    index: z.int().nonnegative().describe('Of its entry in the log'),
    inclusion: z.string().describe('C2SP tlog-proof'),
  }),
]);
export type AttestationItem = z.infer<typeof AttestationItem>;

/** The log that verdicts stand in. */
export const LogItem = z.object({ key: z.string().describe('Verifier key of C2SP signed-note') });
