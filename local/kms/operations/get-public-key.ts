import { createPublicKey } from 'node:crypto';
import { KeyId, type Operation } from './operation.ts';
import { algorithmsOf, signingKeyOf } from './signing-algorithms.ts';

/** `GetPublicKey`: SPKI in DER. */
export const getPublicKey: Operation = (keys, body) => {
  const key = keys.find(KeyId.parse(body).KeyId);
  const spki = createPublicKey(signingKeyOf(key)).export({ type: 'spki', format: 'der' });
  return {
    KeyId: key.arn,
    KeySpec: key.spec,
    KeyUsage: key.usage,
    PublicKey: spki.toString('base64'),
    SigningAlgorithms: algorithmsOf(key),
  };
};
