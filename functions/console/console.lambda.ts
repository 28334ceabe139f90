import { join } from 'node:path';
import * as z from 'zod';
import { Environment, environment } from '../shared/environment.ts';
import { headersOf, securityHeaders } from './security-headers.ts';
import { readSite, type SiteFile } from './site.ts';

const env = environment(Environment.pick({ SIGN_IN_URL: true, CONSOLE_CLIENT_ID: true, UPLOAD_URL: true }));

/** The bundle of the function carries the console as the build made it. */
const site = readSite(join(process.env.LAMBDA_TASK_ROOT ?? import.meta.dirname, 'site'));
const security = securityHeaders({ signIn: new URL(env.SIGN_IN_URL).origin, uploads: new URL(env.UPLOAD_URL).origin });

/** What is read of a request (payload format 2.0 of HTTP APIs). */
const Request = z.object({
  rawPath: z.string(),
  headers: z.record(z.string(), z.string()).default({}),
});

interface Reply {
  statusCode: number;
  headers: Record<string, string>;
  body?: string;
  isBase64Encoded?: boolean;
}

const ROOT = '/app/';
const HOME = '/app/home';

/** What the page has to know of the deployment; nothing in it is a secret. */
const CONFIGURATION = JSON.stringify({ signInUrl: env.SIGN_IN_URL, clientId: env.CONSOLE_CLIENT_ID });

/** Serves the console: its files by name, its page for every other path under `/app/`, so that links lead into it. */
export async function handler(event: unknown): Promise<Reply> {
  const { rawPath, headers } = Request.parse(event);
  if (!rawPath.startsWith(ROOT)) return { statusCode: 302, headers: { ...security, location: HOME } };
  const path = rawPath.slice(ROOT.length);
  if (path === 'config.json')
    return {
      statusCode: 200,
      headers: { ...security, 'content-type': 'application/json', 'cache-control': 'no-cache' },
      body: CONFIGURATION,
    };
  const file = site.get(path);
  if (file !== undefined) return reply(file, headersOf(path, security), headers['accept-encoding'] ?? '');
  const page = site.get('index.html');
  if (page === undefined || /^assets\//.test(path) || /\.[a-z][a-z0-9]{1,4}$/.test(path))
    return { statusCode: 404, headers: { ...security, 'content-type': 'text/plain' }, body: 'There is no such file.' };
  return reply(page, security, headers['accept-encoding'] ?? '');
}

function reply({ type, encodings, immutable }: SiteFile, security: Record<string, string>, accepted: string): Reply {
  const taken = (['br', 'gzip'] as const).find((name) => accepted.includes(name) && encodings.has(name)) ?? 'identity';
  return {
    statusCode: 200,
    headers: {
      ...security,
      'content-type': type,
      'cache-control': immutable ? 'public, max-age=31536000, immutable' : 'no-cache',
      vary: 'accept-encoding',
      ...(taken !== 'identity' && { 'content-encoding': taken }),
    },
    body: (encodings.get(taken) ?? Buffer.alloc(0)).toString('base64'),
    isBase64Encoded: true,
  };
}
