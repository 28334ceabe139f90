import { type Hash, levelOf, nodeHash, splitOf } from './merkle.ts';

/** The hash of a perfect subtree: 2^level leaves from index * 2^level on. */
export type NodeSource = (level: number, index: number) => Promise<Hash>;

/** Root over the leaves from `start` to `end` (not included), where `start` is a multiple of a power of two of at least that many. */
export async function rangeRoot(node: NodeSource, start: number, end: number): Promise<Hash> {
  const leaves = end - start;
  const level = levelOf(leaves);
  if (level !== null) return node(level, start / leaves);
  const split = start + splitOf(leaves);
  const [left, right] = await Promise.all([rangeRoot(node, start, split), rangeRoot(node, split, end)]);
  return nodeHash(left, right);
}

/**
 * The proof that the tree of `size` entries has a given one at `index`: PATH of RFC 6962, section 2.1.1, from the leaf up.
 * @throws RangeError where the tree has no such entry
 */
export async function inclusionProof(node: NodeSource, index: number, size: number): Promise<Hash[]> {
  if (index < 0 || index >= size) throw new RangeError(`a tree of ${size} entries has none at ${index}`);
  const path: [start: number, end: number][] = [];
  let [start, end] = [0, size];
  while (end - start > 1) {
    const split = start + splitOf(end - start);
    path.push(index < split ? [split, end] : [start, split]);
    [start, end] = index < split ? [start, split] : [split, end];
  }
  return Promise.all(path.reverse().map(([from, to]) => rangeRoot(node, from, to)));
}

/**
 * The proof that the tree of `size` entries begins with that of `before` entries: PROOF of RFC 6962, section 2.1.2.
 * @throws RangeError where `before` is not from 1 to `size`
 */
export async function consistencyProof(node: NodeSource, before: number, size: number): Promise<Hash[]> {
  if (before < 1 || before > size) throw new RangeError(`a tree of ${size} entries does not begin with ${before}`);
  const path: [start: number, end: number][] = [];
  let [start, end] = [0, size];
  // The part that both trees have, as they had it.
  while (end !== before) {
    const split = start + splitOf(end - start);
    path.push(before <= split ? [split, end] : [start, split]);
    [start, end] = before <= split ? [start, split] : [split, end];
  }
  if (start > 0) path.push([start, end]);
  return Promise.all(path.reverse().map(([from, to]) => rangeRoot(node, from, to)));
}
