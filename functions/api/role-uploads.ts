import type { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { HeadObjectCommand, type S3Client, S3ServiceException } from '@aws-sdk/client-s3';
import type * as z from 'zod';
import type { StartedSubmission } from '#core/api/wire.ts';
import type { SubmissionItem } from '../shared/table/items.ts';
import type { SubmissionTable } from '../shared/table/submission-table.ts';
import { vendorEncryption } from '../shared/vendor-key.ts';
import { ApiFault } from './api-fault.ts';
import { tellArrived } from './tell-arrived.ts';

/** For so long it is known what has arrived: longer than an event of it may wait (a day for its function, 14 days as a dead letter). */
const KNOWN_DAYS = 30;

/** Where bundles lie, and what the alias of each vendor's key begins with. */
export interface BundlePlace {
  readonly bucket: string;
  readonly vendorKeys: string;
}

/**
 * Uploads that a vendor makes from its own account, with the role that it has here (`infra/constructs/upload-roles.ts`). What they are is
 * declared before, size and checksum; what has arrived is held against that, once, and opens a case only then.
 */
export class RoleUploads {
  readonly #s3: S3Client;
  readonly #eventBridge: EventBridgeClient;
  readonly #place: BundlePlace;
  readonly #table: SubmissionTable;

  constructor(s3: S3Client, eventBridge: EventBridgeClient, place: BundlePlace, table: SubmissionTable) {
    this.#s3 = s3;
    this.#eventBridge = eventBridge;
    this.#place = place;
    this.#table = table;
  }

  /** Where the role puts the bundle. */
  async destination(vendor: string, key: string): Promise<NonNullable<z.infer<typeof StartedSubmission>['byRole']>> {
    const { bucket, vendorKeys } = this.#place;
    const region = await this.#s3.config.region();
    return { region, bucket, key, encryptionKey: vendorEncryption(vendorKeys, vendor).SSEKMSKeyId };
  }

  /**
   * Takes a version of the object as the upload that was declared, and has its case opened. Repeating it is harmless.
   * @throws ApiFault 409 where there is no such version, where it is not what was declared, or where another one was taken
   */
  async arrived(upload: SubmissionItem, versionId: string): Promise<void> {
    const { submissionId, key, bytes, byRole } = upload;
    if (byRole === undefined)
      throw new ApiFault(409, 'upload-by-parts', `Submission "${submissionId}" was not declared as an upload by role.`);
    const { bucket } = this.#place;
    const found = await this.#head({ Bucket: bucket, Key: key, VersionId: versionId });
    if (found === null)
      throw new ApiFault(
        409,
        'upload-absent',
        `There is no version "${versionId}" of ${key}. Upload the bundle there first, and name the version that S3 answers with.`,
      );
    const { ContentLength: size, ChecksumSHA256: checksum = 'none' } = found;
    if (size !== bytes || checksum !== byRole.checksum)
      throw new ApiFault(
        409,
        'upload-differs',
        `What has arrived has ${size} bytes and the SHA-256 ${checksum}; declared were ${bytes} bytes and ${byRole.checksum}. It opens no case: submit the bundle again.`,
      );
    const until = Math.floor(Date.now() / 1000) + KNOWN_DAYS * 86_400;
    if (!(await this.#table.arrived(upload, { checksum: byRole.checksum, versionId }, until)))
      throw new ApiFault(
        409,
        'upload-taken',
        `Another version of ${key} was taken for submission "${submissionId}". Submit the bundle again.`,
      );
    await tellArrived(this.#eventBridge, { bucket, key, versionId, bytes });
  }

  async #head(version: { Bucket: string; Key: string; VersionId: string }) {
    try {
      return await this.#s3.send(new HeadObjectCommand({ ...version, ChecksumMode: 'ENABLED' }));
    } catch (error) {
      // A version id that S3 never gave is a bad request, which has no body that would say more.
      if (error instanceof S3ServiceException && [400, 404].includes(error.$metadata.httpStatusCode ?? 0)) return null;
      throw error;
    }
  }
}
