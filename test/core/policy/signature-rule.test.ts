import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { keyRecord } from '#core/attestation/keys/key-set.ts';
import { signModel } from '#core/attestation/model-signing/sign.ts';
import { endOfDay, verifyByVendor } from '#core/attestation/model-signing/verify-vendor.ts';
import type { KnownSigners } from '#core/bundle/bundle-signature.ts';
import { fromBytes } from '#core/io/random-access.ts';
import { runExample } from '#core/policy/example.ts';
import { parsePack } from '#core/policy/pack.ts';
import { review } from '#core/review.ts';
import { bundleMembers, type Files, manifestFor, sha256 } from '../../fixtures/bundle-builder.ts';
import { memorySpool } from '../../fixtures/memory-spool.ts';
import { writeZip } from '../../fixtures/zip-writer.ts';
import { standard } from '../../policy/standard.ts';

const TRUSTED = { form: 'key', intact: true, trusted: true, signer: 'sha256:1', fault: null };

/** A standard that asks for a signature of the vendor, besides all else. */
function askingForSignature() {
  const { digest, ...content } = standard();
  const attested = content.criteria.find(({ id }) => id === 'INT-05');
  if (attested === undefined) throw new Error(`the standard ${digest} has no INT-05`);
  return parsePack({
    ...content,
    agencies: content.agencies.map((agency) =>
      agency.id === 'joint'
        ? { ...agency, needToKnow: { ...agency.needToKnow, manifest: [...agency.needToKnow.manifest, 'signature'] } }
        : agency,
    ),
    criteria: [
      ...content.criteria,
      {
        ...attested,
        id: 'INT-07',
        title: 'The vendor signs the bundle',
        reads: { ...attested.reads, manifest: ['signature'] },
        present: 'manifest.signature.present',
        rule: { met: 'manifest.signature.trusted', notMet: '!manifest.signature.trusted' },
        texts: {
          required: 'The bundle is signed by a registered key of the vendor.',
          absent: 'The bundle is not signed.',
          found: 'Signed by {manifest.signature.signer}; {manifest.signature.fault}.',
          met: 'The vendor signed every file.',
          notMet: 'Nobody whom the review knows signed it.',
          inconclusive: 'The signature could not be judged.',
        },
        neverInconclusive: 'A signature holds or does not.',
        examples: [
          { name: 'signed', given: { signature: TRUSTED }, expect: 'met' },
          {
            name: 'signed by somebody',
            given: { signature: { ...TRUSTED, trusted: false, signer: null, fault: 'key-unknown' } },
            expect: 'not_met',
          },
          { name: 'not signed', expect: 'not_met', missing: true },
        ],
      },
    ],
  });
}

const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const FILES: Files = { 'cards/model-card.md': '# Lark 1' };
const MEMBERS = bundleMembers(FILES, manifestFor(FILES));
const KEYS = [keyRecord(publicKey, { owner: 'larkspur', purpose: 'bundle', validFrom: '2026-01-01T00:00:00.000Z' })];
const registered: KnownSigners = (signature, manifest) =>
  verifyByVendor(signature, KEYS, manifest?.vendor.id ?? '', endOfDay(manifest?.date ?? '1970-01-01'));

/** What INT-07 says of a bundle. */
async function found(signed: boolean, signers?: KnownSigners) {
  const files = MEMBERS.map(({ name, data }) => ({ path: String(name), sha256: sha256(data ?? '') }));
  const signature = { name: 'model.sig', data: signModel({ name: 'release', files, ignored: [] }, privateKey) };
  const { bytes } = writeZip([...MEMBERS, ...(signed ? [signature] : [])]);
  const io = { spool: memorySpool, ...(signers === undefined ? {} : { signers }) };
  const { findings } = await review([askingForSignature()], fromBytes(bytes), io);
  const [finding] = findings.filter(({ criterion }) => criterion === 'INT-07');
  return [finding?.outcome, finding?.missing, finding?.returns];
}

describe('a standard that asks for a signature', () => {
  it('returns a bundle that is not signed, or by nobody it knows', async () => {
    expect(await found(false, registered)).toEqual(['not_met', true, true]);
    expect((await found(true))[0]).toBe('not_met');
    expect((await found(true, registered))[0]).toBe('met');
  });

  it('can say so in worked examples', () => {
    const pack = askingForSignature();
    const criterion = pack.criteria.find(({ id }) => id === 'INT-07');
    if (criterion === undefined) throw new Error('no INT-07');
    expect(criterion.examples.map((example) => runExample(pack, criterion, example)[0]?.outcome)).toEqual([
      'met',
      'not_met',
      'not_met',
    ]);
  });
});
