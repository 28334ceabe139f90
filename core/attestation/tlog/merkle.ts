import { createHash } from 'node:crypto';

/** A SHA-256 hash: 32 bytes. */
export type Hash = Uint8Array;

export const HASH_BYTES = 32;

/** Hash of an entry: a byte 0 before it tells leaves from nodes (RFC 6962, section 2.1). */
export function leafHash(entry: Uint8Array): Hash {
  return createHash('sha256').update(LEAF).update(entry).digest();
}

/** Hash of two subtrees. */
export function nodeHash(left: Hash, right: Hash): Hash {
  return createHash('sha256').update(NODE).update(left).update(right).digest();
}

const LEAF = Uint8Array.of(0);
const NODE = Uint8Array.of(1);

/** Root of the tree without entries. */
export function emptyRoot(): Hash {
  return createHash('sha256').digest();
}

/** Largest power of two below n, for n of 2 or more: where RFC 6962 splits n leaves. */
export function splitOf(n: number): number {
  let split = 1;
  while (split * 2 < n) split *= 2;
  return split;
}

/** The level of a perfect subtree of n leaves; null where n is no power of two. Logarithms round, above 2^48. */
export function levelOf(n: number): number | null {
  let [rest, level] = [n, 0];
  while (rest > 1 && rest % 2 === 0) [rest, level] = [rest / 2, level + 1];
  return rest === 1 ? level : null;
}

/** Root over all leaf hashes, which are all at hand. */
export function rootOf(leaves: readonly Hash[], start = 0, end = leaves.length): Hash {
  const only = leaves[start];
  if (only === undefined || end === start) return emptyRoot();
  if (end - start === 1) return only;
  const split = start + splitOf(end - start);
  return nodeHash(rootOf(leaves, start, split), rootOf(leaves, split, end));
}
