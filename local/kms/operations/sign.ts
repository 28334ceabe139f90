import { type KeyObject, sign as signBytes } from 'node:crypto';
import * as z from 'zod';
import { KmsError } from '../kms-error.ts';
import { KeyId, type Operation } from './operation.ts';
import { signDigest } from './sign-digest.ts';
import { algorithmsOf, signingKeyOf } from './signing-algorithms.ts';

/** KMS takes messages of 4 KiB at most; what is longer is sent as its digest. */
const MOST_BYTES = 4096;

const Sign = KeyId.extend({
  Message: z.base64().transform((text) => Buffer.from(text, 'base64')),
  MessageType: z.enum(['RAW', 'DIGEST']).default('RAW'),
  SigningAlgorithm: z.string(),
});

/** `Sign`: ECDSA over a message or its SHA-256, Ed25519 over a message. */
export const sign: Operation = (keys, body) => {
  const { KeyId: keyId, Message: message, MessageType: type, SigningAlgorithm: algorithm } = Sign.parse(body);
  const key = keys.find(keyId);
  if (!keys.isUsable(keyId)) throw new KmsError('DisabledException', `${key.arn} is disabled.`);
  const privateKey = signingKeyOf(key);
  if (!algorithmsOf(key).includes(algorithm))
    throw new KmsError(
      'InvalidKeyUsageException',
      `${key.arn} signs by ${algorithmsOf(key).join(', ')}, not by ${algorithm}.`,
    );
  if (message.byteLength > MOST_BYTES)
    throw new KmsError(
      'ValidationException',
      `The message has ${message.byteLength} bytes; ${MOST_BYTES} is the most.`,
    );
  const signature = signatureOf(algorithm, type, message, privateKey);
  return { KeyId: key.arn, Signature: signature.toString('base64'), SigningAlgorithm: algorithm };
};

function signatureOf(algorithm: string, type: 'RAW' | 'DIGEST', message: Buffer, key: KeyObject): Buffer {
  if (algorithm !== 'ED25519_SHA_512')
    return type === 'DIGEST' ? signDigest(message, key) : signBytes('sha256', message, { key, dsaEncoding: 'der' });
  if (type === 'RAW') return signBytes(null, message, key);
  throw new KmsError('ValidationException', `${algorithm} signs a message (RAW), not its digest.`);
}
