import { createHash } from 'node:crypto';
import type { RandomAccess } from '../io/random-access.ts';
import { chunks } from './chunks.ts';
import type { ThreadDigest, Threads } from './threads.ts';

/** Digest of a whole source as "sha256:" and 64 hexadecimal digits, in bounded memory. */
export async function digestOf(source: RandomAccess): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of chunks(source)) hash.update(chunk);
  return `sha256:${hash.digest('hex')}`;
}

/** A SHA-256 of bytes as they go by, by another thread where one has room for it. */
export function runningDigest(bytes: number, threads: Threads | undefined): ThreadDigest {
  const elsewhere = threads?.sha256(bytes);
  if (elsewhere) return elsewhere;
  const hash = createHash('sha256');
  return {
    async update(chunk) {
      hash.update(chunk);
    },
    async digest() {
      return hash.digest('hex');
    },
  };
}
