import { generateKeyPairSync } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { append, MOST_ENTRIES, recover } from '#core/attestation/tlog/append.ts';
import { audit } from '#core/attestation/tlog/audit.ts';
import { parseCheckpoint, verifyCheckpoint } from '#core/attestation/tlog/checkpoint.ts';
import { entryBytes, parseEntry } from '#core/attestation/tlog/entry.ts';
import { decodeEntries } from '#core/attestation/tlog/entry-bundle.ts';
import { leafHash, rootOf } from '#core/attestation/tlog/merkle.ts';
import { localNoteSigner } from '#core/attestation/tlog/note-key.ts';
import { parseNote } from '#core/attestation/tlog/signed-note.ts';
import { hashesAt, tilePath, widthOf } from '#core/attestation/tlog/tile.ts';
import { parseProof, proveInclusion, verifyLogged } from '#core/attestation/tlog/tlog-proof.ts';
import { cosign, verifyGrowth } from '#core/attestation/tlog/witness.ts';
import { codeOf } from '../../../fixtures/failing-with.ts';
import { memoryLogStore } from '../../../fixtures/memory-log-store.ts';

const signer = localNoteSigner('example.com/log', 'signature', generateKeyPairSync('ed25519').privateKey);
const trust = { log: signer.noteKey, witnesses: [], quorum: 0 };
const entries = (count: number, from = 0) => Array.from({ length: count }, (_, n) => Buffer.from(`entry ${from + n}`));
type Memory = ReturnType<typeof memoryLogStore>;
const headOf = ({ text }: Memory) => verifyCheckpoint(text('checkpoint'), trust).checkpoint;

/** Every entry of a log, from its bundles. */
async function allEntries(log: Memory) {
  const { size } = headOf(log);
  const found: Uint8Array[] = [];
  for (let index = 0; index * 256 < size; index++)
    found.push(
      ...decodeEntries((await log.fetch(tilePath('entries', index, widthOf(0, index, size)))) ?? new Uint8Array()),
    );
  return found;
}

/** The log is one tree: its root is over its entries, and every tile says the same. */
async function expectWhole(log: Memory) {
  const { size, root } = headOf(log);
  const found = await allEntries(log);
  expect(found.length).toBe(size);
  expect(Buffer.from(root).equals(rootOf(found.map(leafHash)))).toBe(true);
  await verifyGrowth(log.text('checkpoint'), signer.noteKey, null, log.fetch);
  return found.map((entry) => Buffer.from(entry).toString());
}

describe('tiles', () => {
  it.each([
    [tilePath(0, 0, 256), 'tile/0/000'],
    [tilePath(3, 1_234_067, 256), 'tile/3/x001/x234/067'],
    [tilePath('entries', 999, 8), 'tile/entries/999.p/8'],
    [tilePath(1, 1000, 1), 'tile/1/x001/000.p/1'],
  ])('are at %s', (path, expected) => expect(path).toBe(expected));

  it('are those of the specification for 70,000 entries', () => {
    const [full, ...partial] = [
      hashesAt(0, 70_000),
      widthOf(0, 273, 70_000),
      widthOf(1, 1, 70_000),
      widthOf(2, 0, 70_000),
    ];
    expect(Math.floor((full ?? 0) / 256)).toBe(273);
    expect(partial).toEqual([112, 17, 1]);
    expect(widthOf(1, 0, 256)).toBe(1);
  });
});

