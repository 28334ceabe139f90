import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { keyIdOf } from '#core/attestation/keys/ecdsa.ts';
import { keyRecord } from '#core/attestation/keys/key-set.ts';
import { signModel } from '#core/attestation/model-signing/sign.ts';
import { SIGNATURE_BYTES } from '#core/attestation/model-signing/signature-file.ts';
import { endOfDay, verifyByVendor } from '#core/attestation/model-signing/verify-vendor.ts';
import { BundleIndex } from '#core/bundle/bundle-index.ts';
import type { KnownSigners } from '#core/bundle/bundle-signature.ts';
import { openBundle } from '#core/bundle/open-bundle.ts';
import { fromBytes } from '#core/io/random-access.ts';
import { manifestView } from '#core/policy/view/manifest-view.ts';
import { bundleMembers, type Files, manifestFor, sha256 } from '../../fixtures/bundle-builder.ts';
import { memorySpool } from '../../fixtures/memory-spool.ts';
import { writeZip } from '../../fixtures/zip-writer.ts';

const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const FILES: Files = { 'cards/model-card.md': '# Lark 1', 'documents/a.md': 'a' };
const MEMBERS = bundleMembers(FILES, manifestFor(FILES));
const signatureOver = (members = MEMBERS) =>
  signModel(
    {
      name: 'release',
      files: members.map(({ name, data }) => ({ path: String(name), sha256: sha256(data ?? '') })),
      ignored: ['model.sig'],
    },
    privateKey,
  );

/** The bundle with a signature, as whoever knows those signers opens it. */
async function open(signature: string | Uint8Array, signers?: KnownSigners, members = MEMBERS): Promise<BundleIndex> {
  const { bytes } = writeZip([...members, { name: 'model.sig', data: signature, method: 8 }]);
  const io = { spool: memorySpool, ...(signers === undefined ? {} : { signers }) };
  const index = await openBundle(fromBytes(bytes), io);
  expect(BundleIndex.parse(JSON.parse(JSON.stringify(index)))).toEqual(index);
  return index;
}
const codes = ({ problems }: BundleIndex) => problems.map(({ code, file }) => `${code} ${file}`);

/** The keys that the vendor has registered; they hold on the day of the submission. */
const registry =
  (validFrom: string, owner = 'larkspur'): KnownSigners =>
  (signature, manifest) => {
    const records = [keyRecord(publicKey, { owner, purpose: 'bundle', validFrom })];
    return verifyByVendor(signature, records, manifest?.vendor.id ?? '', endOfDay(manifest?.date ?? '1970-01-01'));
  };

describe('the signature of a bundle', () => {
  it('is over the whole of it, and is trusted where the vendor had registered the key', async () => {
    const index = await open(signatureOver(), registry('2026-01-01T00:00:00.000Z'));
    expect(codes(index)).toEqual([]);
    expect(index.signature).toEqual({
      form: 'key',
      intact: true,
      trusted: true,
      signer: keyIdOf(publicKey),
      fault: null,
    });
  });

  it('changes nothing of the digest, and is absent where there is none', async () => {
    const plain = await openBundle(fromBytes(writeZip(MEMBERS).bytes), { spool: memorySpool });
    expect(plain.signature).toBeUndefined();
    expect((await open(signatureOver())).digest).toBe(plain.digest);
  });

  it('is intact without a registry, but nobody says by whom', async () => {
    const { signature, problems } = await open(signatureOver());
    expect(problems).toEqual([]);
    expect(signature).toMatchObject({ intact: true, trusted: false, signer: null, fault: 'not-checked' });
  });

  it.each([
    ['key-not-yet-valid', registry('2026-12-01T00:00:00.000Z')],
    ['key-unknown', registry('2026-01-01T00:00:00.000Z', 'somebody')],
  ])('of a signer whom the review does not know is no problem of the bundle: %s', async (fault, signers) => {
    const { signature, problems } = await open(signatureOver(), signers);
    expect(problems).toEqual([]);
    expect(signature).toMatchObject({ intact: true, trusted: false, signer: null, fault });
  });

  it('that is wrong is a problem', async () => {
    const own = signatureOver();
    const other = signatureOver(MEMBERS.slice(0, 1));
    const [sig] = /"sig":"[^"]*"/.exec(other) ?? [];
    const index = await open(own.replace(/"sig":"[^"]*"/, sig ?? ''), registry('2026-01-01T00:00:00.000Z'));
    expect(codes(index)).toEqual(['signature-invalid model.sig']);
    expect(index.signature).toMatchObject({ trusted: false, fault: 'signature-invalid' });
  });

  const more = [...MEMBERS, { name: 'documents/b.md', data: 'b' }];
  it.each<[string, string | Uint8Array, typeof MEMBERS]>([
    ['signature-file-not-signed', signatureOver(), more],
    ['signature-file-missing', signatureOver(more), MEMBERS],
    ['signature-file-differs', signatureOver(MEMBERS.map((member) => ({ ...member, data: 'other' }))), MEMBERS],
    ['signature-not-json', 'not json', MEMBERS],
    ['signature-not-json', Buffer.alloc(SIGNATURE_BYTES + 1, 'not compressed at all '), MEMBERS],
    ['signature-malformed', '{}', MEMBERS],
    ['signature-malformed', `${'['.repeat(500_000)}${']'.repeat(500_000)}`, MEMBERS],
    [
      'signature-statement-malformed',
      signatureOver().replace(
        /"payload":"[^"]*"/,
        `"payload":"${Buffer.from('['.repeat(300_000)).toString('base64')}"`,
      ),
      MEMBERS,
    ],
    ['signature-media-type', '{"mediaType":"text/plain"}', MEMBERS],
  ])('that contradicts the bundle, or itself, is a problem: %s', async (code, signature, members) => {
    const index = await open(signature, undefined, members);
    expect(codes(index)).toContain(`${code} model.sig`);
    expect(index.signature).toMatchObject({ intact: false, trusted: false });
  });

  it('is read however deep a part of it is nested that nobody needs', async () => {
    const deep = `"tlogEntries":${'['.repeat(500_000)}${']'.repeat(500_000)}`;
    const { problems, signature } = await open(signatureOver().replace('"tlogEntries":[]', deep));
    expect(problems).toEqual([]);
    expect(signature).toMatchObject({ intact: true });
  });

  it('that leaves a file out does not cover the bundle', async () => {
    const files = MEMBERS.map(({ name, data }) => ({ path: String(name), sha256: sha256(data ?? '') }));
    const ignored = ['model.sig', 'documents'];
    const signature = signModel({ name: 'release', files: files.slice(0, 2), ignored }, privateKey);
    expect(codes(await open(signature))).toEqual(['signature-file-not-signed model.sig']);
  });

  it('is there for rules to ask for', async () => {
    const { manifest, signature } = await open(signatureOver(), registry('2026-01-01T00:00:00.000Z'));
    if (manifest === null) throw new Error('the manifest could not be read');
    expect(manifestView(manifest).signature).toMatchObject({ present: false, trusted: false });
    expect(manifestView(manifest, signature).signature).toEqual({
      present: true,
      form: 'key',
      intact: true,
      trusted: true,
      signer: keyIdOf(publicKey),
      fault: '',
    });
  });
});
