import { TransientError } from './retry.ts';

/** One request; a network failure is transient. */
export async function fetchOnce(url: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(url, { ...init, signal: AbortSignal.timeout(120_000), redirect: init.redirect ?? 'error' });
  } catch (cause) {
    throw new TransientError(`no answer from ${url}`, { cause });
  }
}
