import { createHash } from 'node:crypto';

const MIN_PART_BYTES = 8 * 2 ** 20;
const MAX_PARTS = 10_000;

/** Size of each part of an upload but the last, in bytes: S3 takes 10,000 parts. */
export function partBytesFor(bytes: number): number {
  return Math.max(MIN_PART_BYTES, Math.ceil(bytes / MAX_PARTS));
}

/**
 * The checksum of a multipart upload as S3 states it (type COMPOSITE).
 * @param digests SHA-256 of each part, in order
 */
export function partsChecksum(digests: readonly Uint8Array[]): string {
  const hash = createHash('sha256');
  for (const digest of digests) hash.update(digest);
  return `${hash.digest('base64')}-${digests.length}`;
}
