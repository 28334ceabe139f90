import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { decodeJwt } from 'jose';
import type * as z from 'zod';
import { CaseCommand, type CaseLog, type CommandAnswer, type Queue } from '#core/api/procedure-wire.ts';
import { CompleteParts, RequestParts, StartSubmission } from '#core/api/wire.ts';

export const CASE_ID = `case-${'ab'.repeat(20)}`;
const SECRET = { id: 'vendor-client', secret: 'not really a secret' };

const NO_CASE = { error: { code: 'case-unknown', message: 'There is no such case of yours.' } };

/** What a test may have the service do to a request before it answers; returning true means "answered". */
export type Meddle = (
  request: { method: string; path: string; count: number; body: string },
  response: ServerResponse,
) => boolean;

export interface FakeApi extends AsyncDisposable {
  env: Record<string, string>;
  profile: Record<string, string>;
  /** "METHOD /path" of all requests, in order; part numbers stand as /put/<n>. */
  requests: string[];
  /** The bytes of the completed upload. */
  completed: Buffer | null;
  meddle: Meddle;
  /** Answers of `GET /cases/{id}`, one after the other; the last one stays. */
  views: unknown[];
  findings: unknown[];
  cases: unknown[];
  /** What `POST /submissions` said, one after the other. */
  started: z.infer<typeof StartSubmission>[];
  events: CaseLog['events'];
  /** Pages of `GET /queue`, by where they start; the first under ''. */
  queue: Record<string, Queue>;
  /** The commands that came, as they came. */
  commands: CaseCommand[];
  /** What a command leads to: an answer, or a refusal with its status. */
  reply: (command: CaseCommand) => CommandAnswer | { status: number; code: string; message: string };
  /** User names of the people whose requests came, in order. */
  people: string[];
}

interface Upload {
  bytes: number;
  parts: Map<number, Buffer>;
}

/** A service that speaks `core/api/wire.ts`; cases are those of one client, with any other there are none. Presigned
 * addresses are on itself. Parts are small so that a small bundle has many. */