describe('a log', () => {
  it('grows by any batches to one tree, and proves every entry and every earlier size', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 1, max: 300 }), { minLength: 1, maxLength: 5 }), async (batches) => {
        const log = memoryLogStore();
        let size = 0;
        let last = null;
        for (const count of batches) {
          expect(await append(log.store, signer, entries(count, size))).toBe(size);
          size += count;
          last = await verifyGrowth(log.text('checkpoint'), signer.noteKey, last, log.fetch);
        }
        expect(await expectWhole(log)).toEqual(entries(size).map(String));
        const index = Math.floor(size / 2);
        const proof = await proveInclusion(index, log.text('checkpoint'), log.fetch);
        expect(verifyLogged(Buffer.from(`entry ${index}`), proof, trust).index).toBe(index);
        expect(await codeOf(() => verifyLogged(Buffer.from('other'), proof, trust))).toBe('inclusion-wrong');
      }),
      { numRuns: 20 },
    );
  });

  it('crosses from one level of tiles to the next', async () => {
    const log = memoryLogStore();
    const size = 256 * 256 + 300;
    for (let at = 0; at < size; at += MOST_ENTRIES)
      await append(log.store, signer, entries(Math.min(MOST_ENTRIES, size - at), at));
    const { root } = headOf(log);
    expect(Buffer.from(root).equals(rootOf(entries(size).map(leafHash)))).toBe(true);
    expect(log.objects.has('tile/2/000.p/1')).toBe(true);
    const proof = await proveInclusion(70, log.text('checkpoint'), log.fetch);
    expect(parseProof(proof).hashes).toHaveLength(17);
    verifyLogged(Buffer.from('entry 70'), proof, trust);
  });

  it('stays one where many writers write at once, whatever the order of their calls', async () => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), fc.integer({ min: 2, max: 4 }), async (scheduler, writers) => {
        const log = memoryLogStore(async (call, path) => scheduler.schedule(Promise.resolve(), `${call} ${path}`));
        const written = Array.from({ length: writers }, (_, writer) =>
          append(log.store, signer, [Buffer.from(`${writer} a`), Buffer.from(`${writer} b`)]),
        );
        const indexes = await scheduler.waitFor(Promise.all(written));
        const found = await expectWhole(log);
        expect(found).toHaveLength(2 * writers);
        for (const [writer, index] of indexes.entries())
          expect(found.slice(index, index + 2)).toEqual([`${writer} a`, `${writer} b`]);
      }),
      { numRuns: 40 },
    );
  });

  it('is completed by the next writer, wherever one dies', async () => {
    const calls: string[] = [];
    const counting = memoryLogStore(async (call, path) => void calls.push(`${call} ${path}`));
    await append(counting.store, signer, entries(250));
    const before = calls.length;
    await append(counting.store, signer, entries(10, 250));
    for (let dies = 0; dies < calls.length - before; dies++) {
      let left = Number.POSITIVE_INFINITY;
      const log = memoryLogStore(async () => {
        if (left === 0) throw new Error('the writer dies');
        left -= 1;
      });
      await append(log.store, signer, entries(250));
      left = dies;
      await expect(append(log.store, signer, entries(10, 250))).rejects.toThrow('the writer dies');
      left = Number.POSITIVE_INFINITY;
      await append(log.store, signer, [Buffer.from('next')]);
      const found = await expectWhole(log);
      expect(found.at(-1)).toBe('next');
      // The claim was made, and so the entries are in; or it was not, and they are not.
      expect([251, 261]).toContain(found.length);
    }
  });

  it('can be completed without more entries', async () => {
    const log = memoryLogStore(async (call, path) => {
      if (call === 'create' && path === 'checkpoint' && dies) throw new Error('the writer dies');
    });
    let dies = true;
    await expect(append(log.store, signer, entries(3))).rejects.toThrow();
    dies = false;
    expect(await recover(log.store, signer)).toBe(true);
    expect(await recover(log.store, signer)).toBe(false);
    expect(await expectWhole(log)).toHaveLength(3);
  });

  it('grows although a witness signs its checkpoint meanwhile', async () => {
    const witness = localNoteSigner('example.com/w', 'cosignature', generateKeyPairSync('ed25519').privateKey);
    let signing = false;
    const log = memoryLogStore(async (call) => {
      if (call !== 'replace' || !signing) return;
      signing = false;
      log.put('checkpoint', Buffer.from(await cosign(log.text('checkpoint'), witness, 1_700_000_000)));
    });
    await append(log.store, signer, entries(3));
    signing = true;
    expect(await append(log.store, signer, entries(2, 3))).toBe(3);
    expect(headOf(log).size).toBe(5);
    await expectWhole(log);
  });

  it('stops where the store has bytes that do not follow from its claims', async () => {
    const log = memoryLogStore();
    await append(log.store, signer, entries(3));
    log.put('tile/0/000.p/4', new Uint8Array(4 * 32));
    expect(await codeOf(() => append(log.store, signer, entries(1, 3)))).toBe('log-forked');
    const unreadable = memoryLogStore();
    unreadable.put('claim/0', Buffer.from('{}'));
    expect(await codeOf(() => append(unreadable.store, signer, entries(1)))).toBe('log-malformed');
  });

  it('takes no checkpoint that it has not signed itself', async () => {
    const log = memoryLogStore();
    const other = localNoteSigner('example.com/log', 'signature', generateKeyPairSync('ed25519').privateKey);
    await append(log.store, other, entries(3));
    expect(await codeOf(() => append(log.store, signer, entries(1)))).toBe('note-unsigned');
  });
});

