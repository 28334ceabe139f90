import { createHash, type KeyObject } from 'node:crypto';
import { fromBase64 } from '../base64.ts';
import { payloadOf, preAuthEncoding } from '../dsse.ts';
import { keyIdOf, publicKeyOf, verifyEcdsa } from '../keys/ecdsa.ts';
import { VerificationError } from '../verification-error.ts';
import { readCertificate } from './certificate.ts';
import { verifyPath } from './certificate-path.ts';
import type { ModelSignature } from './signature-file.ts';
import type { ModelTrust } from './trust.ts';

/** Who signed, as far as that is proved. */
export interface VerifiedSigner {
  form: 'key' | 'certificate' | 'sigstore';
  /** Id of the key, subject of the certificate, or Sigstore identity. */
  signer: string;
}

/** How a signature names its key: SHA-256 of the PEM (OpenSSF Model Signing v1.0). */
export function hintOf(key: KeyObject): string {
  return createHash('sha256')
    .update(key.export({ type: 'spki', format: 'pem' }))
    .digest('hex');
}

/**
 * Verifies a signature by a key that is known beforehand.
 * @throws VerificationError `key-unknown`, `key-mismatch`, `signature-invalid`
 */
export function verifyByKey(signature: ModelSignature, keys: readonly KeyObject[]): VerifiedSigner {
  if (keys.length === 0)
    throw new VerificationError(
      'key-unknown',
      'The signature is by a key, and none is known.',
      'the key of the signer',
    );
  const { hint } = signature;
  const named = hint === null ? keys : keys.filter((key) => hintOf(key) === hint);
  if (named.length === 0)
    throw new VerificationError(
      'key-mismatch',
      `The signature is by the key ${hint}.`,
      `one of ${keys.map(hintOf).join(', ')}`,
    );
  const key = named.find((candidate) => isBy(signature, candidate));
  if (key === undefined) throw invalid();
  return { form: 'key', signer: keyIdOf(key) };
}

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
  if (!isBy(signature, key)) throw invalid();
  return { form: 'certificate', signer: signer.x509.subject.replaceAll('\n', ', ') };
}

function isBy({ envelope }: ModelSignature, key: KeyObject): boolean {
  const signed = preAuthEncoding(envelope.payloadType, payloadOf(envelope));
  return envelope.signatures.every(({ sig }) => verifyEcdsa(key, signed, fromBase64(sig)));
}

function invalid(): VerificationError {
  return new VerificationError(
    'signature-invalid',
    'The signature is not over this statement.',
    'the statement as it was signed, and the key that signed it',
  );
}
