import {
  type DeleteMarkerEntry,
  DeleteObjectsCommand,
  ListObjectVersionsCommand,
  type ObjectVersion,
  type S3Client,
} from '@aws-sdk/client-s3';
import * as z from 'zod';
import type { Inventory } from '#core/adjudication/retention/certificate.ts';
import type { KeptPart } from '#core/adjudication/retention/rules.ts';
import { digestOf } from '#core/attestation/canonical-json.ts';
import { evidenceFolder } from '../shared/evidence-keys.ts';
import type { CaseItem } from '../shared/table/items.ts';

/** As many as one request deletes. */
const AT_ONCE = 1_000;

/** One version of an object, or a marker that an object was deleted. */
const Version = z.object({
  bucket: z.string(),
  key: z.string(),
  version: z.string().min(1),
  bytes: z.int().nonnegative(),
  tag: z.string().nullable(),
});
type Version = z.infer<typeof Version>;

/** S3 did not delete all that it was asked to. */
export class NotDeletedError extends Error {
  override readonly name = 'NotDeletedError';
}

/** A case does not name every object that its bundle has been, so that a certificate would say too much. */
export class BundlesUnknownError extends Error {
  override readonly name = 'BundlesUnknownError';
}

/** The objects of cases in S3, in all their versions. They are listed and deleted here, and never read. */
export class KeptObjects {
  readonly #s3: S3Client;
  readonly #buckets: Readonly<Record<'bundles' | 'evidence', string>>;

  constructor(s3: S3Client, buckets: Readonly<Record<'bundles' | 'evidence', string>>) {
    this.#s3 = s3;
    this.#buckets = buckets;
  }

  /** Every version of the objects of parts of a case, for versions of its bundle up to one. @throws BundlesUnknownError */
  async versions(item: CaseItem, parts: readonly KeptPart[], bundle: number): Promise<Version[]> {
    const all: Version[] = [];
    const bundles = [...(item.formerBundles ?? []), item];
    if (bundles.length !== item.bundle)
      throw new BundlesUnknownError(
        `case ${item.caseId} names ${bundles.length} of ${item.bundle} versions of its bundle`,
      );
    // A key may have versions that are cases of their own: of a bundle it is this version, and no other.
    if (parts.includes('bundle'))
      for (const one of bundles.slice(0, bundle))
        for await (const version of this.#listed(this.#buckets.bundles, one.key))
          if (version.key === one.key && version.version === one.versionId) all.push(version);
    if (parts.includes('evidence'))
      for (let n = 1; n <= bundle; n += 1)
        for await (const version of this.#listed(
          this.#buckets.evidence,
          `${evidenceFolder({ caseId: item.caseId, bundle: n })}/`,
        ))
          all.push(version);
    return all;
  }

  /** Deletes versions for good. @throws NotDeletedError that names the first that is left */
  async delete(versions: readonly Version[]): Promise<void> {
    for (const [Bucket, those] of Map.groupBy(versions, ({ bucket }) => bucket))
      for (let at = 0; at < those.length; at += AT_ONCE) {
        const Objects = those.slice(at, at + AT_ONCE).map(({ key, version }) => ({ Key: key, VersionId: version }));
        const { Errors = [] } = await this.#s3.send(
          new DeleteObjectsCommand({ Bucket, Delete: { Objects, Quiet: true } }),
        );
        const [first] = Errors;
        if (first !== undefined)
          throw new NotDeletedError(`${Errors.length} not deleted, such as s3://${Bucket}/${first.Key}: ${first.Code}`);
      }
  }

  async *#listed(Bucket: string, Prefix: string): AsyncGenerator<Version> {
    let behind: { KeyMarker?: string | undefined; VersionIdMarker?: string | undefined } = {};
    for (;;) {
      const page = await this.#s3.send(new ListObjectVersionsCommand({ Bucket, Prefix, ...behind }));
      for (const listed of [...(page.Versions ?? []), ...(page.DeleteMarkers ?? [])]) yield versionOf(Bucket, listed);
      if (page.IsTruncated !== true) return;
      behind = { KeyMarker: page.NextKeyMarker, VersionIdMarker: page.NextVersionIdMarker };
    }
  }
}

/** What is to be destroyed, in a few figures. The digest holds whoever has the list to it. */
export function inventoryOf(versions: readonly Version[]): Inventory {
  const place = ({ bucket, key, version }: Version) => `${bucket} ${key} ${version}`;
  const sorted = versions.toSorted((a, b) => (place(a) < place(b) ? -1 : 1));
  return {
    objects: versions.length,
    bytes: versions.reduce((sum, { bytes }) => sum + bytes, 0),
    digest: digestOf(sorted),
  };
}

function versionOf(bucket: string, listed: ObjectVersion & DeleteMarkerEntry): Version {
  const { Key, VersionId, Size = 0, ETag = null } = listed;
  return Version.parse({ bucket, key: Key, version: VersionId, bytes: Size, tag: ETag });
}
