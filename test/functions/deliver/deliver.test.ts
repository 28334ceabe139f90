import '../setup-environment.ts';
import { createServer, type Server } from 'node:http';
import { text } from 'node:stream/consumers';
import { SESv2Client, SendEmailCommand } from '@aws-sdk/client-sesv2';
import { ChangeMessageVisibilityCommand, SQSClient } from '@aws-sdk/client-sqs';
import { DynamoDBDocumentClient, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { Webhook } from 'standardwebhooks';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { NoticeSettings } from '#core/notices/settings.ts';
import { handler } from '#functions/deliver/deliver.lambda.ts';
import { noticeId, noticeKeys, OutboxItem, type SigningSecret } from '#functions/shared/table/notice-items.ts';
import { newSecret } from '#functions/shared/webhook/signature.ts';

const db = mockClient(DynamoDBDocumentClient);
const sqs = mockClient(SQSClient);
const ses = mockClient(SESv2Client);

const party = 'vendor:acme';
const at = '2026-03-20T17:00:00.000Z';
const id = noticeId(at, ['x']);
const detail = { caseId: 'case-1', type: 'decided', seq: 7 };
const item = (over: Partial<OutboxItem> = {}): OutboxItem => ({
  id,
  party,
  channel: 'webhook',
  topic: 'decision',
  subject: 'Countersign: the case is decided',
  text: 'The case is decided.\n',
  caseId: 'case-1',
  at,
  event: { type: 'Case Event', detail },
  dueDate: null,
  state: 'pending',
  attempts: 0,
  lastError: null,
  sentAt: null,
  expiresAt: 1,
  ...over,
});

let server: Server;
let status = 204;
let received: { headers: Record<string, string>; body: string }[] = [];
let hook = '';
beforeAll(async () => {
  server = createServer(async (request, response) => {
    const headers = Object.entries(request.headers).map(([name, value]) => [name, String(value)]);
    received.push({ headers: Object.fromEntries(headers), body: await text(request) });
    response.writeHead(status).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  hook = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/hook`;
});
afterAll(() => server.close());

const now = new Date().toISOString();
const current: SigningSecret = { value: newSecret(), madeAt: now, until: null };

function stored(notice: OutboxItem, settings: object = { webhook: { url: hook } }, secrets = [current]): void {
  db.on(GetCommand, { Key: noticeKeys.outbox(party, id) }).resolves({ Item: notice });
  db.on(GetCommand, { Key: noticeKeys.settings(party) }).resolves({
    Item: { party, version: 1, settings: NoticeSettings.parse(settings), secrets },
  });
}
const deliver = (receives = 1, body = JSON.stringify({ party, id })) =>
  handler({
    Records: [{ messageId: 'm', receiptHandle: 'r', body, attributes: { ApproximateReceiveCount: String(receives) } }],
  });
const kept = () =>
  db
    .commandCalls(PutCommand)
    .map(({ args }) => OutboxItem.parse(args[0].input.Item))
    .at(-1);
const delays = () =>
  sqs.commandCalls(ChangeMessageVisibilityCommand).map(({ args }) => args[0].input.VisibilityTimeout);
const DONE = { batchItemFailures: [] };
const AGAIN = { batchItemFailures: [{ itemIdentifier: 'm' }] };

beforeEach(() => {
  for (const client of [db, sqs, ses]) client.reset();
  db.on(GetCommand).resolves({});
  db.on(PutCommand).resolves({});
  sqs.on(ChangeMessageVisibilityCommand).resolves({});
  ses.on(SendEmailCommand).resolves({ MessageId: 'mail' });
  status = 204;
  received = [];
});

describe('a webhook', () => {
  it('carries ids, is signed under every secret in use, and is kept as sent', async () => {
    const previous = { ...current, value: newSecret(), until: new Date(Date.now() + 60_000).toISOString() };
    const expired = { ...current, value: newSecret(), until: new Date(Date.now() - 1).toISOString() };
    stored(item(), { webhook: { url: hook } }, [current, previous, expired]);
    expect(await deliver()).toEqual(DONE);
    const [{ headers, body } = { headers: {}, body: '' }] = received;
    expect(JSON.parse(body)).toEqual({ type: 'case.decided', timestamp: at, data: detail });
    expect(headers).toMatchObject({ 'webhook-id': id, 'content-type': 'application/json' });
    for (const { value } of [current, previous]) expect(() => new Webhook(value).verify(body, headers)).not.toThrow();
    expect(() => new Webhook(expired.value).verify(body, headers)).toThrow();
    expect(kept()).toMatchObject({ state: 'sent', attempts: 1, lastError: null, sentAt: expect.any(String) });
  });

  it.each([
    [1, 5],
    [2, 60],
    [3, 600],
    [4, 3600],
    [5, 21_600],
  ])('that fails in attempt %i comes back after %i s', async (receives, delay) => {
    stored(item({ attempts: receives - 1 }));
    status = 503;
    expect(await deliver(receives)).toEqual(AGAIN);
    expect(delays()).toEqual([delay]);
    expect(kept()).toMatchObject({ state: 'pending', attempts: receives, lastError: 'The receiver answered 503.' });
  });

  it('that fails in the last attempt is kept as failed, and goes to the dead letters', async () => {
    stored(item({ attempts: 5 }));
    status = 500;
    expect(await deliver(6)).toEqual(AGAIN);
    expect(delays()).toEqual([]);
    expect(kept()).toMatchObject({ state: 'failed', attempts: 6 });
  });

  it('whose receiver answers with a redirect has failed', async () => {
    stored(item());
    status = 302;
    expect(await deliver()).toEqual(AGAIN);
    expect(kept()?.lastError).toMatch(/302; redirects are not followed/);
    expect(received).toHaveLength(1);
  });

  it('that cannot succeed is not tried again: gone, at no public address, or switched off', async () => {
    stored(item());
    status = 410;
    expect(await deliver()).toEqual(DONE);
    expect(kept()).toMatchObject({ state: 'failed', lastError: expect.stringContaining('410') });
    stored(item(), { webhook: { url: 'https://169.254.169.254/' } });
    expect(await deliver()).toEqual(DONE);
    expect(kept()).toMatchObject({ state: 'failed', lastError: expect.stringContaining('no public address') });
    stored(item(), { email: { addresses: ['a@acme.example'] } });
    expect(await deliver()).toEqual(DONE);
    expect(kept()).toMatchObject({ state: 'failed', lastError: 'The party has no webhook any more.' });
    expect(delays()).toEqual([]);
  });

  it('that was sent, or is no longer known, is not sent again', async () => {
    stored(item({ state: 'sent' }));
    expect(await deliver()).toEqual(DONE);
    db.on(GetCommand).resolves({});
    expect(await deliver()).toEqual(DONE);
    expect(received).toEqual([]);
  });
});

describe('an e-mail', () => {
  const settings = { email: { addresses: ['a@acme.example', 'b@acme.example'] } };

  it('goes to the addresses of its party, from the identity of the deployment', async () => {
    stored(item({ channel: 'email' }), settings);
    expect(await deliver()).toEqual(DONE);
    expect(ses.commandCalls(SendEmailCommand).map(({ args }) => args[0].input)).toMatchObject([
      {
        FromEmailAddress: 'countersign@example.org',
        ConfigurationSetName: 'mail',
        Destination: { ToAddresses: settings.email.addresses },
        Content: { Simple: { Subject: { Data: item().subject }, Body: { Text: { Data: item().text } } } },
      },
    ]);
    expect(ses.commandCalls(SendEmailCommand)[0]?.args[0].input.Content?.Simple?.Attachments).toBeUndefined();
  });

  it('about a due date carries it as a calendar file', async () => {
    const dueDate = { standard: 'us-frontier/2026.1', what: 'determination', who: 'nsa', on: '2026-03-17' };
    stored(item({ channel: 'email', dueDate }), settings);
    await deliver();
    const [attachment] = ses.commandCalls(SendEmailCommand)[0]?.args[0].input.Content?.Simple?.Attachments ?? [];
    expect(attachment).toMatchObject({ FileName: 'case-1.ics', ContentDisposition: 'ATTACHMENT' });
    expect(Buffer.from(attachment?.RawContent ?? []).toString()).toContain('DTSTART;VALUE=DATE:20260317');
  });

  it('that SES does not take comes back', async () => {
    stored(item({ channel: 'email' }), settings);
    ses.on(SendEmailCommand).rejects(new Error('Email address is not verified'));
    expect(await deliver()).toEqual(AGAIN);
    expect(kept()).toMatchObject({ state: 'pending', lastError: 'Email address is not verified' });
  });
});

it('a message that names no notice goes to the dead letters', async () => {
  expect(await deliver(1, '{"party":"somebody"}')).toEqual(AGAIN);
  expect(delays()).toEqual([]);
});
