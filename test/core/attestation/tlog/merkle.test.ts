import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { emptyRoot, type Hash, leafHash, levelOf, rootOf, splitOf } from '#core/attestation/tlog/merkle.ts';
import { consistencyProof, inclusionProof, rangeRoot } from '#core/attestation/tlog/proofs.ts';
import { verifyConsistency, verifyInclusion } from '#core/attestation/tlog/verify-proofs.ts';
import { codeOf } from '../../../fixtures/failing-with.ts';

const hex = (hash: Hash) => Buffer.from(hash).toString('hex');

/** The entries and roots that implementations of RFC 6962 have in common. */
const ENTRIES = ['', '00', '10', '2021', '3031', '40414243', '5051525354555657', '606162636465666768696a6b6c6d6e6f'];
const ROOTS = [
  'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
  '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
  'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
  'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
  'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
  '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
  '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
  'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
  '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
];
const KNOWN = ENTRIES.map((entry) => leafHash(Buffer.from(entry, 'hex')));
const nodesOf = (leaves: readonly Hash[]) => async (level: number, index: number) =>
  rootOf(leaves, index * 2 ** level, (index + 1) * 2 ** level);

describe('the Merkle tree of RFC 6962', () => {
  it.each(ROOTS.map((root, size) => [size, root] as const))('has over %i entries the root %s', async (size, root) => {
    expect(hex(rootOf(KNOWN, 0, size))).toBe(root);
    if (size > 0) expect(hex(await rangeRoot(nodesOf(KNOWN), 0, size))).toBe(root);
  });

  it('gives the proofs that implementations have in common', async () => {
    const node = nodesOf(KNOWN);
    expect((await inclusionProof(node, 0, 8)).map(hex)).toEqual([
      '96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7',
      '5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e',
      '6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4',
    ]);
    expect((await consistencyProof(node, 6, 8)).map(hex)).toEqual([
      '0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a',
      'ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0',
      'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
    ]);
    expect(await consistencyProof(node, 8, 8)).toEqual([]);
  });

  it('splits where logarithms of doubles would not', () => {
    expect(splitOf(2 ** 49 + 1)).toBe(2 ** 49);
    expect(splitOf(2 ** 49)).toBe(2 ** 48);
    expect(levelOf(2 ** 49 + 1)).toBeNull();
    expect(levelOf(2 ** 49)).toBe(49);
    expect(levelOf(0)).toBeNull();
  });
});

const tree = fc.integer({ min: 1, max: 300 }).chain((size) =>
  fc.record({
    leaves: fc.constant(Array.from({ length: size }, (_, n) => leafHash(Buffer.from(`entry ${n}`)))),
    index: fc.nat(size - 1),
    before: fc.integer({ min: 1, max: size }),
    flip: fc.nat(),
  }),
);
const flipped = (hash: Hash, at: number): Hash => {
  const copy = Uint8Array.from(hash);
  copy[at % 32] = (copy[at % 32] ?? 0) ^ (1 << (at % 8));
  return copy;
};

describe('inclusion and consistency', () => {
  it('hold for every entry and every earlier size, and lead to the root from what is proved alone', async () => {
    await fc.assert(
      fc.asyncProperty(tree, async ({ leaves, index, before }) => {
        const head = { size: leaves.length, root: rootOf(leaves) };
        const leaf = leaves[index] ?? emptyRoot();
        const node = nodesOf(leaves);
        const proof = await inclusionProof(node, index, head.size);
        expect(proof.length).toBeLessThanOrEqual(Math.ceil(Math.log2(head.size)));
        verifyInclusion(leaf, index, head, proof);
        const earlier = { size: before, root: rootOf(leaves, 0, before) };
        verifyConsistency(earlier, head, await consistencyProof(node, before, head.size));
        verifyConsistency({ size: 0, root: emptyRoot() }, head, []);
      }),
    );
  });

  it('fail for any bit, hash, index or size that is changed', async () => {
    await fc.assert(
      fc.asyncProperty(tree, async ({ leaves, index, before, flip }) => {
        const head = { size: leaves.length, root: rootOf(leaves) };
        const leaf = leaves[index] ?? emptyRoot();
        const proof = await inclusionProof(nodesOf(leaves), index, head.size);
        const fails = async (...args: Parameters<typeof verifyInclusion>) =>
          expect(await codeOf(() => verifyInclusion(...args))).toBe('inclusion-wrong');
        await fails(flipped(leaf, flip), index, head, proof);
        await fails(leaf, index, { ...head, root: flipped(head.root, flip) }, proof);
        await fails(leaf, index, head, [...proof, head.root]);
        await fails(leaf, head.size, head, proof);
        await fails(leaf, -1, head, proof);
        const at = flip % Math.max(proof.length, 1);
        if (proof.length > 0) {
          await fails(leaf, index, head, proof.with(at, flipped(proof[at] ?? leaf, flip)));
          await fails(leaf, index, head, proof.toSpliced(at, 1));
          await fails(leaf, (index + 1) % head.size, head, proof);
        }
        const earlier = { size: before, root: rootOf(leaves, 0, before) };
        const growth = await consistencyProof(nodesOf(leaves), before, head.size);
        const differs = async (...args: Parameters<typeof verifyConsistency>) =>
          expect(await codeOf(() => verifyConsistency(...args))).toBe('consistency-wrong');
        await differs({ ...earlier, root: flipped(earlier.root, flip) }, head, growth);
        await differs(earlier, { ...head, root: flipped(head.root, flip) }, growth);
        await differs(earlier, head, [...growth, head.root]);
        await differs({ ...head, size: head.size + 1 }, head, growth);
        if (growth.length > 0) {
          const one = flip % growth.length;
          await differs(earlier, head, growth.with(one, flipped(growth[one] ?? leaf, flip)));
          await differs(earlier, head, growth.toSpliced(one, 1));
        }
      }),
    );
  });
});
