import type { Key, KeyStatus } from '../keys.ts';
import { KeyId, type Operation } from './operation.ts';
import { algorithmsOf } from './signing-algorithms.ts';

/** `DescribeKey`: what is known of a key, and nothing of its material. */
export const describeKey: Operation = (keys, body) => {
  const key = keys.find(KeyId.parse(body).KeyId);
  return { KeyMetadata: metadataOf(key, keys.statusOf(key)) };
};

const metadataOf = (key: Key, { state, deletedAt }: KeyStatus) => ({
  KeyId: key.id,
  Arn: key.arn,
  CreationDate: key.createdAt.getTime() / 1000,
  Enabled: state === 'Enabled',
  KeyState: state,
  ...(deletedAt !== null && { DeletionDate: Date.parse(deletedAt) / 1000 }),
  KeyManager: 'CUSTOMER',
  KeySpec: key.spec,
  KeyUsage: key.usage,
  Origin: 'AWS_KMS',
  MultiRegion: false,
  ...(key.signing !== null && { SigningAlgorithms: algorithmsOf(key) }),
});
