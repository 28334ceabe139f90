import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { ReadObject } from '#core/attestation/tlog/tile.ts';
import { isTransient, TransientError, withRetries } from '../api/retry.ts';
import { CommandError } from '../command-error.ts';
import type { Context } from '../context.ts';

/** A bundle of 256 entries of 64 KiB each, at most. */
const LARGEST = 256 * (64 * 1024 + 2);
const PATIENCE = 30_000;

/** Reads the objects of a log, which is a folder or an address. */
export function logReader(log: string, context: Context): ReadObject {
  if (!/^https?:\/\//.test(log)) return async (path) => readFileOrNull(join(resolve(context.cwd, log), path));
  const base = log.endsWith('/') ? log : `${log}/`;
  return async (path) => withRetries(context, async () => download(new URL(path, base)));
}

async function readFileOrNull(path: string): Promise<Uint8Array | null> {
  try {
    return await readFile(path);
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return null;
    throw new CommandError('The log cannot be read.', {
      where: path,
      expected: 'a file of the log',
      cure: 'Check the path, and the rights.',
      cause,
    });
  }
}

async function download(url: URL): Promise<Uint8Array | null> {
  let response: Response;
  try {
    response = await fetch(url, {
      signal: AbortSignal.timeout(PATIENCE),
      headers: { 'accept-encoding': 'gzip, identity' },
    });
  } catch (cause) {
    throw new TransientError(`${url} cannot be reached.`, { cause });
  }
  if (response.status === 404) return null;
  if (isTransient(response.status)) throw new TransientError(`${url} answers ${response.status}.`);
  const unusable = (found: string) =>
    new CommandError(`The log answers ${found}.`, {
      where: url.href,
      expected: 'an object of the log',
      cure: 'Check the address.',
    });
  if (!response.ok || response.body === null) throw unusable(String(response.status));
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of response.body) {
    bytes += chunk.byteLength;
    if (bytes > LARGEST) throw unusable(`more than ${LARGEST} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
