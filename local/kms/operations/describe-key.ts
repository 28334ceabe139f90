import type { Key } from '../keys.ts';
import { KeyId, type Operation } from './operation.ts';
import { algorithmsOf } from './signing-algorithms.ts';

/** `DescribeKey`: what is known of a key, and nothing of its material. */
export const describeKey: Operation = (keys, body) => ({ KeyMetadata: metadataOf(keys.find(KeyId.parse(body).KeyId)) });

const metadataOf = (key: Key) => ({
  KeyId: key.id,
  Arn: key.arn,
  CreationDate: key.createdAt.getTime() / 1000,
  Enabled: true,
  KeyState: 'Enabled',
  KeyManager: 'CUSTOMER',
  KeySpec: key.spec,
  KeyUsage: key.usage,
  Origin: 'AWS_KMS',
  MultiRegion: false,
  ...(key.signing !== null && { SigningAlgorithms: algorithmsOf(key) }),
});
