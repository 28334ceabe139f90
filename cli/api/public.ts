import type * as z from 'zod';
import type { Context } from '../context.ts';
import { ApiRefusal, ServiceUnreachable } from './api-error.ts';
import { parseAnswer, refusal } from './client.ts';
import { fetchOnce } from './fetch-once.ts';
import { isTransient, retryAfter, TransientError, withRetries } from './retry.ts';

/** Gets what the service answers to everybody: no token is asked for, and none is sent. @throws ApiRefusal, ServiceUnreachable */
export async function getPublic<S extends z.ZodType>(
  origin: string,
  path: string,
  schema: S,
  context: Context,
): Promise<z.infer<S>> {
  const url = `${origin.replace(/\/+$/, '')}${path}`;
  const attempt = async (): Promise<z.infer<S>> => {
    const response = await fetchOnce(url, { headers: { accept: 'application/json' } });
    const text = await response.text();
    if (isTransient(response.status))
      throw new TransientError(`it says HTTP ${response.status}`, { retryAfter: retryAfter(response.headers) });
    if (!response.ok) throw refusal(response.status, `GET ${url}`, text);
    return parseAnswer(`GET ${url}`, text, schema);
  };
  try {
    return await withRetries(context, attempt);
  } catch (error) {
    if (error instanceof ApiRefusal || !(error instanceof TransientError)) throw error;
    throw new ServiceUnreachable(url, error);
  }
}
