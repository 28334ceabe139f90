import type * as z from 'zod';
import { isProofRefusal } from '#core/api/second-factor.ts';
import { ApiError } from '#core/api/wire.ts';
import type { Connection } from '../config/connection.ts';
import type { Context } from '../context.ts';
import { ApiRefusal, ServiceUnreachable } from './api-error.ts';
import { fetchOnce } from './fetch-once.ts';
import { isTransient, retryAfter, TransientError, withRetries } from './retry.ts';
import { tokenSource } from './token.ts';

export interface ApiClient {
  readonly origin: string;
  get<S extends z.ZodType>(path: string, schema: S): Promise<z.infer<S>>;
  post<S extends z.ZodType>(path: string, body: unknown, schema: S): Promise<z.infer<S>>;
  put<S extends z.ZodType>(path: string, body: unknown, schema: S): Promise<z.infer<S>>;
  /** An answer that is no JSON, as it came. */
  text(path: string): Promise<string>;
}

/** A client of the HTTP API of `core/api/wire.ts`: signs in, retries what is worth it, and parses every answer. */
export function apiClient(connection: Connection, context: Context): ApiClient {
  const base = connection.api.replace(/\/+$/, '');
  const tokens = tokenSource(connection, context);

  async function ask(method: string, path: string, body?: unknown): Promise<string> {
    const url = `${base}${path}`;
    let renewed = false;
    const attempt = async (): Promise<string> => {
      const response = await fetchOnce(url, {
        method,
        headers: {
          authorization: `Bearer ${await tokens.get()}`,
          accept: 'application/json, text/calendar',
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      if (response.status === 401 && !renewed) {
        renewed = true;
        tokens.forget();
        return attempt();
      }
      const text = await response.text();
      if (isTransient(response.status))
        throw new TransientError(`it says HTTP ${response.status}`, { retryAfter: retryAfter(response.headers) });
      if (!response.ok) throw refusal(response.status, `${method} ${url}`, text);
      return text;
    };
    try {
      return await withRetries(context, attempt);
    } catch (error) {
      throw error instanceof TransientError ? new ServiceUnreachable(url, error) : error;
    }
  }
  const call = async <S extends z.ZodType>(method: string, path: string, schema: S, body?: unknown) =>
    parseAnswer(`${method} ${base}${path}`, await ask(method, path, body), schema);
  return {
    origin: base,
    get: (path, schema) => call('GET', path, schema),
    post: (path, body, schema) => call('POST', path, schema, body),
    put: (path, body, schema) => call('PUT', path, schema, body),
    text: (path) => ask('GET', path),
  };
}

export function parseAnswer<S extends z.ZodType>(where: string, text: string, schema: S): z.infer<S> {
  const parsed = schema.safeParse(parseJson(text));
  if (parsed.success) return parsed.data;
  const first = parsed.error.issues[0];
  throw new ApiRefusal(200, 'unexpected-answer', 'The service answered in a form that this version does not know.', {
    where: `${where}, /${first?.path.join('/') ?? ''}`,
    expected: first?.message,
    cure: 'Use the command line of the same version as the service.',
  });
}

export function refusal(status: number, where: string, text: string): ApiRefusal {
  const parsed = ApiError.safeParse(parseJson(text));
  if (!parsed.success)
    return new ApiRefusal(status, 'http', `The service refused: HTTP ${status}.`, { where, cure: cureOf(status) });
  const { code, message, problems = [] } = parsed.data.error;
  const list = problems.map(({ pointer, message: problem }) => `${pointer}: ${problem}`).join('; ');
  return new ApiRefusal(status, code, message, {
    where,
    expected: list === '' ? undefined : list,
    cure: cureOf(status, code),
  });
}

function cureOf(status: number, code?: string): string | undefined {
  if (code !== undefined && isProofRefusal(code)) return 'Sign in again, and repeat the command: countersign login';
  if (status === 401) return 'Sign in again with "countersign login"; a program: check client id and secret.';
  if (status === 403) return '"countersign whoami" shows your roles; ask the operator for what is missing.';
  if (status === 404 && code === 'case-unknown') return 'Check the id: cases of other vendors look absent too.';
  if (status === 404 && code === 'standard-unknown')
    return 'Name a standard that there is: "countersign standards list".';
  return undefined;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
