import { GetObjectCommand, NoSuchKey, PutObjectCommand, type S3Client, S3ServiceException } from '@aws-sdk/client-s3';
import { CHECKPOINT_PATH } from '#core/attestation/tlog/checkpoint.ts';
import type { LogStore, StoredObject } from '#core/attestation/tlog/log-store.ts';

/** Tries of a write that meets another one of the same object (409). */
const TRIES = 5;

/** A log as static objects in S3, below a prefix. Both writes are conditional there, so that no writer undoes another. */
export class S3LogStore implements LogStore {
  readonly #s3: S3Client;
  readonly #bucket: string;
  readonly #prefix: string;

  /** @param prefix empty, or with a slash at its end */
  constructor(s3: S3Client, bucket: string, prefix: string) {
    this.#s3 = s3;
    this.#bucket = bucket;
    this.#prefix = prefix;
  }

  async get(path: string): Promise<StoredObject | null> {
    try {
      const answer = await this.#s3.send(new GetObjectCommand(this.#place(path)));
      const bytes = await answer.Body?.transformToByteArray();
      return bytes === undefined || answer.ETag === undefined ? null : { bytes, version: answer.ETag };
    } catch (error) {
      if (error instanceof NoSuchKey) return null;
      throw error;
    }
  }

  async create(path: string, bytes: Uint8Array): Promise<boolean> {
    return this.#put(path, bytes, { IfNoneMatch: '*' });
  }

  async replace(path: string, bytes: Uint8Array, version: string): Promise<boolean> {
    return this.#put(path, bytes, { IfMatch: version });
  }

  async #put(
    path: string,
    bytes: Uint8Array,
    condition: { IfNoneMatch: string } | { IfMatch: string },
  ): Promise<boolean> {
    const put = new PutObjectCommand({ ...this.#place(path), ...HEADERS(path), ...condition, Body: bytes });
    for (let tried = 1; ; tried++)
      try {
        await this.#s3.send(put);
        return true;
      } catch (error) {
        const status = error instanceof S3ServiceException ? error.$metadata.httpStatusCode : undefined;
        // 412: the condition does not hold; 404: what was to be replaced is gone.
        if (status === 412 || (status === 404 && 'IfMatch' in condition)) return false;
        // 409: another write is under way, and may still fail.
        if (status !== 409 || tried === TRIES) throw error;
      }
  }

  #place(path: string) {
    return { Bucket: this.#bucket, Key: `${this.#prefix}${path}` };
  }
}

/** What C2SP tlog-tiles asks of the answers: tiles are for ever, the checkpoint is not. */
const HEADERS = (path: string) =>
  path === CHECKPOINT_PATH
    ? { ContentType: 'text/plain; charset=utf-8', CacheControl: 'no-cache' }
    : { ContentType: 'application/octet-stream', CacheControl: 'public, max-age=31536000, immutable' };
