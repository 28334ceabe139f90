import { generateKeyPairSync } from 'node:crypto';
import { GetObjectCommand, NoSuchKey, PutObjectCommand, S3Client, S3ServiceException } from '@aws-sdk/client-s3';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { append } from '#core/attestation/tlog/append.ts';
import { verifyCheckpoint } from '#core/attestation/tlog/checkpoint.ts';
import { localNoteSigner } from '#core/attestation/tlog/note-key.ts';
import { S3LogStore } from '#functions/shared/s3-log-store.ts';

const s3 = mockClient(S3Client);
const store = new S3LogStore(new S3Client({ region: 'us-east-1' }), 'logs', 'log/');

const failure = (httpStatusCode: number) =>
  new S3ServiceException({ name: `E${httpStatusCode}`, $fault: 'client', $metadata: { httpStatusCode } });

/** A bucket that honours the conditions of writes. */
function bucket() {
  const objects = new Map<string, { bytes: Uint8Array; etag: string }>();
  let etags = 0;
  s3.on(GetObjectCommand).callsFake(({ Key }: { Key: string }) => {
    const found = objects.get(Key);
    if (found === undefined) throw new NoSuchKey({ message: 'no key', $metadata: { httpStatusCode: 404 } });
    return { Body: { transformToByteArray: async () => found.bytes }, ETag: found.etag };
  });
  s3.on(PutObjectCommand).callsFake(
    ({
      Key,
      Body,
      IfNoneMatch,
      IfMatch,
    }: {
      Key: string;
      Body: Uint8Array;
      IfNoneMatch?: string;
      IfMatch?: string;
    }) => {
      const found = objects.get(Key);
      if (IfNoneMatch === '*' && found !== undefined) throw failure(412);
      if (IfMatch !== undefined && found === undefined) throw failure(404);
      if (IfMatch !== undefined && found?.etag !== IfMatch) throw failure(412);
      etags += 1;
      objects.set(Key, { bytes: Body, etag: `"${etags}"` });
      return {};
    },
  );
  return objects;
}

describe('a log in S3', () => {
  beforeEach(() => s3.reset());

  it('is written by conditional writes alone, and grows', async () => {
    const objects = bucket();
    const signer = localNoteSigner('example.com/log', 'signature', generateKeyPairSync('ed25519').privateKey);
    expect(await append(store, signer, [Buffer.from('a')])).toBe(0);
    expect(await append(store, signer, [Buffer.from('b')])).toBe(1);
    const text = Buffer.from(objects.get('log/checkpoint')?.bytes ?? []).toString();
    expect(verifyCheckpoint(text, { log: signer.noteKey, witnesses: [], quorum: 0 }).checkpoint.size).toBe(2);
    for (const { args } of s3.commandCalls(PutObjectCommand)) {
      const { Key, IfNoneMatch, IfMatch, CacheControl } = args[0].input;
      expect(IfNoneMatch ?? IfMatch, Key).toBeDefined();
      expect(CacheControl, Key).toBe(Key === 'log/checkpoint' ? 'no-cache' : 'public, max-age=31536000, immutable');
    }
  });

  it('says whether a condition held', async () => {
    bucket();
    expect(await store.get('checkpoint')).toBeNull();
    expect(await store.replace('checkpoint', Buffer.from('a'), '"1"')).toBe(false);
    expect(await store.create('checkpoint', Buffer.from('a'))).toBe(true);
    expect(await store.create('checkpoint', Buffer.from('b'))).toBe(false);
    expect(await store.replace('checkpoint', Buffer.from('b'), '"9"')).toBe(false);
    expect(await store.replace('checkpoint', Buffer.from('b'), '"1"')).toBe(true);
    expect(Buffer.from((await store.get('checkpoint'))?.bytes ?? []).toString()).toBe('b');
  });

  it('tries again where another write is under way, and does not take a failure for an answer', async () => {
    s3.on(PutObjectCommand).rejectsOnce(failure(409)).resolvesOnce({});
    expect(await store.create('tile/0/000', Buffer.from('a'))).toBe(true);
    s3.reset();
    s3.on(PutObjectCommand).rejects(failure(409));
    await expect(store.create('tile/0/000', Buffer.from('a'))).rejects.toThrow();
    s3.on(PutObjectCommand).rejects(failure(403));
    await expect(store.create('tile/0/000', Buffer.from('a'))).rejects.toThrow();
    s3.on(PutObjectCommand).rejects(failure(404));
    await expect(store.create('tile/0/000', Buffer.from('a'))).rejects.toThrow();
    s3.on(GetObjectCommand).rejects(failure(403));
    await expect(store.get('checkpoint')).rejects.toThrow();
  });
});
