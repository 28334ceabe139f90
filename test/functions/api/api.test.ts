import '../setup-standards.ts';
import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import {
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  GetObjectCommand,
  HeadObjectCommand,
  NoSuchUpload,
  S3Client,
} from '@aws-sdk/client-s3';
import { GetExecutionHistoryCommand, SFNClient } from '@aws-sdk/client-sfn';
import { DynamoDBDocumentClient, GetCommand, PutCommand, QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import type { LambdaEvent } from 'hono/aws-lambda';
import { beforeEach, describe, expect, it } from 'vitest';
import { ApiError, CaseView, CompletedSubmission, PartUrls, StartedSubmission } from '#core/api/wire.ts';
import { handler } from '#functions/api/api.lambda.ts';
import { keys } from '#functions/shared/table/items.ts';
import { FINDING, VERDICT } from '../../cli/support/verdicts.ts';

const db = mockClient(DynamoDBDocumentClient);
const s3 = mockClient(S3Client);
const sfn = mockClient(SFNClient);

const CASE = `case-${'a'.repeat(40)}`;
const all = 'countersign/submit countersign/read countersign/act';

/** A request as API Gateway hands it to the function: payload 2.0, token verified. */
function request(method: string, path: string, { body, query = '', claims }: Request_ = {}): LambdaEvent {
  const authorizer = { jwt: { claims: claims ?? { client_id: 'client-acme', scope: all }, scopes: [] } };
  const event = {
    version: '2.0',
    routeKey: '$default',
    rawPath: path,
    rawQueryString: query,
    headers: { 'content-type': 'application/json', host: 'api' },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    isBase64Encoded: false,
    requestContext: Object.assign(
      {
        accountId: '1',
        apiId: 'a',
        domainName: 'api',
        domainPrefix: 'api',
        http: { method, path, protocol: 'HTTP/1.1', sourceIp: '127.0.0.1', userAgent: 'test' },
        requestId: 'r',
        routeKey: '$default',
        stage: '$default',
        time: '',
        timeEpoch: 0,
      },
      claims === null ? {} : { authorizer },
    ),
  };
  // As it arrives: JSON. Hono's own type asks for fields that a JWT authorizer does not send.
  return JSON.parse(JSON.stringify(event));
}
interface Request_ {
  body?: unknown;
  query?: string;
  claims?: Record<string, string> | null;
}

async function call(...args: Parameters<typeof request>): Promise<{ status: number; body: unknown }> {
  const answer = await handler(request(...args));
  return { status: answer.statusCode, body: JSON.parse(answer.body) };
}
const code = (answer: { body: unknown }) => ApiError.parse(answer.body).error.code;

const caseItem = {
  caseId: CASE,
  version: 1,
  vendor: 'acme',
  status: 'in_review',
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
  lastSeq: 0,
  lastHash: 'h',
};
const upload = {
  submissionId: 's-1',
  vendor: 'acme',
  uploadId: 'u-1',
  key: 'vendors/acme/s-1/bundle.zip',
  fileName: 'bundle.zip',
  bytes: 20 * 2 ** 20,
  partBytes: 8 * 2 ** 20,
  expiresAt: 1,
};

beforeEach(() => {
  for (const mock of [db, s3, sfn]) mock.reset();
  db.on(GetCommand).resolves({});
  db.on(GetCommand, { Key: keys.client('client-acme') }).resolves({ Item: { vendor: 'acme' } });
  db.on(GetCommand, { Key: keys.client('client-rival') }).resolves({ Item: { vendor: 'rival' } });
  db.on(GetCommand, { Key: keys.case(CASE) }).resolves({ Item: caseItem });
  db.on(GetCommand, { Key: keys.submission('s-1') }).resolves({ Item: upload });
  db.on(PutCommand).resolves({});
  db.on(UpdateCommand).resolves({});
  db.on(QueryCommand).resolves({});
  db.on(UpdateCommand).resolves({ Attributes: { accesses: 1 } });
  sfn.on(GetExecutionHistoryCommand).resolves({ events: [] });
});

describe('who may call', () => {
  const routes: [string, string, string][] = [
    ['POST', '/submissions', 'countersign/submit'],
    ['GET', '/submissions/s-1', 'countersign/submit'],
    ['POST', '/submissions/s-1/parts', 'countersign/submit'],
    ['POST', '/submissions/s-1/complete', 'countersign/submit'],
    ['GET', '/cases', 'countersign/read'],
    ['GET', `/cases/${CASE}`, 'countersign/read'],
    ['GET', `/cases/${CASE}/findings`, 'countersign/read'],
    ['GET', `/cases/${CASE}/events`, 'countersign/read'],
    ['GET', '/queue', 'countersign/read'],
    ['POST', `/cases/${CASE}/commands`, 'countersign/act'],
  ];
  it.each(routes)('%s %s needs a verified token, the scope and a registered client', async (method, path, scope) => {
    expect(code(await call(method, path, { claims: null }))).toBe('not-signed-in');
    const without = all
      .split(' ')
      .filter((other) => other !== scope)
      .join(' ');
    expect(code(await call(method, path, { claims: { client_id: 'client-acme', scope: without } }))).toBe(
      'scope-missing',
    );
    expect(code(await call(method, path, { claims: { client_id: 'stranger', scope: all } }))).toBe('client-unknown');
  });

  it.each(['', '/findings', '/events'])(
    "shows nobody another vendor's case%s, not even that it exists",
    async (tail) => {
      const rival = { client_id: 'client-rival', scope: all };
      const theirs = await call('GET', `/cases/${CASE}${tail}`, { claims: rival });
      const nobodys = await call('GET', `/cases/case-${'b'.repeat(40)}${tail}`, { claims: rival });
      expect(theirs.status).toBe(404);
      expect(code(theirs)).toBe(code(nobodys));
    },
  );

  it("lets nobody go on with another vendor's upload", async () => {
    const rival = { client_id: 'client-rival', scope: all };
    const body = { uploadId: 'u-1', parts: [{ part: 1, etag: 'e', sha256: 'AAAA' }] };
    for (const path of ['/submissions/s-1/parts', '/submissions/s-1/complete'])
      expect(code(await call('POST', path, { body, claims: rival }))).toBe('submission-unknown');
  });
});

describe('a person who calls', () => {
  const signedIn = (groups?: string, scope = all) => ({
    client_id: 'people',
    scope,
    sub: 'a3f0',
    username: 'pat',
    ...(groups === undefined ? {} : { 'cognito:groups': groups }),
  });
  const about = async (claims: Record<string, string>, query?: string) =>
    call('GET', `/cases/${CASE}`, { claims, ...(query !== undefined && { query }) });

  it("of a vendor sees that vendor's cases, and needs the scope as everyone does", async () => {
    expect((await about(signedIn('[vendor.acme]'))).status).toBe(200);
    expect((await about(signedIn('[agency.nsa.reviewer vendor.acme]'))).status).toBe(200);
    expect(code(await about(signedIn('[vendor.rival]')))).toBe('case-unknown');
    expect(code(await about(signedIn('[vendor.acme]', 'openid')))).toBe('scope-missing');
  });

  it('starts an upload under the prefix of the vendor', async () => {
    s3.on(CreateMultipartUploadCommand).resolves({ UploadId: 'u-2' });
    const body = { fileName: 'x.zip', bytes: 1 };
    expect((await call('POST', '/submissions', { body, claims: signedIn('[vendor.acme]') })).status).toBe(201);
    expect(s3.commandCalls(CreateMultipartUploadCommand)[0]?.args[0].input.Key).toMatch(/^vendors\/acme\//);
  });

  it('of several vendors names one of them', async () => {
    const two = signedIn('[vendor.acme vendor.rival]');
    const list = async (query = '') => call('GET', '/cases', { claims: two, query });
    expect(code(await list())).toBe('vendor-ambiguous');
    expect((await list('as=vendor.acme')).status).toBe(200);
    expect(db.commandCalls(QueryCommand).at(-1)?.args[0].input.ExpressionAttributeValues).toEqual({
      ':vendor': 'acme',
    });
    expect(code(await list('as=vendor.other'))).toBe('vendor-role-missing');
    expect((await about(two)).status).toBe(200);
  });

  it('of an agency acts for no vendor, and is told so', async () => {
    const answer = await call('GET', '/cases', { claims: signedIn('[agency.nsa.reviewer panelist]') });
    expect(answer.status).toBe(403);
    expect(ApiError.parse(answer.body).error).toEqual({
      code: 'vendor-role-missing',
      message: 'This is for people and programs of a vendor; you are agency.nsa.reviewer, panelist.',
    });
  });

  it.each([undefined, '[]', '[somebody else]', 'vendor.acme', '["vendor.acme"]', 'vendor.acme,vendor.rival'])(
    'with the groups %s has no role',
    async (groups) => {
      const answer = await about(signedIn(groups));
      expect([answer.status, code(answer)]).toEqual([403, 'role-missing']);
    },
  );

  it('is no registered client, whatever client they signed in with', async () => {
    const claims = { ...signedIn('[panelist]'), client_id: 'client-acme' };
    expect(code(await call('GET', '/cases', { claims }))).toBe('vendor-role-missing');
    expect(code(await about(claims))).toBe('case-unknown');
  });
});

describe('submissions', () => {
  it('lets a vendor start so many uploads a day, and says when there are more', async () => {
    db.on(UpdateCommand).rejects(new ConditionalCheckFailedException({ message: 'condition', $metadata: {} }));
    const answer = await call('POST', '/submissions', { body: { fileName: 'x.zip', bytes: 20 } });
    expect(answer.status).toBe(403);
    expect(code(answer)).toBe('uploads-used-up');
    expect(s3.commandCalls(CreateMultipartUploadCommand)).toEqual([]);
    const [counted] = db.commandCalls(UpdateCommand).map(({ args }) => args[0].input);
    expect(counted).toMatchObject({
      Key: { PK: 'QUOTA#acme' },
      ConditionExpression: 'attribute_not_exists(uploads) OR uploads < :perDay',
      ExpressionAttributeValues: { ':perDay': 100 },
    });
  });

  it('starts an upload under the prefix of the vendor', async () => {
    s3.on(CreateMultipartUploadCommand).resolves({ UploadId: 'u-2' });
    const answer = await call('POST', '/submissions', { body: { fileName: '../../x.zip', bytes: 20 * 2 ** 20 } });
    expect(answer.status).toBe(201);
    const { submissionId, parts } = StartedSubmission.parse(answer.body);
    expect(parts).toBe(3);
    expect(s3.commandCalls(CreateMultipartUploadCommand)[0]?.args[0].input).toMatchObject({
      Key: `vendors/acme/${submissionId}/bundle.zip`,
      ServerSideEncryption: 'aws:kms',
      SSEKMSKeyId: 'alias/countersign-test/vendor/acme',
    });
  });

  it('signs part URLs that are good for one part, one size and one digest', async () => {
    const sha256 = Buffer.alloc(32, 7).toString('base64');
    const answer = await call('POST', '/submissions/s-1/parts', {
      body: { uploadId: 'u-1', parts: [{ part: 3, sha256 }] },
    });
    const [part] = PartUrls.parse(answer.body).urls;
    const url = new URL(part?.url ?? '');
    expect(url.pathname + url.host).toContain('vendors/acme/s-1/bundle.zip');
    expect(url.searchParams.get('partNumber')).toBe('3');
    expect(url.searchParams.get('X-Amz-SignedHeaders')?.split(';')).toEqual(
      expect.arrayContaining(['content-length', 'x-amz-checksum-sha256']),
    );
    expect(part?.headers).toEqual({ 'x-amz-checksum-sha256': sha256, 'content-length': String(4 * 2 ** 20) });
  });

  it('refuses a part past the last', async () => {
    const body = { uploadId: 'u-1', parts: [{ part: 4, sha256: 'AAAA' }] };
    expect(code(await call('POST', '/submissions/s-1/parts', { body }))).toBe('part-out-of-range');
  });

  it('answers a repeated completion with the same case', async () => {
    const body = { uploadId: 'u-1', parts: [{ part: 1, etag: 'e', sha256: 'AAAA' }] };
    s3.on(CompleteMultipartUploadCommand).resolvesOnce({ VersionId: 'v9' });
    const first = await call('POST', '/submissions/s-1/complete', { body });
    s3.on(CompleteMultipartUploadCommand).rejects(new NoSuchUpload({ message: 'gone', $metadata: {} }));
    s3.on(HeadObjectCommand).resolves({ VersionId: 'v9' });
    const second = await call('POST', '/submissions/s-1/complete', { body });
    expect(CompletedSubmission.parse(second.body)).toEqual(CompletedSubmission.parse(first.body));
  });

  it('names every error of a body at once, each with its pointer', async () => {
    const answer = await call('POST', '/submissions', { body: { fileName: '', bytes: 'many' } });
    expect(answer.status).toBe(400);
    expect(ApiError.parse(answer.body).error.problems?.map((problem) => problem.pointer)).toEqual([
      '/fileName',
      '/bytes',
    ]);
  });

  it('answers a body that is not JSON', async () => {
    expect(code(await call('POST', '/submissions', { body: '{' }))).toBe('body-not-json');
  });
});

describe('cases', () => {
  it('shows the steps of the workflow, one for a state that runs many times', async () => {
    const at = (s: number) => new Date(Date.UTC(2026, 2, 1, 10, 0, s));
    const name = 'Read the evaluation log';
    sfn.on(GetExecutionHistoryCommand).resolves({
      events: [
        { id: 1, type: 'ExecutionStarted', timestamp: at(0) },
        { id: 2, type: 'TaskStateEntered', timestamp: at(1), stateEnteredEventDetails: { name: 'Open the bundle' } },
        { id: 3, type: 'TaskStateExited', timestamp: at(2), stateExitedEventDetails: { name: 'Open the bundle' } },
        { id: 4, type: 'TaskStateEntered', timestamp: at(3), stateEnteredEventDetails: { name } },
        { id: 5, type: 'TaskStateEntered', timestamp: at(3), stateEnteredEventDetails: { name } },
        { id: 6, type: 'TaskStateExited', timestamp: at(4), stateExitedEventDetails: { name } },
      ],
    });
    const view = CaseView.parse((await call('GET', `/cases/${CASE}`)).body);
    expect(view.steps).toEqual([
      { name: 'Open the bundle', status: 'succeeded', enteredAt: at(1).toISOString(), exitedAt: at(2).toISOString() },
      { name, status: 'running', enteredAt: at(3).toISOString(), exitedAt: null },
    ]);
    expect(sfn.commandCalls(GetExecutionHistoryCommand)[0]?.args[0].input.executionArn).toBe(
      `arn:aws:states:us-east-1:111122223333:execution:review:${CASE}`,
    );
  });

  it('has no findings before the verdict', async () => {
    expect(code(await call('GET', `/cases/${CASE}/findings`))).toBe('not-decided');
  });

  it('shows the verdicts under all standards, and the findings under each', async () => {
    const verdict = (id: string, outcome: string) => ({ ...VERDICT, outcome, pack: { ...VERDICT.pack, id } });
    const packs = ['us-frontier/2026.1', 'eu-gpai/2026.1'];
    db.on(GetCommand, { Key: keys.case(CASE) }).resolves({ Item: { ...caseItem, status: 'decided', packs } });
    const items = [
      ['us-frontier', 'referred'],
      ['eu-gpai', 'cleared'],
    ].map(([pack = '', outcome = '']) => ({
      ...keys.verdict(CASE, `${pack}/2026.1`, 1),
      caseId: CASE,
      n: 1,
      decidedAt: caseItem.openedAt,
      verdict: verdict(pack, outcome),
      findings: `of-${pack}`,
    }));
    db.on(QueryCommand).callsFake(({ ExpressionAttributeValues: values }) => ({
      Items: values[':ledger'] === undefined ? items : [],
    }));
    for (const [key, document] of [
      ['of-us-frontier', [FINDING]],
      ['of-eu-gpai', []],
    ] as const)
      s3.on(GetObjectCommand, { Key: key }).callsFake(() => ({
        Body: { transformToString: async () => JSON.stringify(document) },
      }));

    const view = CaseView.parse((await call('GET', `/cases/${CASE}`)).body);
    expect(view.verdicts.map(({ pack, outcome }) => [pack.id, outcome])).toEqual([
      ['us-frontier', 'referred'],
      ['eu-gpai', 'cleared'],
    ]);
    expect(view.verdict).toEqual(view.verdicts[0]);
    expect((await call('GET', `/cases/${CASE}/findings`)).body).toEqual({ findings: [FINDING] });
    expect((await call('GET', `/cases/${CASE}/findings`, { query: 'standard=eu-gpai/2026.1' })).body).toEqual({
      findings: [],
    });
    const unknown = await call('GET', `/cases/${CASE}/findings`, { query: 'standard=uk-aisi/2026.1' });
    expect([unknown.status, code(unknown)]).toEqual([404, 'standard-unknown']);
  });

  it('refuses a page that starts nowhere', async () => {
    expect(code(await call('GET', '/cases', { query: 'start=zzz' }))).toBe('start-invalid');
  });

  it('names a route that does not exist', async () => {
    expect(code(await call('GET', '/nothing'))).toBe('route-unknown');
  });

  it('answers a fault of ours without its inside', async () => {
    db.on(GetCommand, { Key: keys.case(CASE) }).rejects(new Error('secret detail'));
    const answer = await call('GET', `/cases/${CASE}`);
    expect(answer.status).toBe(500);
    expect(JSON.stringify(answer.body)).not.toContain('secret');
  });
});
