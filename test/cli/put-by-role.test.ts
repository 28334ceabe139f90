import { HeadObjectCommand, ListMultipartUploadsCommand } from '@aws-sdk/client-s3';
import { describe, expect, it } from 'vitest';
import { partBytesFor, partsChecksum } from '#core/api/upload-parts.ts';
import { PartsChecksum } from '#core/api/wire.ts';
import { fromBytes } from '#core/io/random-access.ts';
import { partsOf, putParts } from '../../cli/upload/put-by-role.ts';
import { BUCKET, bytes, running } from '../local/s3/harness.ts';

const MIB = 2 ** 20;
const to = { bucket: BUCKET, key: 'vendors/acme/by-role-1/bundle.zip', encryptionKey: 'alias/acme' };

describe('a bundle that is put by a role', () => {
  it('has the size and the checksum that were declared, part by part', async () => {
    const { s3 } = await running();
    const content = bytes(11 * MIB + 1);
    const source = fromBytes(content);
    const parts = await partsOf(source, 5 * MIB);
    const progress: number[] = [];
    const versionId = await putParts(s3, to, source, parts, (sent) => progress.push(sent));
    const version = { Bucket: to.bucket, Key: to.key, VersionId: versionId, ChecksumMode: 'ENABLED' } as const;
    const { ContentLength, ChecksumSHA256, SSEKMSKeyId } = await s3.send(new HeadObjectCommand(version));
    const declared = partsChecksum(parts.map(({ sha256 }) => sha256));
    expect(PartsChecksum.parse(declared)).toMatch(/-3$/);
    expect([ContentLength, ChecksumSHA256, SSEKMSKeyId]).toEqual([content.length, declared, to.encryptionKey]);
    expect([progress[0], progress.at(-1)]).toEqual([0, content.length]);
  });

  it('is not put over another, and leaves nothing behind', async () => {
    const { s3 } = await running();
    const put = async (content: Buffer) => {
      const source = fromBytes(content);
      return putParts(s3, to, source, await partsOf(source, partBytesFor(content.length)), () => {});
    };
    await put(bytes(10));
    await expect(put(bytes(11))).rejects.toMatchObject({ name: 'PreconditionFailed' });
    expect((await s3.send(new ListMultipartUploadsCommand({ Bucket: BUCKET }))).Uploads ?? []).toEqual([]);
  });

  it('has no more parts than S3 takes, however large it is', () => {
    for (const size of [1, 8 * MIB, 80_000 * MIB, 5_000_000_000_000]) {
      const parts = Math.ceil(size / partBytesFor(size));
      expect(parts).toBeGreaterThan(0);
      expect(parts).toBeLessThanOrEqual(10_000);
    }
  });
});
