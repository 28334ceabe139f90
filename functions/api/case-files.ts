import type { S3Client } from '@aws-sdk/client-s3';
import type * as z from 'zod';
import { audienceOf, type Needs } from '#core/api/may-read-file.ts';
import { withheldFrom } from '#core/api/shown-files.ts';
import type { Sight } from '#core/api/sight.ts';
import { BundleIndex } from '#core/bundle/bundle-index.ts';
import type { Confidentiality } from '#core/bundle/manifest.ts';
import { openMember } from '#core/bundle/open-member.ts';
import { STORED } from '#core/bundle/zip/refusal.ts';
import type { RandomAccess } from '#core/io/random-access.ts';
import { evidenceKeys } from '../shared/evidence-keys.ts';
import type { EvidenceStore } from '../shared/evidence-store.ts';
import { openObject } from '../shared/object-source.ts';
import { spoolToFile } from '../shared/spool.ts';
import type { CaseItem } from '../shared/table/items.ts';
import { ApiFault } from './api-fault.ts';

/** A file that is compressed in the bundle is decoded as a whole before any of it is shown. */
const DECODED_BYTES = 128 * 1024 * 1024;

/** A file of a bundle, as somebody may see it. */
export interface SeenFile {
  readonly path: string;
  readonly bytes: number;
  readonly sha256: string;
  readonly confidentiality: z.infer<typeof Confidentiality>;
  /** Why it is not shown; null where it is. */
  readonly withheld: string | null;
}

/** Files of the bundle under review, in the version that was judged. Whatever is shown of a bundle is read here. */
export class CaseFiles {
  readonly #store: EvidenceStore;
  readonly #s3: S3Client;

  constructor(store: EvidenceStore, s3: S3Client) {
    this.#store = store;
    this.#s3 = s3;
  }

  /** @throws ApiFault 409 before the bundle was opened */
  async index({ caseId, bundle }: Pick<CaseItem, 'caseId' | 'bundle'>): Promise<BundleIndex> {
    const index = await this.#store.find(evidenceKeys.bundleIndex({ caseId, bundle }), BundleIndex);
    if (index !== null) return index;
    throw new ApiFault(409, 'not-decided', `Version ${bundle} of the bundle of case ${caseId} was not opened yet.`);
  }

  /**
   * What of a file somebody may see; null where the bundle has none that can be read.
   * @param log declared path of the log that the file is of, which is as confidential as the strictest of its files
   */
  seen({ members, manifest }: BundleIndex, path: string, sight: Sight, needs: Needs, log = path): SeenFile | null {
    const member = members.find((one) => one.path === path);
    const audience = manifest === null ? null : audienceOf(manifest, log);
    if (member === undefined || member.sha256 === null || audience === null) return null;
    const { bytes, sha256 } = member;
    return { path, bytes, sha256, confidentiality: audience.level, withheld: withheldFrom(sight, audience, needs) };
  }

  /**
   * Opens a file that may be shown.
   * @throws ApiFault 403 for one that is withheld, 409 for one that is too large to be decoded for this
   */
  async open(item: CaseItem, index: BundleIndex, file: SeenFile): Promise<RandomAccess & AsyncDisposable> {
    if (file.withheld !== null) throw new ApiFault(403, 'file-withheld', file.withheld);
    const member = index.members.find(({ path }) => path === file.path);
    if (member !== undefined && member.method !== STORED && member.bytes > DECODED_BYTES)
      throw new ApiFault(
        409,
        'file-too-large',
        `${file.path} has ${member.bytes} bytes and is compressed in the bundle; up to ${DECODED_BYTES} are shown. Read it with "countersign read" where the bundle is.`,
      );
    const { bucket, key, versionId } = item;
    return openMember(await openObject(this.#s3, { bucket, key, versionId }), index, file.path, { spool: spoolToFile });
  }
}
