import type { KeyObject } from 'node:crypto';
import { fromBase64, toBase64 } from './base64.ts';
import { type Envelope, payloadOf } from './envelope.ts';
import { verifyEcdsa } from './keys/ecdsa.ts';
import type { Signer } from './keys/signer.ts';
import { VerificationError } from './verification-error.ts';

export { IN_TOTO } from './envelope.ts';

/** The bytes that a DSSE signature is over: payload and type, each with its length, so that neither passes for the other. */
export function preAuthEncoding(payloadType: string, payload: Uint8Array): Uint8Array {
  const type = Buffer.from(payloadType, 'utf8');
  return Buffer.concat([
    Buffer.from(`DSSEv1 ${type.byteLength} `),
    type,
    Buffer.from(` ${payload.byteLength} `),
    payload,
  ]);
}

/** Signs a payload, once with each signer. */
export async function signEnvelope(
  payloadType: string,
  payload: Uint8Array,
  signers: readonly Signer[],
): Promise<Envelope> {
  const signed = preAuthEncoding(payloadType, payload);
  const signatures = await Promise.all(signers.map((signer) => signer.sign(signed)));
  return {
    payloadType,
    payload: toBase64(payload),
    signatures: signatures.map(({ keyid, sig }) => ({ keyid, sig: toBase64(sig) })),
  };
}

/**
 * The signatures of an envelope that a key made, by the key's name. A name is a hint only: it says which key to try.
 * @param keys by key id; what is not among them is passed over
 * @throws VerificationError `key-unknown` where no signature names a known key, `signature-invalid` where one that does is wrong
 */
export function verifyEnvelope(envelope: Envelope, keys: ReadonlyMap<string, KeyObject>): string[] {
  const signed = preAuthEncoding(envelope.payloadType, payloadOf(envelope));
  const verified: string[] = [];
  for (const { keyid, sig } of envelope.signatures) {
    const key = keys.get(keyid ?? '');
    if (keyid === null || keyid === undefined || key === undefined) continue;
    if (!verifyEcdsa(key, signed, fromBase64(sig)))
      throw new VerificationError(
        'signature-invalid',
        `The signature of key ${keyid} is not over this payload.`,
        'the payload as it was signed',
      );
    verified.push(keyid);
  }
  if (verified.length > 0) return verified;
  const named = envelope.signatures.map(({ keyid }) => keyid || 'a key without a name').join(', ');
  throw new VerificationError('key-unknown', `It is signed by ${named}.`, 'a signature by a key of the key set');
}
