import type { KeyObject } from 'node:crypto';
import { keyIdOf, signEcdsa } from './ecdsa.ts';

/** A signature in DER, and whose it is. */
export interface KeySignature {
  keyid: string;
  sig: Uint8Array;
}

/** What signs statements: a key of this machine, or one that never leaves AWS KMS. */
export interface Signer {
  /** See `keyIdOf`. */
  readonly keyid: string;
  sign(bytes: Uint8Array): Promise<KeySignature>;
}

/** Signs with an elliptic private key that this process holds. */
export function localSigner(key: KeyObject): Signer {
  const keyid = keyIdOf(key);
  return { keyid, sign: async (bytes) => ({ keyid, sig: signEcdsa(key, bytes) }) };
}
