import '../setup-environment.ts';
import { TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import { ExecutionAlreadyExists, SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { DynamoDBDocumentClient, GetCommand, QueryCommand, TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { handler } from '#functions/open-case/open-case.lambda.ts';
import { keys } from '#functions/shared/table/items.ts';

const db = mockClient(DynamoDBDocumentClient);
const sfn = mockClient(SFNClient);
const sqs = mockClient(SQSClient);

const event = (key = 'vendors/acme/s-1/bundle.zip', versionId = 'v1') => ({
  version: '0',
  id: 'e1',
  'detail-type': 'Object Created',
  source: 'aws.s3',
  account: '111122223333',
  time: '2026-03-01T10:00:00Z',
  region: 'us-east-1',
  resources: ['arn:aws:s3:::bundles'],
  detail: {
    version: '0',
    bucket: { name: 'bundles' },
    object: { key, size: 12, etag: 'x', 'version-id': versionId, sequencer: '1' },
    reason: 'PutObject',
  },
});
const alreadyOpen = () =>
  new TransactionCanceledException({
    message: 'cancelled',
    $metadata: {},
    CancellationReasons: [{ Code: 'ConditionalCheckFailed' }, { Code: 'None' }],
  });

beforeEach(() => {
  db.reset();
  sfn.reset();
  sqs.reset();
  sqs.on(SendMessageCommand).resolves({});
  db.on(GetCommand).resolves({});
  db.on(QueryCommand).resolves({});
  db.on(TransactWriteCommand).resolves({});
  sfn.on(StartExecutionCommand).resolves({});
});

describe('open-case', () => {
  it('opens a case named after the object version and starts its review under the same name', async () => {
    const { caseId, opened } = await handler(event());

    expect(opened).toBe(true);
    expect(caseId).toMatch(/^case-[0-9a-f]{40}$/);
    const items = db.commandCalls(TransactWriteCommand)[0]?.args[0].input.TransactItems ?? [];
    expect(items.map((item) => item.Put?.ConditionExpression)).toEqual([
      'attribute_not_exists(PK)',
      'attribute_not_exists(PK)',
    ]);
    expect(items[0]?.Put?.Item).toMatchObject({ vendor: 'acme', status: 'in_review', versionId: 'v1', outcome: null });
    const started = sfn.commandCalls(StartExecutionCommand)[0]?.args[0].input;
    expect(started?.name).toBe(caseId);
    expect(JSON.parse(started?.input ?? '')).toEqual({
      caseId,
      bundle: 1,
      bucket: 'bundles',
      key: 'vendors/acme/s-1/bundle.zip',
      versionId: 'v1',
    });
  });

  it('starts the review of a case that is open already, with the same input, since an earlier attempt may have died', async () => {
    const first = await handler(event());
    let writes = 0;
    db.on(TransactWriteCommand).callsFake(() => {
      writes += 1;
      if (writes === 1) throw alreadyOpen();
      return {};
    });
    sfn.on(StartExecutionCommand).rejects(new ExecutionAlreadyExists({ message: 'exists', $metadata: {} }));

    const second = await handler(event());

    expect(second).toEqual({ caseId: first.caseId, opened: false });
    const [one, two] = sfn.commandCalls(StartExecutionCommand).map((call) => call.args[0].input);
    expect(two).toEqual(one);
  });

  it('has a review for which no turn is free wait in line', async () => {
    const taken = [1, 2].map((slot) => ({ slot, execution: `other-${slot}`, until: '2099-01-01T00:00:00.000Z' }));
    db.on(QueryCommand, { ExpressionAttributeValues: { ':line': 'TURN#acme' } }).resolves({ Items: taken });

    const { caseId, opened } = await handler(event());

    expect(opened).toBe(true);
    expect(sfn.commandCalls(StartExecutionCommand)).toHaveLength(0);
    const [sent] = sqs.commandCalls(SendMessageCommand).map((call) => call.args[0].input);
    expect(JSON.parse(sent?.MessageBody ?? '')).toMatchObject({ vendor: 'acme', ref: { caseId, bundle: 1 } });
  });

  it('gives each version of a key a case of its own', async () => {
    const one = await handler(event(undefined, 'v1'));
    const two = await handler(event(undefined, 'v2'));
    expect(two.caseId).not.toBe(one.caseId);
  });

  it('starts nothing where the case could not be written', async () => {
    db.on(TransactWriteCommand).rejects(new Error('table is gone'));
    await expect(handler(event())).rejects.toThrow('table is gone');
    expect(sfn.commandCalls(StartExecutionCommand)).toHaveLength(0);
  });

  it.each(['bundle.zip', 'vendors/acme/bundle.zip', 'vendors/../x/bundle.zip', 'vendors/ACME/s/bundle.zip'])(
    'refuses the key %s, which is no vendor bundle',
    async (key) => {
      await expect(handler(event(key))).rejects.toThrow('expected vendors/<vendor>/<submission>/bundle.zip');
    },
  );

  describe('of what the role of a vendor has put', () => {
    const key = 'vendors/acme/by-role-1/bundle.zip';
    const declared = (byRole: object, vendor = 'acme') =>
      db.on(GetCommand, { Key: keys.submission('by-role-1') }).resolves({
        Item: {
          ...{ submissionId: 'by-role-1', vendor, uploadId: 'by-role-1', key, fileName: 'bundle.zip', bytes: 12 },
          ...{ partBytes: 8 * 2 ** 20, expiresAt: 1, byRole: { checksum: 'c', ...byRole } },
        },
      });
    const arrived = { ...event(key), source: 'countersign.uploads', 'detail-type': 'Declared Upload Arrived' };

    it('opens the case where the API has found it to be what was declared', async () => {
      declared({ versionId: 'v1' });
      expect((await handler(arrived)).opened).toBe(true);
      expect(sfn.commandCalls(StartExecutionCommand)).toHaveLength(1);
    });

    it.each([
      ['is not declared', key, () => {}],
      ['has not been found to be what was declared', key, () => declared({})],
      ['is another version than was found to be', key, () => declared({ versionId: 'v0' })],
      ["is another vendor's", key, () => declared({ versionId: 'v1' }, 'rival')],
      ['has no name of a submission', 'vendors/acme/by-role-1/x/bundle.zip', () => declared({ versionId: 'v1' })],
      ['has a name that no submission has', 'vendors/acme/by-role-_/bundle.zip', () => {}],
    ])('opens none where it %s', async (_why, name, given) => {
      given();
      expect((await handler(event(name))).opened).toBe(false);
      expect(db.commandCalls(TransactWriteCommand)).toHaveLength(0);
      expect(sfn.commandCalls(StartExecutionCommand)).toHaveLength(0);
      expect(sqs.commandCalls(SendMessageCommand)).toHaveLength(0);
    });
  });

  it('refuses an event of another shape', async () => {
    await expect(handler({ detail: {} })).rejects.toThrow();
    expect(db.calls()).toHaveLength(0);
  });
});
