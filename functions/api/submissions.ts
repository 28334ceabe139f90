import { randomUUID } from 'node:crypto';
import {
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  HeadObjectCommand,
  NoSuchUpload,
  NotFound,
  paginateListParts,
  type S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import type * as z from 'zod';
import { Actor } from '#core/adjudication/case/parts.ts';
import { caseIdOf } from '#core/adjudication/case-id.ts';
import { partBytesFor } from '#core/api/upload-parts.ts';
import type {
  CompletedSubmission,
  CompleteParts,
  CompleteSubmission,
  PartUrls,
  RequestParts,
  StartedSubmission,
  StartSubmission,
  UploadedParts,
} from '#core/api/wire.ts';
import { BY_ROLE, bundleKey } from '../shared/bundle-key.ts';
import type { Procedures } from '../shared/procedure/procedures.ts';
import type { CaseTable } from '../shared/table/case-table.ts';
import type { SubmissionItem } from '../shared/table/items.ts';
import type { QuotaTable } from '../shared/table/quota-table.ts';
import type { SubmissionTable } from '../shared/table/submission-table.ts';
import { UPLOAD_DAYS } from '../shared/upload-days.ts';
import { vendorEncryption } from '../shared/vendor-key.ts';
import { ApiFault } from './api-fault.ts';
import type { RoleUploads } from './role-uploads.ts';

const URL_SECONDS = 15 * 60;

/** What an upload that amends a case is held against before it starts. */
export interface Amendments {
  readonly cases: Pick<CaseTable, 'case'>;
  readonly procedures: Pick<Procedures, 'mayAmend'>;
}

/** Uploads of bundles: multipart, so that they resume, by presigned URLs, so that the bytes never pass through the API. */
export class Submissions {
  readonly #s3: S3Client;
  readonly #bucket: string;
  readonly #vendorKeys: string;
  readonly #table: SubmissionTable;
  readonly #amendments: Amendments;
  readonly #quotas: QuotaTable;
  readonly #byRole: RoleUploads;

  /** @param bundles the bucket, and what the alias of each vendor's key begins with */
  constructor(
    s3: S3Client,
    bundles: { readonly bucket: string; readonly vendorKeys: string },
    table: SubmissionTable,
    amendments: Amendments,
    quotas: QuotaTable,
    byRole: RoleUploads,
  ) {
    this.#s3 = s3;
    this.#bucket = bundles.bucket;
    this.#vendorKeys = bundles.vendorKeys;
    this.#table = table;
    this.#amendments = amendments;
    this.#quotas = quotas;
    this.#byRole = byRole;
  }

  /**
   * @throws ApiFault 404 or 409 where it amends a case that is not the vendor's, or that takes no amendment now; 403 where the vendor has
   * started as many uploads today as it may
   */
  async start(
    vendor: string,
    by: string,
    request: z.infer<typeof StartSubmission>,
  ): Promise<z.infer<typeof StartedSubmission>> {
    const amends = request.amends === undefined ? undefined : { ...request.amends, by };
    if (amends !== undefined) await this.#mayAmend(vendor, amends);
    await this.#countUpload(vendor);
    const { bytes, fileName, byRole } = request;
    const submissionId = byRole === undefined ? randomUUID() : `${BY_ROLE}${randomUUID()}`;
    const key = bundleKey(vendor, submissionId);
    const uploadId = byRole === undefined ? await this.#createUpload(vendor, key) : submissionId;
    const partBytes = partBytesFor(bytes);
    const expiresAt = Math.floor(Date.now() / 1000) + UPLOAD_DAYS * 86_400;
    await this.#table.put({
      ...{ submissionId, vendor, uploadId, key, fileName, bytes, partBytes, amends, byRole, expiresAt },
    });
    const started = { submissionId, uploadId, partBytes, parts: Math.ceil(bytes / partBytes) };
    return byRole === undefined ? started : { ...started, byRole: await this.#byRole.destination(vendor, key) };
  }

  async #createUpload(vendor: string, key: string): Promise<string> {
    const { UploadId: uploadId } = await this.#s3.send(
      new CreateMultipartUploadCommand({
        Bucket: this.#bucket,
        Key: key,
        ContentType: 'application/zip',
        ChecksumAlgorithm: 'SHA256',
        ...vendorEncryption(this.#vendorKeys, vendor),
      }),
    );
    if (uploadId === undefined) throw new Error('S3 started a multipart upload without an upload id');
    return uploadId;
  }

  async #countUpload(vendor: string): Promise<void> {
    const day = new Date().toISOString().slice(0, 10);
    if (await this.#quotas.count(vendor, day)) return;
    throw new ApiFault(
      403,
      'uploads-used-up',
      `"${vendor}" has started the ${this.#quotas.perDay} uploads that it may start on ${day} (UTC). Start the next one tomorrow, or ask the operator for more.`,
    );
  }

  /** Presigned URLs, each good for one part of one size with one SHA-256. */
  async partUrls(
    vendor: string,
    submissionId: string,
    request: z.infer<typeof RequestParts>,
  ): Promise<z.infer<typeof PartUrls>> {
    const upload = await this.#findParts(vendor, submissionId, request.uploadId);
    const last = Math.ceil(upload.bytes / upload.partBytes);
    const urls = request.parts.map(async ({ part, sha256 }) => {
      if (part > last)
        throw new ApiFault(
          400,
          'part-out-of-range',
          `Part ${part} is past the last: ${upload.bytes} bytes make ${last} parts.`,
        );
      const length = part < last ? upload.partBytes : upload.bytes - (last - 1) * upload.partBytes;
      const url = await getSignedUrl(
        this.#s3,
        new UploadPartCommand({
          Bucket: this.#bucket,
          Key: upload.key,
          UploadId: upload.uploadId,
          PartNumber: part,
          ContentLength: length,
          ChecksumSHA256: sha256,
        }),
        { expiresIn: URL_SECONDS, unhoistableHeaders: new Set(['x-amz-checksum-sha256']) },
      );
      return { part, url, headers: { 'x-amz-checksum-sha256': sha256, 'content-length': String(length) } };
    });
    return { urls: await Promise.all(urls) };
  }

  /** The parts that have arrived, so that an upload goes on where it stopped. */
  async uploaded(vendor: string, submissionId: string, uploadId: string): Promise<z.infer<typeof UploadedParts>> {
    const { key } = await this.#findParts(vendor, submissionId, uploadId);
    const parts: z.infer<typeof UploadedParts>['parts'] = [];
    try {
      const at = { Bucket: this.#bucket, Key: key, UploadId: uploadId };
      for await (const page of paginateListParts({ client: this.#s3 }, at)) {
        for (const { PartNumber: part, ETag: etag, Size: bytes, ChecksumSHA256: sha256 } of page.Parts ?? [])
          if (part !== undefined && etag !== undefined && bytes !== undefined)
            parts.push({ part, etag, bytes, sha256 });
        // The last page names a marker too, from which the paginator would begin anew, without end.
        if (page.IsTruncated !== true) break;
      }
    } catch (error) {
      if (error instanceof NoSuchUpload) throw uploadGone(submissionId);
      throw error;
    }
    return { parts };
  }

  /** Puts the parts together, or takes what the role has put there. Answers with the same case where an earlier attempt has done so already. */
  async complete(
    vendor: string,
    submissionId: string,
    request: z.infer<typeof CompleteSubmission>,
  ): Promise<z.infer<typeof CompletedSubmission>> {
    const { key, amends, versionId } =
      'versionId' in request
        ? await this.#takeArrived(vendor, submissionId, request.versionId)
        : await this.#takeParts(vendor, submissionId, request);
    return { caseId: amends?.caseId ?? caseIdOf({ bucket: this.#bucket, key, versionId }) };
  }

  async #takeArrived(vendor: string, submissionId: string, versionId: string) {
    const upload = await this.#find(vendor, submissionId);
    await this.#byRole.arrived(upload, versionId);
    return { ...upload, versionId };
  }

  async #takeParts(vendor: string, submissionId: string, request: z.infer<typeof CompleteParts>) {
    const upload = await this.#findParts(vendor, submissionId, request.uploadId);
    const versionId = (await this.#assemble(upload.key, request)) ?? (await this.#currentVersion(upload.key));
    if (versionId === null) throw uploadGone(submissionId);
    return { ...upload, versionId };
  }

  async #mayAmend(vendor: string, { caseId, by }: { caseId: string; by: string }): Promise<void> {
    const item = await this.#amendments.cases.case(caseId);
    if (item === null || item.vendor !== vendor)
      throw new ApiFault(404, 'case-unknown', `There is no case "${caseId}" of yours to amend.`);
    const actor = Actor.parse({ id: by, role: 'vendor', vendor });
    const refusals = await this.#amendments.procedures.mayAmend(item, actor);
    if (refusals !== null)
      throw new ApiFault(
        409,
        'amendment-refused',
        `Case ${caseId} takes no amended bundle now. ${refusals.join(' ')} Leave out "amends" to open a case of its own.`,
      );
  }

  async #assemble(key: string, request: z.infer<typeof CompleteParts>): Promise<string | null> {
    const parts = request.parts.toSorted((a, b) => a.part - b.part);
    try {
      const { VersionId } = await this.#s3.send(
        new CompleteMultipartUploadCommand({
          Bucket: this.#bucket,
          Key: key,
          UploadId: request.uploadId,
          MultipartUpload: {
            Parts: parts.map(({ part, etag, sha256 }) => ({ PartNumber: part, ETag: etag, ChecksumSHA256: sha256 })),
          },
        }),
      );
      return VersionId ?? null;
    } catch (error) {
      if (error instanceof NoSuchUpload) return null;
      if (
        error instanceof Error &&
        ['InvalidPart', 'InvalidPartOrder', 'EntityTooSmall', 'BadDigest'].includes(error.name)
      )
        throw new ApiFault(
          409,
          'parts-invalid',
          `${error.message} Ask for the uploaded parts and send those that are missing.`,
        );
      throw error;
    }
  }

  async #currentVersion(key: string): Promise<string | null> {
    try {
      const { VersionId } = await this.#s3.send(new HeadObjectCommand({ Bucket: this.#bucket, Key: key }));
      return VersionId ?? null;
    } catch (error) {
      if (error instanceof NotFound) return null;
      throw error;
    }
  }

  async #find(vendor: string, submissionId: string): Promise<SubmissionItem> {
    const upload = await this.#table.find(submissionId);
    if (upload === null || upload.vendor !== vendor) throw uploadGone(submissionId);
    return upload;
  }

  /** An upload whose parts go to presigned addresses. */
  async #findParts(vendor: string, submissionId: string, uploadId: string): Promise<SubmissionItem> {
    const upload = await this.#find(vendor, submissionId);
    if (upload.uploadId !== uploadId) throw uploadGone(submissionId);
    if (upload.byRole !== undefined)
      throw new ApiFault(
        409,
        'upload-by-role',
        `Submission "${submissionId}" was declared as an upload by role: put it to ${upload.key} with the role, then complete it with the version that S3 answers with.`,
      );
    return upload;
  }
}

const uploadGone = (submissionId: string) =>
  new ApiFault(
    404,
    'submission-unknown',
    `There is no open upload for submission "${submissionId}". Submit the bundle again.`,
  );
