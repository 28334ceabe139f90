import { ApiError } from '#core/api/wire.ts';
import { handler } from '#functions/api/api.lambda.ts';

export type Claims = Record<string, string>;

/** The claims of somebody who is in these groups. */
export const person = (name: string, ...groups: string[]): Claims => ({
  client_id: 'people',
  scope: 'countersign/submit countersign/read countersign/act',
  sub: name,
  username: name,
  'cognito:groups': `[${groups.join(' ')}]`,
});

/** A request to the API, as the gateway hands it on. */
export async function call(claims: Claims | null, method: string, path: string, body?: object) {
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
      ...(claims && { authorizer: { jwt: { claims, scopes: [] } } }),
    },
  };
  const answer = await handler(JSON.parse(JSON.stringify(event)));
  const json: unknown = JSON.parse(answer.body);
  return { status: answer.statusCode, json, code: ApiError.safeParse(json).data?.error.code };
}

/** A request of somebody who has no token. */
export const callPublic = (path: string) => call(null, 'GET', path);
