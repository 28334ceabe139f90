import * as z from 'zod';
import { VerdictStatement } from '#core/attestation/verdict/verdict-statement.ts';
import { VERIFICATION_CODES } from '#core/attestation/verification-error.ts';

/** What `countersign verify` found to hold, and what it could not look at. */
export const Verification = z.object({
  signer: z.string().describe('Id of the key, subject of the certificate, or Sigstore identity'),
  digest: z.string().describe('Of the signed files, or of the statement on the verdict'),
  holds: z.array(z.string()),
  notChecked: z.array(z.string()).describe('What the file, or the options, gave no means to check'),
  statement: VerdictStatement.nullable().describe('Of a signed verdict'),
});
export type Verification = z.infer<typeof Verification>;

/** The first thing that does not hold. */
export const VerificationFailure = z.object({
  code: z.enum(VERIFICATION_CODES),
  found: z.string(),
  expected: z.string(),
});