export async function fakeApi(partBytes = 1024): Promise<FakeApi> {
  const uploads = new Map<string, Upload>();
  const counts = new Map<string, number>();
  const server = createServer((request, response) => {
    handle(request, response).catch((error: unknown) => {
      response.statusCode = 500;
      response.end(String(error));
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const origin = `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`;
  const profile = { api: origin, tokenUrl: `${origin}/oauth2/token`, clientId: SECRET.id, clientSecret: SECRET.secret };

  const api: FakeApi = {
    env: {
      COUNTERSIGN_API: origin,
      COUNTERSIGN_TOKEN_URL: profile.tokenUrl,
      COUNTERSIGN_CLIENT_ID: SECRET.id,
      COUNTERSIGN_CLIENT_SECRET: SECRET.secret,
    },
    profile,
    requests: [],
    completed: null,
    meddle: () => false,
    views: [],
    findings: [],
    cases: [],
    started: [],
    events: [],
    queue: {},
    commands: [],
    reply: () => ({ events: [], stage: 'agency_review', lastSeq: 0 }),
    people: [],
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(request.url ?? '/', origin);
    const method = request.method ?? 'GET';
    const body = await buffer(request);
    const key = `${method} ${pathname}`;
    api.requests.push(key);
    counts.set(key, (counts.get(key) ?? 0) + 1);
    const count = counts.get(key) ?? 0;
    if (api.meddle({ method, path: pathname, count, body: body.toString() }, response)) return;

    const json = (value: unknown, status = 200) => {
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(JSON.stringify(value));
    };
    const unknown = () => json({ error: { code: 'submission-unknown', message: 'There is no open upload.' } }, 404);

    if (pathname === '/oauth2/token') {
      const basic = Buffer.from((request.headers.authorization ?? '').replace('Basic ', ''), 'base64').toString();
      const [id = '', secret] = basic.split(':');
      const right =
        secret === encodeURIComponent(SECRET.secret) && body.toString().includes('grant_type=client_credentials');
      return right
        ? json({ access_token: `token-of-${id}`, expires_in: 3600 })
        : json({ error: 'invalid_client' }, 401);
    }
    const put = /^\/put\/([^/]+)\/(\d+)$/.exec(pathname);
    if (put !== null) {
      const upload = uploads.get(put[1] ?? '');
      if (upload === undefined) return unknown();
      const sha256 = createHash('sha256').update(body).digest('base64');
      if (request.headers['x-amz-checksum-sha256'] !== sha256) return json({ code: 'BadDigest' }, 400);
      upload.parts.set(Number(put[2]), body);
      response.setHeader('etag', `"${createHash('md5').update(body).digest('hex')}"`);
      response.end();
      return;
    }
    const client = clientOf(request.headers.authorization);
    if (client === null) return json({ error: { code: 'not-signed-in', message: 'Sign in.' } }, 401);

    if (key === 'POST /submissions') {
      const started = StartSubmission.parse(JSON.parse(body.toString()));
      const { bytes } = started;
      api.started.push(started);
      const id = `submission-${uploads.size + 1}`;
      uploads.set(id, { bytes, parts: new Map() });
      return json(
        { submissionId: id, uploadId: `upload-of-${id}`, partBytes, parts: Math.ceil(bytes / partBytes) },
        201,
      );
    }
    const [, root, id = '', action] = pathname.split('/');
    const own = client === SECRET.id;
    if (key === 'GET /cases') return json({ cases: own ? api.cases : [], next: null });
    if (key === 'GET /queue') {
      const page = api.queue[searchParams.get('start') ?? ''];
      return page === undefined
        ? json({ error: { code: 'queue-refused', message: 'You have no queue.' } }, 403)
        : json(page);
    }
    if (root === 'cases' && !own) return json(NO_CASE, 404);
    if (action === 'findings') return json({ findings: api.findings });
    if (action === 'events') return json({ events: api.events });
    if (action === 'commands') {
      const command = CaseCommand.parse(JSON.parse(body.toString()));
      api.commands.push(command);
      const said = api.reply(command);
      if ('status' in said) return json({ error: { code: said.code, message: said.message } }, said.status);
      return json(said);
    }
    if (root === 'cases') return caseView(json);
    const upload = uploads.get(id);
    if (upload === undefined) return unknown();
    if (action === undefined) {
      if (searchParams.get('uploadId') !== `upload-of-${id}`) return unknown();
      return json({
        parts: [...upload.parts].map(([part, bytes]) => ({
          part,
          etag: `"${createHash('md5').update(bytes).digest('hex')}"`,
          bytes: bytes.length,
          sha256: createHash('sha256').update(bytes).digest('base64'),
        })),
      });
    }
    if (action === 'parts') {
      const { parts } = RequestParts.parse(JSON.parse(body.toString()));
      return json({
        urls: parts.map(({ part, sha256 }) => ({
          part,
          url: `${origin}/put/${id}/${part}`,
          headers: {
            'x-amz-checksum-sha256': sha256,
            'content-length': String(Math.min(partBytes, upload.bytes - (part - 1) * partBytes)),
          },
        })),
      });
    }
    const { parts } = CompleteParts.parse(JSON.parse(body.toString()));
    api.completed = Buffer.concat(parts.map(({ part }) => upload.parts.get(part) ?? Buffer.alloc(0)));
    return json({ caseId: CASE_ID });
  }

  /** The client of a token; somebody of a vendor counts as the one that has cases. */
  function clientOf(header = ''): string | null {
    const [, token = ''] = /^Bearer (.+)$/.exec(header) ?? [];
    const [, client = null] = /^token-of-(.+)$/.exec(token) ?? [];
    if (client !== null || token === '') return client;
    const { username } = decodeJwt<{ username: string }>(token);
    api.people.push(username);
    return username.startsWith('vendor-') ? SECRET.id : username;
  }

  function caseView(json: (value: unknown, status?: number) => void): void {
    const view = api.views.length > 1 ? api.views.shift() : api.views[0];
    if (view === undefined || view === null) json(NO_CASE, 404);
    else json(view);
  }
  return api;
}
