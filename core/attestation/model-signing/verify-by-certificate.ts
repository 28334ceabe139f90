import { fromBase64 } from '../base64.ts';
import { publicKeyOf } from '../keys/ecdsa.ts';
import { VerificationError } from '../verification-error.ts';
import { readCertificate } from './certificate.ts';
import { verifyPath } from './certificate-path.ts';
import type { ModelSignature } from './signature-file.ts';
import type { ModelTrust } from './trust.ts';
import { requireBy, type VerifiedSigner } from './verify-by-key.ts';

/**
 * Verifies a signature by a certificate and its chain. Where no moment is given, it is the first of the signing certificate's
 * validity, as in the public tool: the signature itself has no time.
 * @throws VerificationError with the code of what is wrong
 */
export function verifyByCertificate(
  signature: ModelSignature,
  { certificates: trusted, at }: NonNullable<ModelTrust['authorities']>,
): VerifiedSigner {
  const [signer, ...between] = signature.certificates.map((raw) => readCertificate(fromBase64(raw)));
  if (signer === undefined)
    throw new VerificationError(
      'certificate-malformed',
      'The signature has no certificate.',
      'a chain of certificates',
    );
  verifyPath(signer, between, trusted, at ?? signer.notBefore);
  const key = publicKeyOf(Buffer.from(signer.x509.publicKey.export({ type: 'spki', format: 'pem' })));
  requireBy(signature, key);
  return { form: 'certificate', signer: signer.x509.subject.replaceAll('\n', ', ') };
}
