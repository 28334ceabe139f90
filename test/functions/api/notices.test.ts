import '../setup-environment.ts';
import { ConditionalCheckFailedException, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { DynamoDBDocumentClient, GetCommand, PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { PutNoticeSettings } from '#core/api/notices.ts';
import type { Caller } from '#core/api/people.ts';
import { ApiFault } from '#functions/api/api-fault.ts';
import { DueDates } from '#functions/api/due-dates.ts';
import { type NoticeCaller, partyFor } from '#functions/api/notice-caller.ts';
import { Notices } from '#functions/api/notices.ts';
import { Deliveries } from '#functions/shared/deliveries.ts';
import { noticeId, noticeKeys, type OutboxItem, SettingsItem } from '#functions/shared/table/notice-items.ts';
import { NoticeTable } from '#functions/shared/table/notice-table.ts';
import { WebhookTargets } from '#functions/shared/webhook/target.ts';
import { Play, undecided, voluntary } from '../../core/adjudication/case/play.ts';

const db = mockClient(DynamoDBDocumentClient);
const sqs = mockClient(SQSClient);
const party = 'vendor:acme';
const notices = new Notices(
  new NoticeTable(DynamoDBDocumentClient.from(new DynamoDBClient({})), 'cases'),
  new Deliveries(new SQSClient({ region: 'us-east-1' }), 'https://sqs.us-east-1.amazonaws.com/1/deliveries'),
  new WebhookTargets(''),
);
const webhook = { url: 'https://acme.example/hook' };
const save = (settings: object) => notices.save(party, PutNoticeSettings.parse(settings));
const put = () => SettingsItem.parse(db.commandCalls(PutCommand).at(-1)?.args[0].input.Item);
const stored = (item: SettingsItem) => db.on(GetCommand, { Key: noticeKeys.settings(party) }).resolves({ Item: item });

beforeEach(() => {
  db.reset();
  sqs.reset();
  db.on(GetCommand).resolves({});
  db.on(PutCommand).resolves({});
  sqs.on(SendMessageCommand).resolves({});
});

/** The code of a refusal. */
const code = async (refused: Promise<unknown>): Promise<string> => {
  const error = await refused.then(
    () => null,
    (cause: unknown) => cause,
  );
  if (error instanceof ApiFault) return `${error.status} ${error.code}`;
  throw new Error('a refusal was expected', { cause: error });
};

describe('the settings of notices', () => {
  it('are nothing before somebody sets them', async () => {
    expect(await notices.settings(party)).toEqual({ party, email: null, webhook: null, secret: null });
  });

  it('show the secret of a webhook once: when it is made', async () => {
    const shown = await save({ webhook });
    expect(shown.secret?.value).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    stored(put());
    expect((await notices.settings(party)).secret).toEqual({ madeAt: shown.secret?.madeAt, previousUntil: null });
    expect((await save({ webhook: { url: 'https://acme.example/other' } })).secret).not.toHaveProperty('value');
    expect(put().secrets.map(({ value }) => value)).toEqual([shown.secret?.value]);
  });

  it('keep the secret before a new one for a day, and none before that', async () => {
    await save({ webhook });
    stored(put());
    const [first] = put().secrets;
    const second = await save({ webhook, rotateSecret: true });
    expect(second.secret?.value).not.toBe(first?.value);
    expect(Date.parse(second.secret?.previousUntil ?? '') - Date.now()).toBeGreaterThan(23 * 3_600_000);
    expect(put().secrets.map(({ value }) => value)).toEqual([second.secret?.value, first?.value]);
    stored(put());
    const third = await save({ webhook, rotateSecret: true });
    expect(put().secrets.map(({ value }) => value)).toEqual([third.secret?.value, second.secret?.value]);
  });

  it('are not overwritten where somebody else was quicker', async () => {
    await save({ webhook });
    stored(put());
    await save({ email: { addresses: ['a@acme.example'] } });
    expect(db.commandCalls(PutCommand).at(-1)?.args[0].input).toMatchObject({
      ConditionExpression: '#version = :version',
      ExpressionAttributeValues: { ':version': 1 },
    });
    db.on(PutCommand).rejects(new ConditionalCheckFailedException({ message: 'changed', $metadata: {} }));
    expect(await code(save({ webhook }))).toBe('409 settings-changed');
  });

  it('refuse a webhook on this machine or in a private network, with its place', async () => {
    for (const url of ['http://acme.example/', 'https://10.0.0.1/', 'https://localhost@10.0.0.1/'])
      await expect(save({ webhook: { url } })).rejects.toMatchObject({
        status: 400,
        problems: [{ pointer: '/webhook/url' }],
      });
    expect(db.commandCalls(PutCommand)).toEqual([]);
  });
});

describe('the list of notices', () => {
  const at = '2026-03-20T17:00:00.000Z';
  const id = noticeId(at, ['x']);
  const item: OutboxItem = {
    id,
    party,
    channel: 'webhook',
    topic: 'decision',
    subject: 's',
    text: 't',
    caseId: 'case-1',
    at,
    event: { type: 'Case Event', detail: {} },
    dueDate: null,
    state: 'failed',
    attempts: 6,
    lastError: 'no',
    sentAt: null,
    expiresAt: 1,
  };

  it('is one query of the own party, newest first, and goes on after a page', async () => {
    db.on(QueryCommand).resolves({ Items: [item], LastEvaluatedKey: noticeKeys.outbox(party, id) });
    const page = await notices.list(party);
    expect(page).toMatchObject({ party, notices: [{ id, state: 'failed' }], next: id });
    await notices.list(party, id);
    expect(db.commandCalls(QueryCommand)[1]?.args[0].input).toMatchObject({
      ExpressionAttributeValues: { ':party': 'OUTBOX#vendor:acme' },
      ScanIndexForward: false,
      ExclusiveStartKey: { PK: 'OUTBOX#vendor:acme', SK: `${at}#${id}` },
    });
  });

  it('sends a notice again; one of another party is as unknown as none', async () => {
    db.on(GetCommand, { Key: noticeKeys.outbox(party, id) }).resolves({ Item: item });
    expect(await notices.replay(party, id)).toMatchObject({ notice: { id, state: 'pending', lastError: null } });
    const [sent] = sqs.commandCalls(SendMessageCommand).map(({ args }) => args[0].input.MessageBody);
    expect(JSON.parse(sent ?? '')).toEqual({ party, id });
    expect(await code(notices.replay('vendor:other', id))).toBe('404 notice-unknown');
    expect(sqs.commandCalls(SendMessageCommand)).toHaveLength(1);
  });
});

describe('the party of a caller', () => {
  const person = (...roles: Extract<NoticeCaller, { kind: 'person' }>['roles']): NoticeCaller => ({
    kind: 'person',
    roles,
  });
  const refusal = (caller: NoticeCaller, named?: string) => code(Promise.resolve().then(() => partyFor(caller, named)));

  it.each<[string, NoticeCaller, string]>([
    ['a program', { kind: 'client', vendor: 'acme' }, 'vendor:acme'],
    ['somebody of a vendor', person({ role: 'vendor', vendor: 'acme' }), 'vendor:acme'],
    ['a reviewer', person({ role: 'reviewer', agency: 'nsa' }, { role: 'principal', agency: 'nsa' }), 'agency:nsa'],
    ['a coordinator', person({ role: 'coordinator' }), 'agency:coordinator'],
    ['a panelist', person({ role: 'panelist' }, { role: 'auditor' }), 'agency:panel'],
  ])('that is %s', (_, caller, own) => {
    expect(partyFor(caller)).toBe(own);
    expect(partyFor(caller, own)).toBe(own);
  });

  it('has to be named where there are two, and is never another one', async () => {
    const two = person({ role: 'reviewer', agency: 'nsa' }, { role: 'coordinator' });
    expect(partyFor(two, 'agency:coordinator')).toBe('agency:coordinator');
    expect(await refusal(two)).toBe('400 party-missing');
    expect(await refusal(two, 'agency:oncd')).toBe('403 party-not-yours');
    expect(await refusal({ kind: 'client', vendor: 'acme' }, 'vendor:other')).toBe('403 party-not-yours');
    expect(await refusal(person({ role: 'auditor' }, { role: 'company' }))).toBe('403 no-party');
  });
});

describe('the due dates of a case', () => {
  const caller: Caller = { kind: 'client', vendor: 'acme', clientId: 'acme-program' };
  const datesOf = (play: Play, at = '2026-03-03T17:00:00.000Z') =>
    new DueDates(
      {
        find: async () => ({
          procedures: [
            { pack: 'us-frontier/2026.1', state: play.now },
            { pack: 'eu-gpai/2026.1', state: play.now },
          ],
          sight: { standards: new Map([['us-frontier/2026.1', null]]) },
        }),
      },
      () => voluntary,
    ).of(caller, 'case-1', at);

  it('are what agencies and coordinator owe, earliest first', async () => {
    const dates = await datesOf(Play.inReview([undecided()]));
    expect(dates.map(({ who, what, due }) => `${due} ${who} ${what}`)).toEqual([
      ...voluntary.agencies.map((agency) => `2026-03-17 ${agency} determination`),
      '2026-04-01 coordinator decision',
    ]);
    expect(new Set(dates.map(({ standard }) => standard))).toEqual(new Set(['us-frontier/2026.1']));
  });

  it('are those of the case as it stands now, not as it was last written', async () => {
    const dates = await datesOf(Play.inReview([undecided()]), '2026-03-19T17:00:00.000Z');
    expect(dates.map(({ what }) => what)).not.toContain('determination');
  });

  it("are nobody else's who may not see the case", async () => {
    const refuse = () => Promise.reject(new ApiFault(404, 'case-unknown', 'none'));
    expect(
      await code(new DueDates({ find: refuse }, () => voluntary).of(caller, 'case-1', new Date().toISOString())),
    ).toBe('404 case-unknown');
  });
});
