import type { S3Client } from '@aws-sdk/client-s3';
import * as z from 'zod';
import { uploaderOfKey } from '../shared/bundle-key.ts';
import type { Uploaded } from '../shared/opening/uploads.ts';
import { versionPages } from '../shared/version-pages.ts';

/** What is read of a listed version. */
const Listed = z.object({
  Key: z.string(),
  VersionId: z.string().min(1),
  Size: z.int().nonnegative(),
  LastModified: z.date(),
});

/** The versions of vendors' bundles that were uploaded from one moment on and before another. */
export async function* bundleVersions(
  s3: S3Client,
  bucket: string,
  from: Date,
  before: Date,
): AsyncGenerator<Uploaded> {
  for await (const { Versions = [] } of versionPages(s3, bucket, 'vendors/'))
    for (const listed of Versions) {
      const { Key: key, VersionId: versionId, Size: bytes, LastModified: at } = Listed.parse(listed);
      const vendor = uploaderOfKey(key);
      if (vendor === null || at < from || at >= before) continue;
      yield { bucket, key, versionId, vendor, bytes, at: at.toISOString() };
    }
}
