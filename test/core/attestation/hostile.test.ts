import { generateKeyPairSync } from 'node:crypto';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { readCertificate } from '#core/attestation/model-signing/certificate.ts';
import { signModel } from '#core/attestation/model-signing/sign.ts';
import type { ModelTrust } from '#core/attestation/model-signing/trust.ts';
import { verifyModel } from '#core/attestation/model-signing/verify.ts';
import { append } from '#core/attestation/tlog/append.ts';
import { decodeEntries } from '#core/attestation/tlog/entry-bundle.ts';
import { localNoteSigner, parseNoteKey } from '#core/attestation/tlog/note-key.ts';
import { proveInclusion, verifyLogged } from '#core/attestation/tlog/tlog-proof.ts';
import { chainOfThree } from '../../fixtures/authority.ts';
import { codeOf } from '../../fixtures/failing-with.ts';
import { memoryLogStore } from '../../fixtures/memory-log-store.ts';
import { sigstoreInstance } from '../../fixtures/sigstore-instance.ts';

/** One place of a text changed: a byte, a cut, or a piece said twice. */
const change = fc.record({
  at: fc.nat(),
  how: fc.constantFrom('flip', 'cut', 'drop', 'twice'),
  bits: fc.integer({ min: 1, max: 255 }),
});
function changed(bytes: Uint8Array, { at, how, bits }: { at: number; how: string; bits: number }): Uint8Array {
  const place = at % bytes.byteLength;
  const [before, after] = [bytes.subarray(0, place), bytes.subarray(place)];
  if (how === 'cut') return before;
  if (how === 'drop') return Buffer.concat([before, after.subarray(bits)]);
  if (how === 'twice') return Buffer.concat([before, after.subarray(0, bits), after]);
  return Buffer.concat([before, Uint8Array.of((after[0] ?? 0) ^ bits), after.subarray(1)]);
}

const FILES = [{ path: 'a.txt', sha256: `sha256:${'ab'.repeat(32)}` }];
const MODEL = { name: 'release', files: FILES, ignored: [] };
const SAID = 'https://github.com/larkspur';

describe('a signature file that is changed anywhere', () => {
  const forms: [string, Uint8Array, ModelTrust][] = [];
  beforeAll(async () => {
    const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const byKey = Buffer.from(signModel(MODEL, privateKey));
    forms.push(['key', byKey, { keys: [publicKey] }]);
    const { root, between, signer } = await chainOfThree();
    const chain = [signer, between].map(({ pem }) => readCertificate(pem));
    const authorities = { certificates: [readCertificate(root.pem)], at: new Date('2026-06-01') };
    forms.push(['certificate', Buffer.from(signModel(MODEL, signer.key, chain)), { authorities }]);
    const instance = await sigstoreInstance();
    const { dsseEnvelope }: { dsseEnvelope: { payload: string } } = JSON.parse(byKey.toString());
    const bundle = await instance.signKeyless(Buffer.from(dsseEnvelope.payload, 'base64'), SAID, SAID);
    const sigstore = { trustedRoot: instance.trustedRoot, identity: SAID, issuer: SAID };
    forms.push(['sigstore', Buffer.from(JSON.stringify(bundle)), { sigstore }]);
  });

  it.each([0, 1, 2])('fails with a code, or says the same (form %i)', async (n) => {
    const [name, bytes, trust] = forms[n] ?? ['', new Uint8Array(), {}];
    const verify = (file: Uint8Array) => verifyModel(file, trust, FILES, { whole: true });
    const sound = verify(bytes);
    expect(sound.form).toBe(name);
    await fc.assert(
      fc.asyncProperty(change, async (one) => {
        const file = changed(bytes, one);
        // Any other error than one with a code goes on, and fails this test.
        if ((await codeOf(() => verify(file))) === null) expect(verify(file)).toEqual(sound);
      }),
      { numRuns: 300 },
    );
  });
});

describe('a proof of the log that is changed anywhere', () => {
  const signer = localNoteSigner('example.com/log', 'signature', generateKeyPairSync('ed25519').privateKey);
  const trust = { log: signer.noteKey, witnesses: [], quorum: 0 };
  const entry = Buffer.from('entry 3');

  it('fails with a code, or proves the same entry', async () => {
    const log = memoryLogStore();
    await append(
      log.store,
      signer,
      Array.from({ length: 9 }, (_, n) => Buffer.from(`entry ${n}`)),
    );
    const proof = Buffer.from(await proveInclusion(3, log.text('checkpoint'), log.fetch));
    const verify = (bytes: Uint8Array) => verifyLogged(entry, Buffer.from(bytes).toString('utf8'), trust);
    const sound = verify(proof);
    await fc.assert(
      fc.asyncProperty(change, async (one) => {
        const text = changed(proof, one);
        if ((await codeOf(() => verify(text))) === null) expect(verify(text)).toEqual(sound);
      }),
      { numRuns: 500 },
    );
  });

  it('and any text and bytes at all are answered', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary' }), fc.uint8Array(), async (text, bytes) => {
        expect(await codeOf(() => verifyLogged(entry, text, trust))).not.toBeNull();
        expect(await codeOf(() => parseNoteKey(text))).not.toBeNull();
        expect(await codeOf(() => verifyModel(bytes, {}, FILES, { whole: true }))).not.toBeNull();
        await codeOf(() => decodeEntries(bytes));
      }),
    );
  });
});
