import { createHash, type KeyObject } from 'node:crypto';
import { fromBase64 } from '../base64.ts';
import { preAuthEncoding } from '../dsse.ts';
import { payloadOf } from '../envelope.ts';
import { keyIdOf, verifyEcdsa } from '../keys/ecdsa.ts';
import { VerificationError } from '../verification-error.ts';
import type { ModelSignature, SignatureForm } from './signature-file.ts';
import { signatureInvalid } from './signature-invalid.ts';

/** Who signed, as far as that is proved. */
export interface VerifiedSigner {
  form: SignatureForm;
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
  if (key === undefined) throw signatureInvalid();
  return { form: 'key', signer: keyIdOf(key) };
}

/**
 * Verifies that a key made the signature.
 * @throws VerificationError `signature-invalid`
 */
export function requireBy(signature: ModelSignature, key: KeyObject): void {
  if (!isBy(signature, key)) throw signatureInvalid();
}

function isBy({ envelope }: ModelSignature, key: KeyObject): boolean {
  const signed = preAuthEncoding(envelope.payloadType, payloadOf(envelope));
  return envelope.signatures.every(({ sig }) => verifyEcdsa(key, signed, fromBase64(sig)));
}
