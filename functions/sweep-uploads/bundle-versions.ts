import { ListObjectVersionsCommand, type S3Client } from '@aws-sdk/client-s3';
import * as z from 'zod';
import { uploaderOfKey } from '../shared/bundle-key.ts';
import type { Uploaded } from '../shared/opening/uploads.ts';

/** What is read of a listed version. */
const Listed = z.object({
  Key: z.string(),
  VersionId: z.string().min(1),
  Size: z.int().nonnegative(),
  LastModified: z.date(),
});

/** The versions of vendors' bundles that were uploaded from one moment on and before another, a thousand for each request. */
export async function* bundleVersions(
  s3: S3Client,
  bucket: string,
  from: Date,
  before: Date,
): AsyncGenerator<Uploaded> {
  let behind: { KeyMarker?: string | undefined; VersionIdMarker?: string | undefined } = {};
  for (;;) {
    const page = await s3.send(new ListObjectVersionsCommand({ Bucket: bucket, Prefix: 'vendors/', ...behind }));
    for (const listed of page.Versions ?? []) {
      const { Key: key, VersionId: versionId, Size: bytes, LastModified: at } = Listed.parse(listed);
      const vendor = uploaderOfKey(key);
      if (vendor === null || at < from || at >= before) continue;
      yield { bucket, key, versionId, vendor, bytes, at: at.toISOString() };
    }
    if (page.IsTruncated !== true) return;
    behind = { KeyMarker: page.NextKeyMarker, VersionIdMarker: page.NextVersionIdMarker };
  }
}
