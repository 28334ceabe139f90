import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { S3Client } from '@aws-sdk/client-s3';
import { DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Manifest } from '#core/bundle/manifest.ts';
import { RoleUploads } from '#functions/api/role-uploads.ts';
import { Submissions } from '#functions/api/submissions.ts';
import { bundleKey, vendorOfKey } from '#functions/shared/bundle-key.ts';
import { evidenceKeys } from '#functions/shared/evidence-keys.ts';
import { QuotaTable } from '#functions/shared/table/quota-table.ts';
import { SubmissionTable } from '#functions/shared/table/submission-table.ts';
import { productionWith } from '../infra/environment-with.ts';
import { Deployment, PUTS } from '../infra/simulator/deployment.ts';
import { synthesize } from '../infra/synthesize.ts';

const deployment = new Deployment(synthesize({ agencies: ['nsa', 'oncd'] }));

describe('a hostile vendor', () => {
  it('cannot name an evaluation so that another function may read it or write it', () => {
    const Id = Manifest.shape.evaluations.element.shape.id;
    const hostile = fc.oneof(
      fc.constantFrom('nsa', 'report', 'evidence', 'report.json', 'evidence.json', '_case', 'joint', '..', '../nsa/x'),
      fc.string({ maxLength: 64 }),
    );
    fc.assert(
      fc.property(hostile, (id) => {
        if (!Id.safeParse(id).success) return;
        const key = evidenceKeys.evaluation({ caseId: `case-${'0'.repeat(40)}`, bundle: 1 }, id);
        expect(deployment.whoCan((role) => deployment.read(role, 'Evidence', key))).toEqual([
          'api',
          'assemble-evidence',
          'read-evaluation',
        ]);
        expect(deployment.whoCan((role) => deployment.write(role, 'Evidence', key))).toEqual(['read-evaluation']);
      }),
      { numRuns: 300 },
    );
  });

  it('uploads under its own prefix alone: the vendor of a key is the one for whom it was made', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[a-z0-9][a-z0-9._-]{0,63}$/), fc.uuid(), (vendor, submission) => {
        expect(vendorOfKey(bundleKey(vendor, submission))).toBe(vendor);
      }),
    );
    expect(vendorOfKey('vendors/acme/../rival/s/bundle.zip')).toBeNull();
  });

  it('puts with its role what is of its own submissions by role, where there is nothing yet, and nothing else', () => {
    const uploader = { principal: 'arn:aws:iam::111122223333:root', externalId: 'agreed-on-by-both' };
    const context = productionWith({ vendors: ['acceptance', 'acme', 'rival'], uploadRoles: { acme: uploader } });
    const withRole = new Deployment(synthesize({ agencies: ['nsa'], context }));
    const ways = (key: string) =>
      Object.entries(PUTS).flatMap(([way, put]) => (withRole.put('upload acme', key, put) ? [way] : []));
    expect(ways(bundleKey('acme', 'by-role-1')).filter((way) => way.includes('over'))).toEqual([]);
    expect(ways(bundleKey('acme', 'by-role-1'))).not.toEqual([]);
    for (const key of [bundleKey('acme', 's-1'), bundleKey('rival', 'by-role-1'), 'evidence/acme/by-role-1/bundle.zip'])
      expect(ways(key)).toEqual([]);
    expect(withRole.read('upload acme', 'Bundles', bundleKey('acme', 'by-role-1'))).toBe(false);
  });

  it('gets upload addresses that are good for one part of one upload, with its size and checksum, and of no upload of others', async () => {
    const s3 = new S3Client({ region: 'us-east-1', credentials: { accessKeyId: 'a', secretAccessKey: 's' } });
    const upload = {
      ...{ submissionId: 's-1', vendor: 'acme', uploadId: 'u-1', key: bundleKey('acme', 's-1'), fileName: 'b.zip' },
      ...{ bytes: 20 * 2 ** 20, partBytes: 8 * 2 ** 20, expiresAt: 1 },
    };
    const table = mockClient(DynamoDBDocumentClient);
    table.on(GetCommand).resolves({ Item: upload });
    const db = DynamoDBDocumentClient.from(new DynamoDBClient({ region: 'us-east-1' }));
    const place = { bucket: 'bundles', vendorKeys: 'alias/' };
    const uploads = new SubmissionTable(db, 'cases');
    const submissions = new Submissions(
      s3,
      place,
      uploads,
      {
        cases: { case: async () => null },
        procedures: { mayAmend: async () => [] },
      },
      new QuotaTable(db, 'cases', 100),
      new RoleUploads(s3, new EventBridgeClient({ region: 'us-east-1' }), place, uploads),
    );
    const asked = { uploadId: 'u-1', parts: [{ part: 3, sha256: 'AAAA' }] };
    const { urls } = await submissions.partUrls('acme', 's-1', asked);
    const url = new URL(urls[0]?.url ?? '');
    expect(url.pathname).toBe('/vendors/acme/s-1/bundle.zip');
    expect(Object.fromEntries(url.searchParams)).toMatchObject({ partNumber: '3', uploadId: 'u-1' });
    expect(url.searchParams.get('X-Amz-SignedHeaders')?.split(';')).toEqual(
      expect.arrayContaining(['content-length', 'x-amz-checksum-sha256']),
    );
    expect(urls[0]?.headers).toEqual({ 'x-amz-checksum-sha256': 'AAAA', 'content-length': String(4 * 2 ** 20) });
    expect(Number(url.searchParams.get('X-Amz-Expires'))).toBeLessThanOrEqual(3_600);
    await expect(submissions.partUrls('rival', 's-1', asked)).rejects.toMatchObject({ status: 404 });
  });
});
