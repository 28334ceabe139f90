import '../setup-environment.ts';
import { TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, GetCommand, QueryCommand, TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import type { LambdaEvent } from 'hono/aws-lambda';
import { beforeEach, describe, expect, it } from 'vitest';
import type * as z from 'zod';
import { BallotEvent } from '#core/adjudication/standards/ballot-log.ts';
import { BallotList, BallotView } from '#core/api/ballots-wire.ts';
import { BY_POOL, SECOND_FACTOR_CLAIM } from '#core/api/second-factor.ts';
import { ApiError } from '#core/api/wire.ts';
import { digestOf } from '#core/attestation/canonical-json.ts';
import { handler } from '#functions/api/api.lambda.ts';
import { keys } from '#functions/shared/table/items.ts';

const db = mockClient(DynamoDBDocumentClient);
const items = new Map<string, Record<string, unknown>>();
/** Cases of vendors, as the index has them. */
const cases = new Map<string, Record<string, unknown>[]>();
/** What others do between a read and a write. */
let meanwhile: (() => Promise<unknown>) | null = null;

type Item = Record<string, unknown> & { PK: string; SK: string };
interface Put {
  Item: Item;
  ConditionExpression?: string;
  ExpressionAttributeValues?: Record<string, unknown>;
}

beforeEach(() => {
  db.reset();
  items.clear();
  cases.clear();
  meanwhile = null;
  const at = ({ PK, SK }: { PK: string; SK: string }) => `${PK} ${SK}`;
  db.on(GetCommand).callsFake(({ Key }) => ({ Item: items.get(at(Key)) }));
  items.set(at(keys.client('client-acme')), { vendor: 'acme' });
  db.on(QueryCommand).callsFake(({ IndexName, ExpressionAttributeValues: values }) => {
    if (IndexName === 'byVendor') return { Items: cases.get(values[':vendor']) ?? [] };
    const Items = [...items].sort().flatMap(([key, item]) => {
      const inPartition = key.startsWith(`${values[':pk']} ${values[':prefix'] ?? ''}`);
      return inPartition ? [item] : [];
    });
    return { Items };
  });
  db.on(TransactWriteCommand).callsFake(async ({ TransactItems }: { TransactItems: { Put: Put }[] }) => {
    const other = meanwhile;
    meanwhile = null;
    await other?.();
    const refused = TransactItems.some(
      ({ Put: { Item, ConditionExpression: condition, ExpressionAttributeValues } }) => {
        const stored = items.get(at(Item));
        if (condition === undefined) return false;
        if (condition.startsWith('attribute_not_exists')) return stored !== undefined;
        return stored?.version !== ExpressionAttributeValues?.[':version'];
      },
    );
    if (refused) throw new TransactionCanceledException({ message: 'refused', $metadata: {} });
    for (const { Put } of TransactItems) items.set(at(Put.Item), Put.Item);
    return {};
  });
});

const STANDARD = 'us-frontier@2026.2';
const OPENING = {
  standard: STANDARD,
  proposal: { digest: `sha256:${'1'.repeat(64)}`, summary: 'A lower bar for NSA-02.' },
  seats: [
    { seat: 'official', organisation: 'nsa' },
    { seat: 'official', organisation: 'oncd' },
    { seat: 'company', organisation: 'acme' },
    { seat: 'company', organisation: 'rival' },
  ],
};

/** A request of somebody in groups of the user pool, or of a vendor's program. */
async function call(who: string[] | 'program', method: string, path: string, body?: unknown) {
  const scope = 'countersign/submit countersign/read countersign/act';
  const person = {
    client_id: 'people',
    scope,
    sub: `id-${who}`,
    username: `${who}`,
    'cognito:groups': `[${[who].flat().join(' ')}]`,
    ...{ auth_time: String(Math.floor(Date.now() / 1000)), [SECOND_FACTOR_CLAIM]: BY_POOL },
  };
  const claims = who === 'program' ? { client_id: 'client-acme', scope } : person;
  const http = { method, path, protocol: 'HTTP/1.1', sourceIp: '127.0.0.1', userAgent: 'test' };
  const event: LambdaEvent = JSON.parse(
    JSON.stringify({
      version: '2.0',
      routeKey: '$default',
      rawPath: path,
      rawQueryString: '',
      headers: { 'content-type': 'application/json', host: 'api' },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      isBase64Encoded: false,
      requestContext: { domainName: 'api', http, stage: '$default', authorizer: { jwt: { claims, scopes: [] } } },
    }),
  );
  const answer = await handler(event);
  return { status: answer.statusCode, body: JSON.parse(answer.body) as unknown };
}
let commands = 0;
function act(who: string[] | 'program', action: unknown, more: Record<string, unknown> = {}) {
  commands += 1;
  return call(who, 'POST', `/ballots/${STANDARD}/commands`, { id: `c-${commands}`, do: action, ...more });
}
const adopt = { type: 'vote', position: 'adopt', reason: 'It is right.' };
const reject = { type: 'vote', position: 'reject', reason: 'It is not.' };
const open = () => call(['standards-editor'], 'POST', '/ballots', OPENING);
const viewed = (answer: { body: unknown }): z.infer<typeof BallotView> => BallotView.parse(answer.body);
const code = (answer: { body: unknown }) => ApiError.parse(answer.body).error.code;
const openCase = (packs: string[], status = 'in_review') => ({
  caseId: 'c',
  version: 1,
  vendor: 'acme',
  status,
  bucket: 'b',
  key: 'k',
  versionId: 'v',
  bytes: 1,
  openedAt: '2026-03-01T10:00:00.000Z',
  decidedAt: null,
  outcome: null,
  tier: null,
  model: null,
  pack: null,
  packs,
  bundle: 1,
  standings: {},
  lastSeq: 0,
  lastHash: 'h',
});

describe('who may do what in a ballot', () => {
  const everybody: (string[] | 'program')[] = [
    ['standards-editor'],
    ['agency.nsa.principal'],
    ['agency.nsa.reviewer'],
    ['company.acme'],
    ['company'],
    ['vendor.acme'],
    ['coordinator'],
    ['panelist'],
    ['auditor'],
    'program',
  ];
  const matrix: Record<
    string,
    { does: (who: string[] | 'program') => Promise<{ status: number }>; allowed: string[] }
  > = {
    open: {
      does: (who) => call(who, 'POST', '/ballots', { ...OPENING, standard: 'us-frontier@2027.1' }),
      allowed: ['standards-editor'],
    },
    vote: { does: (who) => act(who, adopt), allowed: ['agency.nsa.principal', 'company.acme'] },
    'recuse another': {
      does: (who) => act(who, { type: 'recuse', organisation: 'rival', reason: 'It sells the benchmark.' }),
      allowed: ['standards-editor'],
    },
    'recuse itself': {
      does: (who) => act(who, { type: 'recuse', reason: 'We sell the benchmark.' }),
      allowed: ['company.acme'],
    },
    close: { does: (who) => act(who, { type: 'close' }), allowed: ['standards-editor'] },
    read: { does: (who) => call(who, 'GET', `/ballots/${STANDARD}`), allowed: everybody.map(String) },
    list: { does: (who) => call(who, 'GET', '/ballots'), allowed: everybody.map(String) },
  };
  const pairs = Object.keys(matrix).flatMap((action) => everybody.map((who) => [String(who), action, who] as const));

  it.each(pairs)('%s: %s', async (name, action, who) => {
    await open();
    const row = matrix[action];
    const { status } = (await row?.does(who)) ?? expect.fail();
    // Of those who may speak for an agency, recusing it is refused by the ballot: officials abstain.
    const refused = action === 'recuse itself' && name === 'agency.nsa.principal' ? 409 : 403;
    if (row?.allowed.includes(name)) expect(status).toBeLessThan(300);
    else expect(status).toBe(refused);
  });

  it('tells nobody before the close how others vote, and everybody after it, by organisation', async () => {
    await open();
    await act(['agency.nsa.principal'], adopt);
    await act(['company.acme'], reject);
    const before = viewed(await call(['agency.nsa.principal'], 'GET', `/ballots/${STANDARD}`));
    expect(before.votes.map(({ organisation }) => organisation)).toEqual(['nsa']);
    expect(before.count).toBeNull();
    expect(viewed(await call(['auditor'], 'GET', `/ballots/${STANDARD}`)).votes).toEqual([]);
    await act(['agency.oncd.principal'], adopt);
    await act(['standards-editor'], { type: 'close' });
    const after = viewed(await call(['auditor'], 'GET', `/ballots/${STANDARD}`));
    expect(after.votes.map(({ organisation, position }) => [organisation, position])).toEqual([
      ['nsa', 'adopt'],
      ['acme', 'reject'],
      ['oncd', 'adopt'],
    ]);
    expect(after).toMatchObject({
      adopted: true,
      count: { adopt: ['nsa', 'oncd'], reject: ['acme'], silent: ['rival'] },
    });
    expect(JSON.stringify(after)).not.toContain('id-');
    const list = BallotList.parse((await call(['company.rival'], 'GET', '/ballots')).body);
    expect(list.ballots).toMatchObject([{ standard: STANDARD, adopted: true }]);
  });
});

describe('a company with a case under the standard', () => {
  it.each([
    ['is being judged under it', openCase(['us-frontier/2026.1'], 'waiting_for_people')],
    ['has checks that are not done', openCase([])],
  ])('does not vote where a case %s, which is recorded', async (_, item) => {
    await open();
    cases.set('acme', [item]);
    expect(code(await act(['company.acme'], adopt))).toBe('recused');
    expect(code(await act(['company.acme'], adopt))).toBe('refused');
    await act(['standards-editor'], { type: 'close' });
    const view = viewed(await call(['auditor'], 'GET', `/ballots/${STANDARD}`));
    expect(view).toMatchObject({ votes: [], count: { recused: ['acme'] } });
  });

  it('votes where its cases are decided, or under other standards', async () => {
    await open();
    cases.set('acme', [openCase(['us-frontier/2026.1'], 'decided'), openCase(['eu-gpai/2026.1'])]);
    expect((await act(['company.acme'], adopt)).status).toBe(200);
  });

  it('has no vote that counts where the case came after the vote', async () => {
    await open();
    await act(['company.acme'], reject);
    await act(['agency.nsa.principal'], adopt);
    await act(['agency.oncd.principal'], adopt);
    cases.set('acme', [openCase(['us-frontier/2026.2'])]);
    await act(['standards-editor'], { type: 'close' });
    const { count, votes } = viewed(await call(['auditor'], 'GET', `/ballots/${STANDARD}`));
    expect(count).toMatchObject({ recused: ['acme'], reject: [], adopt: ['nsa', 'oncd'] });
    expect(votes).toHaveLength(3);
  });
});

describe('a ballot', () => {
  it('has one vote per organisation', async () => {
    await open();
    expect((await act(['company.acme'], adopt)).status).toBe(200);
    expect(code(await act(['company.acme', 'auditor'], reject))).toBe('refused');
    expect(code(await act(['company.other'], adopt))).toBe('refused');
    expect((await act(['company.acme'], reject)).status).toBe(200);
    // Somebody of two organisations says for which they vote, and votes for one.
    const two = ['company.rival', 'agency.oncd.principal'];
    expect(code(await act(two, adopt))).toBe('seat-missing');
    expect((await act(two, adopt, { as: 'company.rival' })).status).toBe(200);
    expect(code(await act(two, adopt, { as: 'agency.oncd.principal' }))).toBe('refused');
  });

  it('takes a command once, and nothing after the close', async () => {
    await open();
    await act(['company.acme'], adopt, { id: 'once' });
    await act(['company.acme'], reject, { id: 'once' });
    expect(viewed(await call(['company.acme'], 'GET', `/ballots/${STANDARD}`)).votes).toHaveLength(1);
    await act(['standards-editor'], { type: 'close' });
    for (const action of [adopt, { type: 'recuse', reason: 'Late.' }])
      expect(code(await act(['company.rival'], action))).toBe('refused');
    expect(code(await act(['standards-editor'], { type: 'close' }))).toBe('refused');
  });

  it('is opened once', async () => {
    expect((await open()).status).toBe(201);
    expect(code(await open())).toBe('ballot-exists');
    expect(code(await call(['auditor'], 'GET', '/ballots/us-frontier@2030.1'))).toBe('ballot-unknown');
  });

  it('keeps every vote where two meet, in a log that chains by hash', async () => {
    await open();
    meanwhile = () => act(['agency.nsa.principal'], reject);
    expect((await act(['company.acme'], adopt)).status).toBe(200);
    await act(['standards-editor'], { type: 'close' });
    const events = [...items].flatMap(([key, item]) => (key.startsWith(`BALLOT#${STANDARD} EVENT#`) ? [item] : []));
    const log = events.map((event) => BallotEvent.parse(event)).toSorted((a, b) => a.seq - b.seq);
    expect(log.map(({ change: { type } }) => type)).toEqual(['opened', 'voted', 'voted', 'closed']);
    for (const [index, { hash, ...event }] of log.entries()) {
      expect(event.previous).toBe(log[index - 1]?.hash ?? null);
      expect(digestOf(event)).toBe(hash);
    }
    const { votes } = viewed(await call(['auditor'], 'GET', `/ballots/${STANDARD}`));
    expect(votes.map(({ organisation }) => organisation)).toEqual(['nsa', 'acme']);
  });
});
