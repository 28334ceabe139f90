import type { KeyObject } from 'node:crypto';
import type { Key } from '../keys.ts';
import { KmsError } from '../kms-error.ts';

const ALGORITHMS: Readonly<Record<string, readonly string[]>> = {
  ECC_NIST_P256: ['ECDSA_SHA_256'],
  ECC_NIST_EDWARDS25519: ['ED25519_SHA_512'],
};

/** What a key may sign by; of the algorithms of KMS those that functions use. */
export function algorithmsOf({ spec }: Key): readonly string[] {
  return ALGORITHMS[spec] ?? [];
}

/** The private key of a key that signs. @throws KmsError for one that does not */
export function signingKeyOf({ arn, usage, signing }: Key): KeyObject {
  if (signing !== null) return signing;
  throw new KmsError('InvalidKeyUsageException', `${arn} is a key for ${usage}; it signs nothing.`);
}
