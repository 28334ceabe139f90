import { createHash } from 'node:crypto';
import {
  AbortMultipartUploadCommand,
  type CompletedPart,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  type S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import type { RandomAccess } from '#core/io/random-access.ts';

/** Parts on their way at once: memory stays at this many parts. */
const PARALLEL = 4;

/** A stretch of a bundle and its SHA-256. */
export interface Part {
  readonly part: number;
  readonly from: number;
  readonly length: number;
  readonly sha256: Buffer;
}

/** The parts of a bundle, with their digests. */
export async function partsOf(source: RandomAccess, partBytes: number): Promise<Part[]> {
  const parts: Part[] = [];
  for (let from = 0; from < source.size; from += partBytes) {
    const length = Math.min(partBytes, source.size - from);
    const bytes = await source.read(from, length);
    parts.push({ part: parts.length + 1, from, length, sha256: createHash('sha256').update(bytes).digest() });
  }
  return parts;
}

/** Where an object goes, and the key of KMS under which. */
export interface Destination {
  readonly bucket: string;
  readonly key: string;
  readonly encryptionKey: string;
}

/**
 * Puts a bundle part by part, each bound to its SHA-256, where there is no object yet; what was sent of one that fails is given up.
 * @returns the version that S3 made of it
 */
export async function putParts(
  s3: S3Client,
  { bucket, key, encryptionKey }: Destination,
  source: RandomAccess,
  parts: readonly Part[],
  onProgress: (sent: number, total: number) => void,
): Promise<string> {
  const object = { Bucket: bucket, Key: key };
  const { UploadId } = await s3.send(
    new CreateMultipartUploadCommand({
      ...object,
      ContentType: 'application/zip',
      ChecksumAlgorithm: 'SHA256',
      ServerSideEncryption: 'aws:kms',
      SSEKMSKeyId: encryptionKey,
    }),
  );
  try {
    const sent: CompletedPart[] = [];
    let done = 0;
    onProgress(0, source.size);
    const queue = [...parts];
    const worker = async () => {
      for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
        const { part: PartNumber, from, length } = next;
        const ChecksumSHA256 = next.sha256.toString('base64');
        const Body = await source.read(from, length);
        const { ETag } = await s3.send(
          new UploadPartCommand({ ...object, UploadId, PartNumber, Body, ChecksumSHA256 }),
        );
        sent.push({ PartNumber, ETag, ChecksumSHA256 });
        done += length;
        onProgress(done, source.size);
      }
    };
    const workers = await Promise.allSettled(Array.from({ length: Math.min(PARALLEL, parts.length) }, worker));
    for (const outcome of workers) if (outcome.status === 'rejected') throw outcome.reason;
    const Parts = sent.toSorted((a, b) => (a.PartNumber ?? 0) - (b.PartNumber ?? 0));
    const { VersionId } = await s3.send(
      new CompleteMultipartUploadCommand({ ...object, UploadId, IfNoneMatch: '*', MultipartUpload: { Parts } }),
    );
    if (VersionId === undefined) throw new Error('S3 made an object without a version');
    return VersionId;
  } catch (error) {
    // What is left of it S3 drops by itself after some days.
    await s3.send(new AbortMultipartUploadCommand({ ...object, UploadId })).catch(() => {});
    throw error;
  }
}
