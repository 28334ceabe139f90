import { randomUUID } from 'node:crypto';
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { Clock } from '../clock/clock.ts';
import { BodyTooLarge, readBody } from '../http/body.ts';
import type { Functions } from '../lambda/functions.ts';
import type { Log } from '../log.ts';
import { authorize, type Issuer } from './authorizer.ts';
import { type HttpReply, toEvent, toReply } from './payload.ts';
import type { CorsConfiguration } from './resource.ts';
import { matchRoute, type Route } from './routes.ts';

const MAX_BODY_BYTES = 10 * 1024 * 1024;

export interface HttpApiOptions {
  readonly apiId: string;
  readonly accountId: string;
  readonly routes: readonly Route[];
  readonly cors: CorsConfiguration | undefined;
  readonly functions: Functions;
  readonly findIssuer: (issuer: string) => Issuer | undefined;
  readonly clock: Clock;
  readonly log: Log;
}

/** API Gateway's HTTP API: routes, JWT authorizer, Lambda proxy with payload format 2.0, and its own error answers. */
export function httpApi(options: HttpApiOptions): RequestListener {
  return (request, response) => {
    answer(options, request)
      .catch((error: unknown) => {
        if (error instanceof BodyTooLarge) return ownAnswer(413, 'Request Entity Too Large');
        options.log(`${request.method} ${request.url}: ${error instanceof Error ? error.stack : String(error)}`);
        return ownAnswer(500, 'Internal Server Error');
      })
      .then((reply) => send(reply, options, request, response));
  };
}

const ownAnswer = (status: number, message: string, headers: Record<string, string> = {}): HttpReply => ({
  status,
  headers: { 'content-type': 'application/json', ...headers },
  cookies: [],
  body: Buffer.from(JSON.stringify({ message })),
});

async function answer(options: HttpApiOptions, request: IncomingMessage): Promise<HttpReply> {
  if (request.method === 'OPTIONS' && options.cors) {
    return { status: 204, headers: {}, cookies: [], body: Buffer.alloc(0) };
  }
  const path = (request.url ?? '/').split('?')[0] ?? '/';
  const match = matchRoute(options.routes, request.method ?? 'GET', path);
  if (!match) return ownAnswer(404, 'Not Found');
  const { authorization } = match.route;
  const authorized =
    authorization && (await authorize(authorization, request.headers.authorization, options.findIssuer));
  if (authorized && 'status' in authorized) {
    return authorized.status === 401
      ? ownAnswer(401, 'Unauthorized', { 'www-authenticate': 'Bearer' })
      : ownAnswer(403, 'Forbidden');
  }
  const event = toEvent({
    request,
    body: await readBody(request, MAX_BODY_BYTES),
    match,
    authorized,
    apiId: options.apiId,
    accountId: options.accountId,
    requestId: randomUUID(),
    now: new Date(options.clock.now()),
  });
  return invoke(options, match.route, event);
}

async function invoke({ functions, log }: HttpApiOptions, route: Route, event: object): Promise<HttpReply> {
  const timeout = Promise.withResolvers<null>();
  const timer = setTimeout(() => timeout.resolve(null), route.timeoutMs);
  try {
    const result = await Promise.race([functions.invoke(route.functionName, JSON.stringify(event)), timeout.promise]);
    if (result === null) return ownAnswer(503, 'Service Unavailable');
    const reply = result.functionError === null ? toReply(result.payload) : null;
    if (reply) return reply;
    log(`${route.key}: ${route.functionName} gave no reply: ${result.payload.slice(0, 500)}`);
    return ownAnswer(500, 'Internal Server Error');
  } finally {
    clearTimeout(timer);
  }
}

function send(reply: HttpReply, { cors }: HttpApiOptions, request: IncomingMessage, response: ServerResponse): void {
  response.writeHead(reply.status, {
    ...reply.headers,
    ...(cors && corsHeaders(cors, request)),
    ...(reply.cookies.length > 0 && { 'set-cookie': [...reply.cookies] }),
  });
  response.end(request.method === 'HEAD' ? undefined : reply.body);
}

function corsHeaders(cors: CorsConfiguration, request: IncomingMessage): Record<string, string> {
  const { origin } = request.headers;
  if (origin === undefined || !(cors.AllowOrigins.includes('*') || cors.AllowOrigins.includes(origin))) return {};
  return {
    'access-control-allow-origin': cors.AllowOrigins.includes('*') ? '*' : origin,
    'access-control-allow-methods': cors.AllowMethods.join(','),
    'access-control-allow-headers': cors.AllowHeaders.join(','),
    ...(cors.ExposeHeaders.length > 0 && { 'access-control-expose-headers': cors.ExposeHeaders.join(',') }),
    ...(cors.MaxAge !== undefined && { 'access-control-max-age': String(cors.MaxAge) }),
    ...(cors.AllowCredentials && { 'access-control-allow-credentials': 'true' }),
  };
}
