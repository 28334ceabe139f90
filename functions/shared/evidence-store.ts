import { CopyObjectCommand, GetObjectCommand, NoSuchKey, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import type * as z from 'zod';
import type { VendorEncryption } from './vendor-key.ts';

/** An object of the evidence bucket is not what its schema says: a fault of ours, never of the vendor. */
export class StoredEvidenceError extends Error {
  override readonly name = 'StoredEvidenceError';
}

/** JSON documents in the evidence bucket, each parsed by its schema when read. */
export class EvidenceStore {
  readonly #s3: S3Client;
  readonly #bucket: string;

  constructor(s3: S3Client, bucket: string) {
    this.#s3 = s3;
    this.#bucket = bucket;
  }

  /** Writes a document, encrypted with the key of its vendor. An attempt that is repeated writes the same bytes again, which changes nothing. */
  async put(key: string, document: unknown, encryption: VendorEncryption): Promise<void> {
    await this.#s3.send(
      new PutObjectCommand({
        Bucket: this.#bucket,
        Key: key,
        Body: JSON.stringify(document),
        ContentType: 'application/json',
        ...encryption,
      }),
    );
  }

  /** Copies a document, byte for byte, without reading it; false where there is none. */
  async copy(from: string, to: string, encryption: VendorEncryption): Promise<boolean> {
    const source = `${this.#bucket}/${encodeURIComponent(from).replaceAll('%2F', '/')}`;
    try {
      await this.#s3.send(new CopyObjectCommand({ Bucket: this.#bucket, Key: to, CopySource: source, ...encryption }));
      return true;
    } catch (error) {
      if (error instanceof Error && error.name === 'NoSuchKey') return false;
      throw error;
    }
  }

  /**
   * Reads a document; null where there is none.
   * @throws StoredEvidenceError where it does not fit the schema.
   */
  async find<S extends z.ZodType>(key: string, schema: S): Promise<z.infer<S> | null> {
    const body = await this.#text(key);
    if (body === null) return null;
    const parsed = schema.safeParse(JSON.parse(body));
    if (!parsed.success)
      throw new StoredEvidenceError(`s3://${this.#bucket}/${key}: ${parsed.error.message}`, { cause: parsed.error });
    return parsed.data;
  }

  /**
   * Reads a document that an earlier state wrote.
   * @throws StoredEvidenceError where it is absent or does not fit the schema.
   */
  async get<S extends z.ZodType>(key: string, schema: S): Promise<z.infer<S>> {
    const found = await this.find(key, schema);
    if (found === null)
      throw new StoredEvidenceError(
        `s3://${this.#bucket}/${key} is absent; an earlier state of the workflow writes it`,
      );
    return found;
  }

  async #text(key: string): Promise<string | null> {
    try {
      const { Body } = await this.#s3.send(new GetObjectCommand({ Bucket: this.#bucket, Key: key }));
      return (await Body?.transformToString()) ?? null;
    } catch (error) {
      if (error instanceof NoSuchKey) return null;
      throw error;
    }
  }
}
