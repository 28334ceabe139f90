import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
import { caseIdOf } from '#core/adjudication/case-id.ts';
import { CaseItem, keys } from '#functions/shared/table/items.ts';
import type { Profile } from '../../local/state/profile.ts';

const GIVE_UP_MS = 3_600_000;
/** How many uploads are under way at once: those of a vendor that sends all that it has. */
const AT_ONCE = 16;
const POLL_MS = 20;

/** Uploads to a running Countersign, and the time until their verdicts, in ms. */
export class Uploader {
  readonly #s3: S3Client;
  readonly #db: DynamoDBDocumentClient;
  readonly #table: string;
  readonly #bucket: string;

  constructor({ region, credentials, endpoints, tableName, buckets }: Profile) {
    const of = (endpoint: string) => ({ region, credentials: { ...credentials }, endpoint });
    this.#s3 = new S3Client(of(endpoints.s3));
    this.#db = DynamoDBDocumentClient.from(new DynamoDBClient(of(endpoints.dynamodb)));
    this.#table = tableName;
    this.#bucket = Object.entries(buckets).find(([id]) => id.startsWith('BundlesBucket'))?.[1] ?? '';
  }

  /** Uploads a bundle; gives its case and the moment at which the upload began. */
  async upload(vendor: string, zip: Uint8Array): Promise<{ caseId: string; from: number }> {
    const from = Date.now();
    const key = `vendors/${vendor}/${randomUUID()}/bundle.zip`;
    const { VersionId: versionId = '' } = await this.#s3.send(
      new PutObjectCommand({ Bucket: this.#bucket, Key: key, Body: Buffer.from(zip) }),
    );
    return { caseId: caseIdOf({ bucket: this.#bucket, key, versionId }), from };
  }

  /** Uploads one bundle and waits for its verdict. */
  async review(vendor: string, zip: Uint8Array): Promise<number> {
    const { caseId, from } = await this.upload(vendor, zip);
    return (await this.#decidedAt(caseId)) - from;
  }

  /** Uploads a bundle many times at once, and gives the times to all verdicts once all are there. */
  async flood(vendor: string, zip: Uint8Array, count: number): Promise<number[]> {
    const sent: { caseId: string; from: number }[] = [];
    for (let at = 0; at < count; at += AT_ONCE)
      sent.push(
        ...(await Promise.all(Array.from({ length: Math.min(AT_ONCE, count - at) }, () => this.upload(vendor, zip)))),
      );
    const times: number[] = [];
    for (const { caseId, from } of sent) times.push((await this.#decidedAt(caseId, 500)) - from);
    return times;
  }

  async #decidedAt(caseId: string, every = POLL_MS): Promise<number> {
    for (const start = Date.now(); Date.now() - start < GIVE_UP_MS; await pause(every)) {
      const { Item } = await this.#db.send(new GetCommand({ TableName: this.#table, Key: keys.case(caseId) }));
      const decidedAt = Item === undefined ? null : CaseItem.parse(Item).decidedAt;
      if (decidedAt !== null) return Date.parse(decidedAt);
    }
    throw new Error(`${caseId} has no verdict after ${GIVE_UP_MS} ms`);
  }
}
