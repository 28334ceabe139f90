import type { Inventory } from '#core/adjudication/retention/certificate.ts';
import type { KeptPart } from '#core/adjudication/retention/rules.ts';
import { digestOf } from '#core/attestation/canonical-json.ts';
import { evidenceFolder } from '../evidence-keys.ts';
import type { CaseItem } from '../table/items.ts';
import { deleteVersions, type Place, type Version, versionsUnder } from './object-versions.ts';

/** Where the objects of cases lie: in their buckets, and as copies in those of other regions. */
export interface Places {
  readonly bundles: readonly Place[];
  readonly evidence: readonly Place[];
}

/** A case does not name every object that its bundle has been, so that a certificate would say too much. */
export class BundlesUnknownError extends Error {
  override readonly name = 'BundlesUnknownError';
}

/** The objects of cases in S3, in all their versions and copies. They are listed and deleted here, and never read. */
export class KeptObjects {
  readonly #places: Places;

  constructor(places: Places) {
    this.#places = places;
  }

  /** Every version of the objects of parts of a case, for versions of its bundle up to one. @throws BundlesUnknownError */
  async versions(item: CaseItem, parts: readonly KeptPart[], bundle: number): Promise<Version[]> {
    const all: Version[] = [];
    const bundles = [...(item.formerBundles ?? []), item];
    if (bundles.length !== item.bundle)
      throw new BundlesUnknownError(
        `case ${item.caseId} names ${bundles.length} of ${item.bundle} versions of its bundle`,
      );
    // A key may have versions that are cases of their own: of a bundle it is this version, and no other. A copy has the id of its original.
    if (parts.includes('bundle'))
      for (const place of this.#places.bundles)
        for (const one of bundles.slice(0, bundle))
          for await (const version of versionsUnder(place, one.key))
            if (version.key === one.key && version.version === one.versionId) all.push(version);
    if (parts.includes('evidence'))
      for (const place of this.#places.evidence)
        for (let n = 1; n <= bundle; n += 1)
          for await (const version of versionsUnder(place, `${evidenceFolder({ caseId: item.caseId, bundle: n })}/`))
            all.push(version);
    return all;
  }

  /** Deletes versions for good. @throws NotDeletedError that names the first that is left */
  async delete(versions: readonly Version[]): Promise<void> {
    for (const place of [...this.#places.bundles, ...this.#places.evidence])
      await deleteVersions(
        place,
        versions.filter(({ bucket }) => bucket === place.bucket),
      );
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
