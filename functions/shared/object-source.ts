import { GetObjectCommand, HeadObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import type { RandomAccess } from '#core/io/random-access.ts';

const BLOCK_BYTES = 1 << 20;
const CACHED_BLOCKS = 32;

/** One version of one object: an upload that replaces it while it is read changes nothing. */
export interface ObjectVersion {
  bucket: string;
  key: string;
  versionId: string;
}

/** An object that is read at random, and when it was uploaded. */
export interface ObjectSource extends RandomAccess {
  /** S3 knows seconds: the last moment of the one in which the upload began. Null where S3 does not say. */
  readonly uploadedAt: Date | null;
}

/**
 * Random access to an object by range requests on its pinned version. Small reads go through a cache of 1 MiB blocks (32 at
 * most), because a zip's directory and its small members lie close together; larger reads are fetched as asked.
 */
export async function openObject(s3: S3Client, version: ObjectVersion): Promise<ObjectSource> {
  const at = { Bucket: version.bucket, Key: version.key, VersionId: version.versionId };
  const { ContentLength: size = 0, LastModified } = await s3.send(new HeadObjectCommand(at));
  const blocks = new Map<number, Promise<Uint8Array>>();

  const fetchRange = async (start: number, end: number): Promise<Uint8Array> => {
    const { Body } = await s3.send(new GetObjectCommand({ ...at, Range: `bytes=${start}-${end - 1}` }));
    const bytes = (await Body?.transformToByteArray()) ?? new Uint8Array();
    if (bytes.byteLength !== end - start)
      throw new Error(
        `s3://${version.bucket}/${version.key}: asked for ${end - start} bytes at ${start}, got ${bytes.byteLength}`,
      );
    return bytes;
  };

  const block = (index: number): Promise<Uint8Array> => {
    const cached = blocks.get(index);
    blocks.delete(index);
    const start = index * BLOCK_BYTES;
    const bytes = cached ?? fetchRange(start, Math.min(start + BLOCK_BYTES, size));
    blocks.set(index, bytes);
    bytes.catch(() => blocks.delete(index));
    for (const oldest of blocks.keys()) {
      if (blocks.size <= CACHED_BLOCKS) break;
      blocks.delete(oldest);
    }
    return bytes;
  };

  return {
    size,
    uploadedAt: LastModified === undefined ? null : new Date(LastModified.getTime() + 999),
    async read(offset, length) {
      if (offset < 0 || length < 0 || offset + length > size)
        throw new RangeError(`read of ${length} bytes at ${offset} leaves an object of ${size} bytes`);
      if (length === 0) return new Uint8Array();
      if (length > BLOCK_BYTES) return fetchRange(offset, offset + length);
      const first = Math.floor(offset / BLOCK_BYTES);
      const last = Math.floor((offset + length - 1) / BLOCK_BYTES);
      const start = offset - first * BLOCK_BYTES;
      if (first === last) return (await block(first)).subarray(start, start + length);
      const joined = Buffer.concat(await Promise.all([block(first), block(last)]));
      return joined.subarray(start, start + length);
    },
  };
}
