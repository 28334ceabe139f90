import { VerificationError } from '../verification-error.ts';

/** That a signature is not by the key that it names. */
export function signatureInvalid(): VerificationError {
  return new VerificationError(
    'signature-invalid',
    'The signature is not over this statement.',
    'the statement as it was signed, and the key that signed it',
  );
}
