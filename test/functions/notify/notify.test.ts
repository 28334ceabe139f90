import '../setup-environment.ts';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { DynamoDBDocumentClient, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { NoticeSettings } from '#core/notices/settings.ts';
import { Delivery, noticeKeys, OutboxItem } from '#functions/shared/table/notice-items.ts';

const db = mockClient(DynamoDBDocumentClient);
const sqs = mockClient(SQSClient);
const taskRoot = mkdtempSync(join(tmpdir(), 'countersign-notify-'));

const caseId = `case-${'a'.repeat(40)}`;
const event = {
  version: '0',
  id: 'e-1',
  source: 'countersign',
  'detail-type': 'Case Event',
  detail: {
    schemaVersion: '1',
    caseId,
    vendor: 'acme',
    standard: 'us-frontier/2026.1',
    seq: 7,
    type: 'decided',
    at: '2026-03-20T17:00:00.000Z',
    stage: 'decided',
    outcome: 'cleared',
  },
};
const reminder = {
  source: 'countersign',
  'detail-type': 'Case Reminder',
  detail: {
    schemaVersion: '1',
    caseId,
    vendor: 'acme',
    standard: 'us-frontier/2026.1',
    what: 'determination',
    who: 'nsa',
    due: '2026-03-17',
    on: '2026-03-12',
  },
};
const message = (body: unknown, messageId = 'm-1') => ({
  messageId,
  receiptHandle: 'r',
  body: typeof body === 'string' ? body : JSON.stringify(body),
  attributes: { ApproximateReceiveCount: '1' },
});
const has = (party: string, settings: object) =>
  db.on(GetCommand, { Key: noticeKeys.settings(party) }).resolves({
    Item: { party, version: 1, settings: NoticeSettings.parse(settings), secrets: [] },
  });
const written = () => db.commandCalls(PutCommand).map(({ args }) => OutboxItem.parse(args[0].input.Item));
const queued = () =>
  sqs.commandCalls(SendMessageCommand).map(({ args }) => Delivery.parse(JSON.parse(args[0].input.MessageBody ?? '')));

let handler: typeof import('#functions/notify/notify.lambda.ts').handler;
beforeAll(async () => {
  mkdirSync(join(taskRoot, 'packs/us-frontier'), { recursive: true });
  const agencies = [{ id: 'joint' }, { id: 'nsa' }, { id: 'oncd' }];
  writeFileSync(join(taskRoot, 'packs/us-frontier/2026.1.json'), JSON.stringify({ agencies }));
  process.env.LAMBDA_TASK_ROOT = taskRoot;
  ({ handler } = await import('#functions/notify/notify.lambda.ts'));
});
afterAll(() => rmSync(taskRoot, { recursive: true }));
beforeEach(() => {
  db.reset();
  sqs.reset();
  db.on(GetCommand).resolves({});
  db.on(PutCommand).resolves({});
  sqs.on(SendMessageCommand).resolves({});
});

const email = { addresses: ['a@acme.example'] };

it('tells vendor and agencies of an emergency access, also those who take decisions alone, and none which other standards there are', async () => {
  for (const party of ['vendor:acme', 'agency:nsa', 'agency:oncd'])
    has(party, { email: { ...email, about: ['decision'] } });
  const { outcome: _, ...detail } = { ...event.detail, standard: null, stage: null, type: 'emergency_access_opened' };
  const standards = ['us-frontier/2026.1', 'not-here/1'];
  await handler({ Records: [message({ ...event, detail: { ...detail, standards } })] });
  expect(written().map(({ party }) => party)).toEqual(['vendor:acme', 'agency:nsa', 'agency:oncd']);
  expect(queued()).toHaveLength(3);
  expect(JSON.stringify(written())).not.toContain('not-here');
});
const webhook = { url: 'https://acme.example/hook' };

describe('notify', () => {
  it('puts a notice for each channel of each party that wants it into the outbox, and queues it', async () => {
    has('vendor:acme', { email, webhook });
    has('agency:nsa', { email: { ...email, about: ['due_date'] } });
    has('agency:oncd', { webhook });
    expect(await handler({ Records: [message(event)] })).toEqual({ batchItemFailures: [] });
    expect(written().map(({ party, channel }) => `${party} ${channel}`)).toEqual([
      'vendor:acme email',
      'vendor:acme webhook',
      'agency:oncd webhook',
    ]);
    expect(queued()).toEqual(written().map(({ party, id }) => ({ party, id })));
    expect(written()[0]).toMatchObject({
      state: 'pending',
      attempts: 0,
      at: event.detail.at,
      event: { type: 'Case Event', detail: event.detail },
      text: expect.stringContaining(`https://console.example.org/cases/${caseId}`),
    });
    expect(db.commandCalls(PutCommand)[0]?.args[0].input.Item).toMatchObject({
      PK: 'OUTBOX#vendor:acme',
      SK: `2026-03-20T17:00:00.000Z#${written()[0]?.id}`,
    });
  });

  it('tells nobody who has set nothing', async () => {
    expect(await handler({ Records: [message(event)] })).toEqual({ batchItemFailures: [] });
    expect([written(), queued()]).toEqual([[], []]);
  });

  it('puts the due date of a reminder with its notice', async () => {
    has('agency:nsa', { email });
    await handler({ Records: [message(reminder)] });
    expect(written()).toMatchObject([
      {
        dueDate: { standard: 'us-frontier/2026.1', what: 'determination', who: 'nsa', on: '2026-03-17' },
        topic: 'due_date',
      },
    ]);
  });

  it('gives an event that arrives twice the same notice, and queues it again only where nobody tried', async () => {
    has('vendor:acme', { email });
    await handler({ Records: [message(event)] });
    const [first] = written();
    if (first === undefined) throw new Error('a notice was expected');
    db.on(PutCommand).rejects(new ConditionalCheckFailedException({ message: 'there', $metadata: {} }));
    for (const attempts of [0, 1]) {
      sqs.resetHistory();
      db.on(GetCommand, { Key: noticeKeys.outbox(first.party, first.id) }).resolves({ Item: { ...first, attempts } });
      expect(await handler({ Records: [message(event)] })).toEqual({ batchItemFailures: [] });
      expect(queued()).toEqual(attempts === 0 ? [{ party: first.party, id: first.id }] : []);
    }
  });

  it('keeps what cannot be read or written in the queue, and deals with the rest of the batch', async () => {
    has('vendor:acme', { email });
    const other = { ...event, detail: { ...event.detail, type: 'exploded' } };
    const records = [message('no JSON', 'm-1'), message(other, 'm-2'), message(event, 'm-3')];
    const answer = await handler({ Records: records });
    expect(answer.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier)).toEqual(['m-1', 'm-2']);
    expect(queued()).toHaveLength(1);
    sqs.on(SendMessageCommand).rejects(new Error('no queue'));
    expect((await handler({ Records: [message(event)] })).batchItemFailures).toHaveLength(1);
  });
});
