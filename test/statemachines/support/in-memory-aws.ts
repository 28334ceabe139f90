import '../../functions/setup-environment.ts';
import { GetObjectCommand, HeadObjectCommand, NoSuchKey, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { mockClient } from 'aws-sdk-client-mock';
import { InMemoryTable, type Item } from './in-memory-table.ts';

/** What the handlers of a review store: objects by bucket and key, items by PK and SK. One bundle has one version. */
export interface InMemoryAws {
  objects: Map<string, Uint8Array>;
  items: Map<string, Item>;
  table: InMemoryTable;
}

/** S3 knows seconds. */
const UPLOADED = new Date('2026-09-21T10:00:00.000Z');

interface Get {
  Bucket: string;
  Key: string;
  Range?: string;
}

/** Puts memory in the place of S3 and DynamoDB, as far as the workflow's functions use them. */
export function inMemoryAws(): InMemoryAws {
  const objects = new Map<string, Uint8Array>();
  const found = ({ Bucket, Key }: Get): Uint8Array => {
    const bytes = objects.get(`${Bucket}/${Key}`);
    if (bytes === undefined) throw new NoSuchKey({ message: Key, $metadata: {} });
    return bytes;
  };
  const s3 = mockClient(S3Client);
  s3.on(HeadObjectCommand).callsFake((at: Get) => ({ ContentLength: found(at).byteLength, LastModified: UPLOADED }));
  s3.on(GetObjectCommand).callsFake((at: Get) => {
    const [, first, last] = /^bytes=(\d+)-(\d+)$/.exec(at.Range ?? '') ?? [];
    const bytes = first === undefined ? found(at) : found(at).subarray(Number(first), Number(last) + 1);
    return {
      Body: {
        transformToByteArray: async () => bytes,
        transformToString: async () => Buffer.from(bytes).toString(),
      },
    };
  });
  s3.on(PutObjectCommand).callsFake(({ Bucket, Key, Body }: { Bucket: string; Key: string; Body: string }) => {
    objects.set(`${Bucket}/${Key}`, Buffer.from(Body));
    return {};
  });

  const table = new InMemoryTable();
  return { objects, table, items: table.items };
}
