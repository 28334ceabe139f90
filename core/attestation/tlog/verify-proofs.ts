import { VerificationError } from '../verification-error.ts';
import { type Hash, levelOf, nodeHash } from './merkle.ts';

/** Root that an inclusion proof leads to; null where the proof is too short or too long (RFC 9162, section 2.1.3.2). */
function rootByInclusion(leaf: Hash, index: number, size: number, proof: readonly Hash[]): Hash | null {
  let [at, last] = [index, size - 1];
  let root = leaf;
  for (const hash of proof) {
    if (last === 0) return null;
    if (at % 2 === 1 || at === last) {
      root = nodeHash(hash, root);
      while (at % 2 === 0 && at !== 0) [at, last] = [at / 2, Math.floor(last / 2)];
    } else root = nodeHash(root, hash);
    [at, last] = [Math.floor(at / 2), Math.floor(last / 2)];
  }
  return last === 0 ? root : null;
}

/**
 * Verifies that a tree has an entry.
 * @throws VerificationError `inclusion-wrong`
 */
export function verifyInclusion(
  leaf: Hash,
  index: number,
  { size, root }: { size: number; root: Hash },
  proof: readonly Hash[],
): void {
  const found = isCount(index) && isCount(size) && index < size ? rootByInclusion(leaf, index, size, proof) : null;
  if (found !== null && equal(found, root)) return;
  throw new VerificationError(
    'inclusion-wrong',
    `The proof does not lead from entry ${index} to the root of the ${size} entries.`,
    'the proof that the log gives for this entry and this size',
  );
}

/**
 * Verifies that a tree begins with another one: nothing was changed or taken away (RFC 9162, section 2.1.4.2).
 * The empty tree is the beginning of every tree, and needs no proof.
 * @throws VerificationError `consistency-wrong`
 */
export function verifyConsistency(
  before: { size: number; root: Hash },
  after: { size: number; root: Hash },
  proof: readonly Hash[],
): void {
  if (isCount(before.size) && isCount(after.size) && holds(before, after, proof)) return;
  throw new VerificationError(
    'consistency-wrong',
    `The ${after.size} entries do not begin with the ${before.size} that there were.`,
    'a log that only grows',
  );
}

function holds(
  before: { size: number; root: Hash },
  after: { size: number; root: Hash },
  proof: readonly Hash[],
): boolean {
  if (before.size > after.size) return false;
  if (before.size === after.size) return proof.length === 0 && equal(before.root, after.root);
  if (before.size === 0) return proof.length === 0;
  // A tree of a power of two stands in the later one as it is, so that the proof leaves it out.
  const [first, ...rest] = levelOf(before.size) !== null ? [before.root, ...proof] : proof;
  if (first === undefined) return false;
  let [at, last] = [before.size - 1, after.size - 1];
  while (at % 2 === 1) [at, last] = [Math.floor(at / 2), Math.floor(last / 2)];
  let [old, now] = [first, first];
  for (const hash of rest) {
    if (last === 0) return false;
    if (at % 2 === 1 || at === last) {
      [old, now] = [nodeHash(hash, old), nodeHash(hash, now)];
      while (at % 2 === 0 && at !== 0) [at, last] = [at / 2, Math.floor(last / 2)];
    } else now = nodeHash(now, hash);
    [at, last] = [Math.floor(at / 2), Math.floor(last / 2)];
  }
  return last === 0 && equal(old, before.root) && equal(now, after.root);
}

const isCount = (value: number) => Number.isSafeInteger(value) && value >= 0;
const equal = (a: Hash, b: Hash) => Buffer.compare(a, b) === 0;
