import { createHash, createPrivateKey, createPublicKey, type KeyObject, sign, verify } from 'node:crypto';
import { VerificationError } from '../verification-error.ts';

/** The digest that goes with each curve, and the bytes of one coordinate (OpenSSF Model Signing v1.0, FIPS 186-5). */
const CURVES: Readonly<Record<string, { digest: string; bytes: number }>> = {
  prime256v1: { digest: 'sha256', bytes: 32 },
  secp384r1: { digest: 'sha384', bytes: 48 },
  secp521r1: { digest: 'sha512', bytes: 66 },
};

/**
 * A public key in PEM (SPKI).
 * @throws VerificationError `key-malformed`, `key-unsupported`
 */
export function publicKeyOf(pem: string | Buffer): KeyObject {
  return supported(load(() => createPublicKey(pem)));
}

/**
 * A private key in PEM (PKCS #8 or SEC 1), without a password.
 * @throws VerificationError `key-malformed`, `key-unsupported`
 */
export function privateKeyOf(pem: string | Buffer): KeyObject {
  return supported(load(() => createPrivateKey(pem)));
}

function load(read: () => KeyObject): KeyObject {
  try {
    return read();
  } catch (cause) {
    throw new VerificationError('key-malformed', 'The key cannot be read.', 'a key in PEM, without a password', cause);
  }
}

function supported(key: KeyObject): KeyObject {
  curveOf(key);
  return key;
}

function curveOf(key: KeyObject): { digest: string; bytes: number } {
  const curve = CURVES[key.asymmetricKeyDetails?.namedCurve ?? ''];
  if (curve !== undefined) return curve;
  throw new VerificationError(
    'key-unsupported',
    `The key is of type ${key.asymmetricKeyDetails?.namedCurve ?? key.asymmetricKeyType ?? 'unknown'}.`,
    'an elliptic key on P-256, P-384 or P-521',
  );
}

/** Name of a public key: "sha256:" and the hexadecimal SHA-256 of its SPKI in DER. */
export function keyIdOf(key: KeyObject): string {
  return `sha256:${createHash('sha256').update(spki(key)).digest('hex')}`;
}

const spki = (key: KeyObject) => publicOf(key).export({ type: 'spki', format: 'der' });

/** The public half of a key, which may be public itself. */
export function publicOf(key: KeyObject): KeyObject {
  return key.type === 'private' ? createPublicKey(key) : key;
}

/** The signature in DER, with the digest that goes with the curve. */
export function signEcdsa(key: KeyObject, data: Uint8Array): Uint8Array {
  return new Uint8Array(sign(curveOf(key).digest, data, { key, dsaEncoding: 'der' }));
}

/** Tells whether a signature in DER, with the digest that goes with the curve, is this key's. */
export function verifyEcdsa(key: KeyObject, data: Uint8Array, signature: Uint8Array): boolean {
  return verify(curveOf(key).digest, data, { key, dsaEncoding: 'der' }, signature);
}
