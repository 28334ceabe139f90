import { existsSync, globSync, readFileSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { bundleDigest } from '#core/bundle/bundle-digest.ts';
import { comparePaths } from '#core/bundle/compare-paths.ts';
import { openBundle } from '#core/bundle/open-bundle.ts';
import { fromBytes } from '#core/io/random-access.ts';
import { bundleMembers, sha256 } from '../../fixtures/bundle-builder.ts';
import { memorySpool } from '../../fixtures/memory-spool.ts';
import { REAL_LOGS } from '../../fixtures/real-logs.ts';
import { yazlZip } from '../../fixtures/yazl-zip.ts';
import { writeZip } from '../../fixtures/zip-writer.ts';

describe('comparePaths', () => {
  it('orders as the bytes of the paths do', () => {
    const path = fc.string({ unit: fc.constantFrom('a', 'b', '/', 'é', '\ue000', '\uffff', '😀', '𐀀') });
    fc.assert(
      fc.property(path, path, (a, b) => {
        expect(Math.sign(comparePaths(a, b))).toBe(Buffer.compare(Buffer.from(a), Buffer.from(b)));
      }),
    );
  });
});

describe('the digest of a bundle', () => {
  it('depends on content alone: not on order, compression, signature, folders or the writer', async () => {
    const segment = fc.stringMatching(/^[a-z]{1,6}$/);
    const files = fc.dictionary(
      fc.array(segment, { minLength: 1, maxLength: 3 }).map((path) => path.join('/')),
      fc.string(),
      { maxKeys: 6 },
    );
    await fc.assert(
      fc.asyncProperty(
        files,
        fc.constantFrom(0, 8, 93),
        fc.array(fc.nat()),
        fc.boolean(),
        async (content, method, order, signed) => {
          const members = bundleMembers({ ...content });
          const digest = async (bytes: Uint8Array) =>
            (await openBundle(fromBytes(bytes), { spool: memorySpool })).digest;
          const plain = await digest(writeZip(members).bytes);
          expect(plain).toMatch(/^sha256:[0-9a-f]{64}$/);
          const shuffled = members
            .map((member, n) => ({ member: { ...member, method }, key: order[n] ?? n }))
            .sort((a, b) => a.key - b.key)
            .map(({ member }) => member);
          const more = signed ? [{ name: 'model.sig', data: 'signature' }, { name: 'folder/' }] : [];
          expect(await digest(writeZip([...more, ...shuffled]).bytes)).toBe(plain);
          const yazl = members.map(({ name, data }) => [String(name), Buffer.from(data ?? '')] as const);
          expect(await digest(await yazlZip(yazl, { compress: true }))).toBe(plain);
        },
      ),
      { numRuns: 40 },
    );
  });

  it('is unknown where a member is', () => {
    expect(bundleDigest([{ path: 'a', sha256: null }])).toBeNull();
  });
});

const MODEL_SIGNING = `${REAL_LOGS ?? 'shared/evidence'}/provenance/model-signing`;
const signatures = existsSync(MODEL_SIGNING) ? globSync(`${MODEL_SIGNING}/*/model.sig`).sort() : [];
const Statement = z.object({
  subject: z.array(z.object({ digest: z.object({ sha256: z.string() }) })),
  predicate: z.object({ resources: z.array(z.object({ name: z.string() })) }),
});

describe.skipIf(signatures.length === 0)(
  `sets signed by model-signing (${signatures.length || `absent: no ${MODEL_SIGNING}`})`,
  () => {
    it.each(signatures)('%s has our digest as its subject', (path) => {
      const { dsseEnvelope } = z
        .object({ dsseEnvelope: z.object({ payload: z.string() }) })
        .parse(JSON.parse(readFileSync(path, 'utf8')));
      const statement = Statement.parse(JSON.parse(Buffer.from(dsseEnvelope.payload, 'base64').toString()));
      const folder = dirname(path);
      // One of the sets was signed from within, as a folder named ".".
      const files = statement.predicate.resources.map(({ name }) => (name === '.' ? 'signme-1' : basename(name)));
      if (!files.every((name) => existsSync(`${folder}/${name}`))) throw new Error(`${folder} lacks a signed file`);
      const members = files.map((name) => ({ path: name, sha256: sha256(readFileSync(`${folder}/${name}`)) }));
      expect(bundleDigest(members)).toBe(`sha256:${statement.subject[0]?.digest.sha256}`);
    });
  },
);
