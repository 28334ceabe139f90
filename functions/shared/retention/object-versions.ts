import { type DeleteMarkerEntry, DeleteObjectsCommand, type ObjectVersion, type S3Client } from '@aws-sdk/client-s3';
import * as z from 'zod';
import { versionPages } from '../version-pages.ts';

/** As many as one request deletes. */
const AT_ONCE = 1_000;

/** A bucket, and a client of its region. */
export interface Place {
  readonly s3: S3Client;
  readonly bucket: string;
}

/** One version of an object, or a marker that an object was deleted. */
export const Version = z.object({
  bucket: z.string(),
  key: z.string(),
  version: z.string().min(1),
  bytes: z.int().nonnegative(),
  tag: z.string().nullable(),
});
export type Version = z.infer<typeof Version>;

/** S3 did not delete all that it was asked to. */
export class NotDeletedError extends Error {
  override readonly name = 'NotDeletedError';
}

/** All versions under a prefix. */
export async function* versionsUnder({ s3, bucket: Bucket }: Place, Prefix: string): AsyncGenerator<Version> {
  for await (const { Versions = [], DeleteMarkers = [] } of versionPages(s3, Bucket, Prefix))
    for (const listed of [...Versions, ...DeleteMarkers]) yield versionOf(Bucket, listed);
}

/** Deletes versions of one place for good. @throws NotDeletedError that names the first that is left */
export async function deleteVersions({ s3, bucket: Bucket }: Place, versions: readonly Version[]): Promise<void> {
  for (let at = 0; at < versions.length; at += AT_ONCE) {
    const Objects = versions.slice(at, at + AT_ONCE).map(({ key, version }) => ({ Key: key, VersionId: version }));
    const { Errors = [] } = await s3.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects, Quiet: true } }));
    const [first] = Errors;
    if (first !== undefined)
      throw new NotDeletedError(`${Errors.length} not deleted, such as s3://${Bucket}/${first.Key}: ${first.Code}`);
  }
}

function versionOf(bucket: string, listed: ObjectVersion & DeleteMarkerEntry): Version {
  const { Key, VersionId, Size = 0, ETag = null } = listed;
  return Version.parse({ bucket, key: Key, version: VersionId, bytes: Size, tag: ETag });
}