describe('a witness', () => {
  const grown = async (count: number) => {
    const log = memoryLogStore();
    await append(log.store, signer, entries(count));
    return log;
  };
  const look = (log: Memory, last: Parameters<typeof verifyGrowth>[2]) =>
    codeOf(() => verifyGrowth(log.text('checkpoint'), signer.noteKey, last, log.fetch));

  it('notices a log that is rolled back, forked, or rewritten', async () => {
    const log = await grown(300);
    const last = headOf(log);
    expect(await look(log, last)).toBeNull();
    expect(await look(await grown(299), last)).toBe('log-rolled-back');
    const forked = memoryLogStore();
    await append(forked.store, signer, entries(300, 1));
    expect(await look(forked, last)).toBe('log-forked');
    await append(forked.store, signer, entries(5));
    expect(await look(forked, last)).toBe('consistency-wrong');
  });

  it('notices at its first look that tiles do not come to the root', async () => {
    const log = await grown(300);
    const tile = await log.fetch('tile/0/001.p/44');
    log.put('tile/0/001.p/44', Buffer.concat([Buffer.alloc(1), (tile ?? Buffer.alloc(0)).subarray(1)]));
    expect(await look(log, null)).toBe('consistency-wrong');
    log.put('tile/0/001.p/44', Buffer.alloc(32));
    await expect(look(log, null)).rejects.toThrow('tile/0/001.p/44 has 32 bytes');
    log.objects.delete('tile/0/001.p/44');
    await expect(look(log, null)).rejects.toThrow('the log has no tile/0/001.p/44');
  });

  it('takes a full tile where the partial one is gone', async () => {
    const log = await grown(255);
    const signed = log.text('checkpoint');
    await append(log.store, signer, entries(1, 255));
    log.objects.delete('tile/0/000.p/255');
    expect(parseCheckpoint(parseNote(signed).text).size).toBe(255);
    await verifyGrowth(signed, signer.noteKey, null, log.fetch);
  });
});

describe('an audit', () => {
  const digest = (n: number) => `sha256:${n.toString(16).padStart(64, '0')}`;
  const logged = async () => {
    const log = memoryLogStore();
    const all = Array.from({ length: 300 }, (_, n) =>
      entryBytes({ kind: n % 3 === 0 ? 'case' : 'verdict', digest: digest(n) }),
    );
    await append(log.store, signer, all);
    return log;
  };
  const result = (log: Memory) => codeOf(() => audit(log.text('checkpoint'), signer.noteKey, log.fetch));

  it('reads every entry, and counts them', async () => {
    const log = await logged();
    const { size, kinds } = await audit(log.text('checkpoint'), signer.noteKey, log.fetch);
    expect([size, kinds]).toEqual([300, { verdict: 200, standard: 0, case: 100 }]);
  });

  it('notices an entry that was changed, taken away, or is none of ours', async () => {
    const log = await logged();
    const bundle = Buffer.from((await log.fetch('tile/entries/000')) ?? []);
    const at = bundle.indexOf('0001"');
    bundle.write('0002"', at);
    log.put('tile/entries/000', bundle);
    expect(await result(log)).toBe('consistency-wrong');
    log.put('tile/entries/000', bundle.subarray(0, -1));
    expect(await result(log)).toBe('log-malformed');
    log.put('tile/entries/000', Buffer.alloc(0));
    expect(await result(log)).toBe('consistency-wrong');
    const other = memoryLogStore();
    await append(other.store, signer, entries(3));
    expect(await result(other)).toBe('log-malformed');
  });
});

describe('entries', () => {
  const digest = `sha256:${'ab'.repeat(32)}`;
  it('are digests and nothing else', async () => {
    const entry = { kind: 'verdict', digest } as const;
    expect(Buffer.from(entryBytes(entry)).toString()).toBe(`{"digest":"${digest}","kind":"verdict"}`);
    expect(parseEntry(entryBytes(entry))).toEqual(entry);
    for (const other of [
      '{',
      '{}',
      `{"digest":"${digest}","kind":"verdict","note":"secret"}`,
      `{"digest":"x","kind":"case"}`,
    ])
      expect(await codeOf(() => parseEntry(Buffer.from(other)))).toBe('log-malformed');
  });

  it('are proved in the format of C2SP, with extra data or without', async () => {
    const log = memoryLogStore();
    await append(log.store, signer, entries(2));
    const proof = await proveInclusion(1, log.text('checkpoint'), log.fetch);
    expect(proof.startsWith('c2sp.org/tlog-proof@v1\nindex 1\n')).toBe(true);
    const extra = proof.replace('index', 'extra AAAA\nindex');
    expect(verifyLogged(Buffer.from('entry 1'), extra, trust).index).toBe(1);
    for (const [from, to] of [
      ['@v1', '@v2'],
      ['index 1', 'index 01'],
      ['index 1', 'at 1'],
      ['\n\n', '\nAAAA\n\n'],
      ['\n\n', '\n'],
    ])
      expect(await codeOf(() => parseProof(proof.replace(from ?? '', to ?? '')))).toBe('proof-malformed');
  });
});
