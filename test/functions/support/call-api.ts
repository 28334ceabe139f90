import { BY_POOL, SECOND_FACTOR_CLAIM } from '#core/api/second-factor.ts';
import { ApiError } from '#core/api/wire.ts';
import { handler } from '#functions/api/api.lambda.ts';

/** Claims of a token, as the gateway's authorizer hands them on. */
export type Claims = Readonly<Record<string, string>>;

export const EVERY_SCOPE = 'countersign/submit countersign/read countersign/act';

/** In place of the time at which a request is made. */
export const JUST_NOW = 'just now';

/** The claims of somebody who has just signed in, and is in these groups. */
export const person = (name: string, ...groups: string[]): Claims => ({
  ...{ client_id: 'people', scope: EVERY_SCOPE, sub: name, username: name },
  ...{ auth_time: JUST_NOW, [SECOND_FACTOR_CLAIM]: BY_POOL },
  'cognito:groups': `[${groups.join(' ')}]`,
});

/** Asks the handler of the API, as the gateway does; null for who has no token. */
export async function callApi(claims: Claims | null, method: string, path: string, body?: object) {
  const [rawPath = '', rawQueryString = ''] = path.split('?');
  const event = {
    version: '2.0',
    routeKey: '$default',
    rawPath,
    rawQueryString,
    headers: { 'content-type': 'application/json', host: 'api' },
    ...(body && { body: JSON.stringify(body) }),
    isBase64Encoded: false,
    requestContext: {
      domainName: 'api',
      http: { method, path: rawPath, sourceIp: '127.0.0.1', userAgent: 'test' },
      ...(claims && { authorizer: { jwt: { claims: timed(claims), scopes: [] } } }),
    },
  };
  const { body: text, statusCode: status } = await handler(JSON.parse(JSON.stringify(event)));
  const json: unknown = text.startsWith('{') ? JSON.parse(text) : null;
  return { status, text, json, code: ApiError.safeParse(json).data?.error.code };
}

const timed = (claims: Claims): Claims =>
  claims.auth_time === JUST_NOW ? { ...claims, auth_time: String(Math.floor(Date.now() / 1000)) } : claims;

/** A request of somebody who has no token. */
export const callPublic = (path: string) => callApi(null, 'GET', path);
