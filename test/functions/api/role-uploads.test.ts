import '../setup-standards.ts';
import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { CreateMultipartUploadCommand, HeadObjectCommand, NotFound, S3Client } from '@aws-sdk/client-s3';
import { DynamoDBDocumentClient, GetCommand, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { caseIdOf } from '#core/adjudication/case-id.ts';
import { CompletedSubmission, StartedSubmission } from '#core/api/wire.ts';
import { keys, SubmissionItem } from '#functions/shared/table/items.ts';
import { callApi, EVERY_SCOPE } from '../support/call-api.ts';

const db = mockClient(DynamoDBDocumentClient);
const s3 = mockClient(S3Client);
const eventBridge = mockClient(EventBridgeClient);

const claimsOf = (client: string) => ({ client_id: client, scope: EVERY_SCOPE });
const ACME = claimsOf('client-acme');
const checksum = `${Buffer.alloc(32, 7).toString('base64')}-3`;
const bytes = 20 * 2 ** 20;
const submissionId = 'by-role-1';
const key = `vendors/acme/${submissionId}/bundle.zip`;
const upload = {
  ...{ submissionId, vendor: 'acme', uploadId: submissionId, key, fileName: 'bundle.zip', bytes },
  ...{ partBytes: 8 * 2 ** 20, expiresAt: 1, byRole: { checksum } },
};
const versionId = 'v-1';
const complete = (body: object = { versionId }, claims = ACME) =>
  callApi(claims, 'POST', `/submissions/${submissionId}/complete`, body);
const told = () => eventBridge.commandCalls(PutEventsCommand).flatMap(({ args }) => args[0].input.Entries ?? []);

beforeEach(() => {
  for (const mock of [db, s3, eventBridge]) mock.reset();
  db.on(GetCommand).resolves({});
  db.on(GetCommand, { Key: keys.client('client-acme') }).resolves({ Item: { vendor: 'acme' } });
  db.on(GetCommand, { Key: keys.client('client-rival') }).resolves({ Item: { vendor: 'rival' } });
  db.on(GetCommand, { Key: keys.submission(submissionId) }).resolves({ Item: upload });
  db.on(PutCommand).resolves({});
  db.on(UpdateCommand).resolves({});
  s3.on(HeadObjectCommand).resolves({ ContentLength: bytes, ChecksumSHA256: checksum });
  eventBridge.on(PutEventsCommand).resolves({ Entries: [{ EventId: 'e' }] });
});

describe('an upload by role', () => {
  it('is declared with its checksum, counts as an upload of the day, and is told where it goes', async () => {
    const answer = await callApi(ACME, 'POST', '/submissions', { fileName: 'x.zip', bytes, byRole: { checksum } });
    expect(answer.status).toBe(201);
    const started = StartedSubmission.parse(answer.json);
    expect(started.submissionId).toMatch(/^by-role-/);
    expect(started.byRole).toEqual({
      region: 'us-east-1',
      bucket: 'bundles',
      key: `vendors/acme/${started.submissionId}/bundle.zip`,
      encryptionKey: 'alias/countersign-test/vendor/acme',
    });
    expect(db.commandCalls(UpdateCommand)[0]?.args[0].input.Key).toMatchObject({ PK: 'QUOTA#acme' });
    expect(db.commandCalls(PutCommand)[0]?.args[0].input.Item).toMatchObject({ bytes, byRole: { checksum } });
    expect(s3.commandCalls(CreateMultipartUploadCommand)).toEqual([]);
  });

  it.each(['', 'AAAA', `${checksum}00000`, checksum.replace('-3', '')])(
    'is not declared with the checksum "%s"',
    async (wrong) => {
      const body = { fileName: 'x.zip', bytes, byRole: { checksum: wrong } };
      expect((await callApi(ACME, 'POST', '/submissions', body)).status).toBe(400);
    },
  );

  it('has its case opened once it has arrived as declared', async () => {
    const answer = await complete();
    const caseId = caseIdOf({ bucket: 'bundles', key, versionId });
    expect(CompletedSubmission.parse(answer.json)).toEqual({ caseId });
    expect(s3.commandCalls(HeadObjectCommand)[0]?.args[0].input).toEqual({
      ...{ Bucket: 'bundles', Key: key, VersionId: versionId, ChecksumMode: 'ENABLED' },
    });
    expect(db.commandCalls(PutCommand)[0]?.args[0].input.Item).toMatchObject({ byRole: { checksum, versionId } });
    const [event] = told();
    expect(event).toMatchObject({ Source: 'countersign.uploads', DetailType: 'Declared Upload Arrived' });
    expect(JSON.parse(event?.Detail ?? '')).toEqual({
      bucket: { name: 'bundles' },
      object: { key, size: bytes, 'version-id': versionId },
    });
  });

  it('is known for longer than its event may wait as a dead letter, however late in its time it arrives', async () => {
    await complete();
    const { expiresAt } = SubmissionItem.parse(db.commandCalls(PutCommand)[0]?.args[0].input.Item);
    expect(expiresAt).toBeGreaterThan(Date.now() / 1000 + 15 * 86_400);
  });

  it.each([
    ['another size', { ContentLength: bytes + 1, ChecksumSHA256: checksum }],
    ['other bytes', { ContentLength: bytes, ChecksumSHA256: `${Buffer.alloc(32, 8).toString('base64')}-3` }],
    ['no checksum', { ContentLength: bytes }],
  ])('opens none with %s', async (_what, found) => {
    s3.on(HeadObjectCommand).resolves(found);
    const answer = await complete();
    expect([answer.status, answer.code]).toEqual([409, 'upload-differs']);
    expect(db.commandCalls(PutCommand)).toEqual([]);
    expect(told()).toEqual([]);
  });

  it('opens none of a version that is not there', async () => {
    s3.on(HeadObjectCommand).rejects(new NotFound({ message: 'none', $metadata: { httpStatusCode: 404 } }));
    expect((await complete()).code).toBe('upload-absent');
    expect(told()).toEqual([]);
  });

  it('opens none of a second version', async () => {
    db.on(PutCommand).rejects(new ConditionalCheckFailedException({ message: 'condition', $metadata: {} }));
    expect((await complete({ versionId: 'v-2' })).code).toBe('upload-taken');
    expect(told()).toEqual([]);
  });

  it('says so where it could not be told, so that the vendor says it again', async () => {
    eventBridge.on(PutEventsCommand).resolves({ Entries: [{ ErrorCode: 'InternalFailure' }] });
    expect((await complete()).status).toBe(500);
  });

  it("is no other vendor's to complete, and has no addresses for parts", async () => {
    expect((await complete({ versionId }, claimsOf('client-rival'))).code).toBe('submission-unknown');
    const parts = { uploadId: submissionId, parts: [{ part: 1, sha256: 'AAAA' }] };
    expect((await callApi(ACME, 'POST', `/submissions/${submissionId}/parts`, parts)).code).toBe('upload-by-role');
    const assembled = { uploadId: submissionId, parts: [{ part: 1, etag: 'e', sha256: 'AAAA' }] };
    expect((await complete(assembled)).code).toBe('upload-by-role');
  });

  it('is not what an upload by addresses becomes', async () => {
    const { byRole: _, ...byParts } = upload;
    db.on(GetCommand, { Key: keys.submission(submissionId) }).resolves({ Item: byParts });
    expect((await complete()).code).toBe('upload-by-parts');
    expect(told()).toEqual([]);
  });
});
