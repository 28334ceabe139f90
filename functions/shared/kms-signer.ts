import { createHash, createPublicKey, type KeyObject, verify } from 'node:crypto';
import {
  GetPublicKeyCommand,
  type KeySpec,
  type KMSClient,
  SignCommand,
  type SigningAlgorithmSpec,
} from '@aws-sdk/client-kms';
import { derSignature } from '#core/attestation/keys/der-signature.ts';
import { keyIdOf, verifyEcdsa } from '#core/attestation/keys/ecdsa.ts';
import type { Signer } from '#core/attestation/keys/signer.ts';
import { type NoteSigner, noteKey } from '#core/attestation/tlog/note-key.ts';

/** A key in KMS is not what it has to be, or KMS gave a signature that is not the key's. */
export class KmsSignerError extends Error {
  override readonly name = 'KmsSignerError';
}

/** A signer that also says with which key. */
export interface KmsSigner extends Signer {
  readonly publicKey: KeyObject;
}

/** Bytes of one number of a signature on P-256. */
const COORDINATE = 32;

/**
 * Signs statements by a key on P-256 that never leaves KMS. The public key is asked for once.
 * @param keyId ARN of the key itself: an alias may point to another key by the time of the signature
 * @throws KmsSignerError where the key is of another kind, or a signature does not verify
 */
export async function kmsSigner(kms: KMSClient, keyId: string): Promise<KmsSigner> {
  const key = await publicKeyOf(kms, keyId, 'ECC_NIST_P256');
  const keyid = keyIdOf(key);
  return {
    keyid,
    publicKey: key,
    async sign(bytes) {
      // A digest, since KMS takes messages of 4 KiB at most.
      const digest = createHash('sha256').update(bytes).digest();
      const sig = derSignature(await signed(kms, keyId, 'ECDSA_SHA_256', 'DIGEST', digest), COORDINATE);
      if (verifyEcdsa(key, bytes, sig)) return { keyid, sig };
      throw new KmsSignerError(`the signature of ${keyId} is not over what was to be signed`);
    },
  };
}

/**
 * Signs checkpoints by an Ed25519 key that never leaves KMS.
 * @param name of the log: its origin
 * @throws KmsSignerError where the key is of another kind, or a signature does not verify
 */
export async function kmsNoteSigner(kms: KMSClient, keyId: string, name: string): Promise<NoteSigner> {
  const key = await publicKeyOf(kms, keyId, 'ECC_NIST_EDWARDS25519');
  return {
    noteKey: noteKey(name, 'signature', key),
    async sign(bytes) {
      const signature = await signed(kms, keyId, 'ED25519_SHA_512', 'RAW', bytes);
      if (verify(null, bytes, key, signature)) return signature;
      throw new KmsSignerError(`the signature of ${keyId} is not over what was to be signed`);
    },
  };
}

async function publicKeyOf(kms: KMSClient, keyId: string, wanted: KeySpec): Promise<KeyObject> {
  const { PublicKey, KeySpec: spec, KeyUsage } = await kms.send(new GetPublicKeyCommand({ KeyId: keyId }));
  if (PublicKey === undefined || spec !== wanted || KeyUsage !== 'SIGN_VERIFY')
    throw new KmsSignerError(`${keyId} is a key ${spec} for ${KeyUsage}; it has to be ${wanted} for SIGN_VERIFY`);
  return createPublicKey({ key: Buffer.from(PublicKey), format: 'der', type: 'spki' });
}

async function signed(
  kms: KMSClient,
  KeyId: string,
  SigningAlgorithm: SigningAlgorithmSpec,
  MessageType: 'DIGEST' | 'RAW',
  Message: Uint8Array,
): Promise<Uint8Array> {
  const { Signature } = await kms.send(new SignCommand({ KeyId, Message, MessageType, SigningAlgorithm }));
  if (Signature === undefined) throw new KmsSignerError(`KMS gave no signature of ${KeyId}`);
  return Signature;
}
