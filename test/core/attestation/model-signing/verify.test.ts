import { createHash, generateKeyPairSync } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { fromBase64, toBase64 } from '#core/attestation/base64.ts';
import { IN_TOTO, preAuthEncoding } from '#core/attestation/dsse.ts';
import { signEcdsa } from '#core/attestation/keys/ecdsa.ts';
import { readCertificate } from '#core/attestation/model-signing/certificate.ts';
import { signModel } from '#core/attestation/model-signing/sign.ts';
import { SIGSTORE_BUNDLE } from '#core/attestation/model-signing/signature-file.ts';
import type { ModelTrust } from '#core/attestation/model-signing/trust.ts';
import { verifyModel } from '#core/attestation/model-signing/verify.ts';
import {
  type Certified,
  certify,
  chainOfThree,
  NOT_FOR_SIGNING,
  UNKNOWN_CRITICAL,
} from '../../../fixtures/authority.ts';
import { codeOf } from '../../../fixtures/failing-with.ts';
import { sigstoreInstance } from '../../../fixtures/sigstore-instance.ts';

const sha = (text: string) => `sha256:${createHash('sha256').update(text).digest('hex')}`;
const FILES = [
  { path: 'bundle.json', sha256: sha('{}') },
  { path: 'evals/a.eval', sha256: sha('a') },
];
const MODEL = { name: 'release', files: FILES, ignored: ['model.sig'] };
const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const KEYS: ModelTrust = { keys: [publicKey] };
const SIGNED = signModel(MODEL, privateKey);

type Json = Record<string, unknown>;
const verify = (file: string, trust: ModelTrust = KEYS, present = FILES, whole = true) =>
  verifyModel(Buffer.from(file), trust, present, { whole });
/** A signature file by the key over any statement and payload type. */
function signing(statement: unknown, payloadType = IN_TOTO): string {
  const payload = Buffer.from(typeof statement === 'string' ? statement : JSON.stringify(statement));
  const sig = toBase64(signEcdsa(privateKey, preAuthEncoding(payloadType, payload)));
  return JSON.stringify({
    mediaType: SIGSTORE_BUNDLE,
    verificationMaterial: { publicKey: {} },
    dsseEnvelope: { payload: toBase64(payload), payloadType, signatures: [{ sig }] },
  });
}
const file: { dsseEnvelope: { payload: string }; verificationMaterial: { publicKey: Json } } = JSON.parse(SIGNED);
const statement: { subject: Json[]; predicate: { serialization: Json; resources: Json[] } } & Json = JSON.parse(
  Buffer.from(fromBase64(file.dsseEnvelope.payload)).toString(),
);
const withPredicate = (predicate: Json) =>
  signing({ ...statement, predicate: { ...statement.predicate, ...predicate } });
const [first = {}, second = {}] = statement.predicate.resources;

describe('a model signed by a key', () => {
  it('verifies, and its root is the digest of the bundle', () => {
    const verified = verify(SIGNED);
    expect(verified).toMatchObject({ form: 'key', ignored: [] });
    expect(verified.signed.files.get('evals/a.eval')).toBe(sha('a'));
  });

  it.each<[string, () => unknown]>([
    ['signature-not-json', () => verify('{')],
    ['signature-not-json', () => verifyModel(Buffer.from([0xff, 0xfe]), KEYS, FILES, { whole: true })],
    ['media-type', () => verify(SIGNED.replace('v0.3', 'v9'))],
    ['signature-malformed', () => verify('{}')],
    ['signature-malformed', () => verify(SIGNED.replace('"keyid":""}]', '"keyid":""},{"sig":"AA==","keyid":""}]'))],
    ['payload-type', () => verify(signing(statement, 'text/plain'))],
    ['statement-malformed', () => verify(signing('not json'))],
    ['statement-malformed', () => verify(signing({ ...statement, predicate: {} }))],
    ['statement-type', () => verify(signing({ ...statement, _type: 'https://in-toto.io/Statement/v0.1' }))],
    ['predicate-type', () => verify(signing({ ...statement, predicateType: 'https://slsa.dev/provenance/v1' }))],
    ['subject-count', () => verify(signing({ ...statement, subject: [...statement.subject, ...statement.subject] }))],
    [
      'serialization-unsupported',
      () => verify(withPredicate({ serialization: { method: 'shards', hash_type: 'sha256' } })),
    ],
    [
      'serialization-unsupported',
      () => verify(withPredicate({ serialization: { method: 'files', hash_type: 'blake3' } })),
    ],
    ['serialization-unsupported', () => verify(withPredicate({ resources: [{ ...first, algorithm: 'blake2b' }] }))],
    ['resource-unsafe', () => verify(withPredicate({ resources: [{ ...first, name: '../etc/passwd' }] }))],
    ['resource-unsafe', () => verify(withPredicate({ resources: [{ ...first, name: '/etc/passwd' }] }))],
    ['resource-unsafe', () => verify(withPredicate({ resources: [{ ...first, name: 'C:evil' }] }))],
    ['resource-duplicate', () => verify(withPredicate({ resources: [first, first] }))],
    ['root-digest-differs', () => verify(withPredicate({ resources: [second, first] }))],
    ['key-unknown', () => verify(SIGNED, {})],
    ['key-mismatch', () => verify(SIGNED, { keys: [generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey] })],
    [
      'signature-invalid',
      () => verify(signing(statement), { keys: [generateKeyPairSync('ec', { namedCurve: 'P-384' }).publicKey] }),
    ],
    [
      'signature-invalid',
      () => verify(JSON.stringify({ ...file, dsseEnvelope: { ...file.dsseEnvelope, payload: 'e30=' } })),
    ],
    ['key-unsupported', () => signModel(MODEL, generateKeyPairSync('ed25519').privateKey)],
    ['file-differs', () => verify(SIGNED, KEYS, [...FILES.slice(1), { path: 'bundle.json', sha256: sha('{ }') }])],
    ['file-missing', () => verify(SIGNED, KEYS, FILES.slice(1))],
    ['file-not-signed', () => verify(SIGNED, KEYS, [...FILES, { path: 'evals/b.eval', sha256: sha('b') }])],
  ])('fails with %s', async (code, work) => {
    expect(await codeOf(work)).toBe(code);
  });

  it('does not cover what the signer left out: a bundle is refused, a model says so', async () => {
    const ignoring = signModel({ ...MODEL, ignored: ['evals/more'] }, privateKey);
    const present = [...FILES, { path: 'evals/more/c.eval', sha256: sha('c') }];
    expect(await codeOf(() => verify(ignoring, KEYS, present))).toBe('file-not-signed');
    expect(verify(ignoring, KEYS, present, false).ignored).toEqual(['evals/more/c.eval']);
  });

  it.each(['P-256', 'P-384', 'P-521'])('takes keys on %s', (namedCurve) => {
    const pair = generateKeyPairSync('ec', { namedCurve });
    expect(verify(signModel(MODEL, pair.privateKey), { keys: [publicKey, pair.publicKey] }).form).toBe('key');
  });
});

describe('a model signed by a certificate', () => {
  let chain: { root: Certified; between: Certified; signer: Certified };
  beforeAll(async () => {
    chain = await chainOfThree();
  });
  const trust = (roots: Certified[], at = '2026-06-01'): ModelTrust => ({
    authorities: { certificates: roots.map(({ pem }) => readCertificate(pem)), at: new Date(at) },
  });
  const signed = (signer: Certified, ...more: Certified[]) =>
    signModel(
      MODEL,
      signer.key,
      [signer, ...more].map(({ pem }) => readCertificate(pem)),
    );

  it('verifies by its chain, whatever the order of what lies between', () => {
    const { root, between, signer } = chain;
    expect(verify(signed(signer, between), trust([root]))).toMatchObject({ form: 'certificate', signer: 'CN=signer' });
    expect(verify(signed(signer, root, between), trust([root])).form).toBe('certificate');
    expect(verify(signed(signer), trust([between])).form).toBe('certificate');
  });

  it.each<[string, () => Promise<[string, ModelTrust]>]>([
    ['certificate-untrusted', async () => [signed(chain.signer), trust([chain.root])]],
    ['certificate-untrusted', async () => [signed(chain.signer, chain.between), trust([])]],
    [
      'certificate-untrusted',
      async () => [signed(chain.signer, chain.between), trust([await certify({ subject: 'root', authority: true })])],
    ],
    [
      'certificate-not-valid-then',
      async () => [signed(chain.signer, chain.between), trust([chain.root], '2027-06-01')],
    ],
    [
      'certificate-not-valid-then',
      async () => [signed(chain.signer, chain.between), trust([chain.root], '2025-06-01')],
    ],
    [
      'certificate-not-for-signing',
      async () => {
        const usages = NOT_FOR_SIGNING;
        return [signed(await certify({ subject: 'tls', issuer: chain.root, usages })), trust([chain.root])];
      },
    ],
    [
      'certificate-issuer-not-authority',
      async () => {
        const below = await certify({ subject: 'below', issuer: chain.signer });
        return [signed(below, chain.signer, chain.between), trust([chain.root])];
      },
    ],
    [
      'certificate-path-too-long',
      async () => {
        const root = await certify({ subject: 'short', authority: true, pathLength: 0 });
        const between = await certify({ subject: 'between', issuer: root, authority: true });
        return [signed(await certify({ subject: 'signer', issuer: between }), between), trust([root])];
      },
    ],
    [
      'certificate-critical-extension',
      async () => {
        const root = await certify({ subject: 'root', authority: true, extensions: [UNKNOWN_CRITICAL] });
        return [signed(await certify({ subject: 'signer', issuer: root })), trust([root])];
      },
    ],
    [
      'certificate-malformed',
      async () => {
        const broken: { verificationMaterial: { x509CertificateChain: { certificates: Json[] } } } = JSON.parse(
          signed(chain.signer),
        );
        broken.verificationMaterial.x509CertificateChain.certificates = [{ rawBytes: 'AAAA' }];
        return [JSON.stringify(broken), trust([chain.root])];
      },
    ],
    [
      'signature-invalid',
      async () => {
        const other = await certify({ subject: 'other', issuer: chain.between });
        const theirs: Json = JSON.parse(signed(other, chain.between));
        const ours: Json = JSON.parse(signed(chain.signer, chain.between));
        return [JSON.stringify({ ...theirs, verificationMaterial: ours.verificationMaterial }), trust([chain.root])];
      },
    ],
  ])('fails with %s', async (code, make) => {
    const [signatureFile, trusted] = await make();
    expect(await codeOf(() => verify(signatureFile, trusted))).toBe(code);
  });

  it('is not signed with a certificate of another key', async () => {
    const chainOfOther = [readCertificate(chain.signer.pem)];
    expect(await codeOf(() => signModel(MODEL, privateKey, chainOfOther))).toBe('key-mismatch');
  });
});

describe('a model signed by Sigstore, keyless', () => {
  const WHO = 'https://github.com/larkspur/release/.github/workflows/release.yml@refs/heads/main';
  const ISSUER = 'https://token.actions.githubusercontent.com';
  type Bundle = Awaited<ReturnType<Awaited<ReturnType<typeof sigstoreInstance>>['signKeyless']>>;
  let bundle: Bundle;
  let trust: Required<Pick<ModelTrust, 'sigstore'>>;
  beforeAll(async () => {
    const instance = await sigstoreInstance();
    bundle = await instance.signKeyless(fromBase64(file.dsseEnvelope.payload), WHO, ISSUER);
    trust = { sigstore: { trustedRoot: instance.trustedRoot, identity: WHO, issuer: ISSUER } };
  });
  const entryWith = (part: Json): Bundle => {
    const [entry] = bundle.verificationMaterial.tlogEntries;
    if (entry === undefined) throw new Error('no entry');
    const { certificate } = bundle.verificationMaterial;
    return { ...bundle, verificationMaterial: { certificate, tlogEntries: [{ ...entry, ...part }] } };
  };

  it('verifies offline: chain, certificate log, transparency log, identity, files', () => {
    expect(verify(JSON.stringify(bundle), trust)).toMatchObject({ form: 'sigstore', signer: `${WHO} (${ISSUER})` });
  });

  it.each<[string, () => Promise<[unknown, ModelTrust]>]>([
    ['key-unknown', async () => [bundle, {}]],
    ['sigstore-root-malformed', async () => [bundle, { sigstore: { ...trust.sigstore, trustedRoot: { tlogs: 1 } } }]],
    ['sigstore-identity-differs', async () => [bundle, { sigstore: { ...trust.sigstore, identity: `${WHO}2` } }]],
    // A prefix, or a pattern, of the identity is another identity.
    ['sigstore-identity-differs', async () => [bundle, { sigstore: { ...trust.sigstore, identity: 'https://.*' } }]],
    [
      'sigstore-identity-differs',
      async () => [bundle, { sigstore: { ...trust.sigstore, issuer: 'https://evil.example' } }],
    ],
    [
      'sigstore-certificate',
      async () => {
        const { trustedRoot } = await sigstoreInstance();
        const { certificateAuthorities } = trustedRoot;
        const { sigstore } = trust;
        return [
          bundle,
          { sigstore: { ...sigstore, trustedRoot: { ...Object(sigstore.trustedRoot), certificateAuthorities } } },
        ];
      },
    ],
    [
      'sigstore-log',
      async () => {
        const { tlogs } = (await sigstoreInstance()).trustedRoot;
        const { sigstore } = trust;
        return [bundle, { sigstore: { ...sigstore, trustedRoot: { ...Object(sigstore.trustedRoot), tlogs } } }];
      },
    ],
    ['sigstore-log', async () => [entryWith({ inclusionPromise: { signedEntryTimestamp: 'AAAA' } }), trust]],
    ['sigstore-timestamp', async () => [entryWith({ integratedTime: '0' }), trust]],
    [
      'sigstore-log',
      async () => [
        { ...bundle, dsseEnvelope: { ...bundle.dsseEnvelope, payload: toBase64(Buffer.from('{}')) } },
        trust,
      ],
    ],
    [
      'signature-malformed',
      async () => [
        { ...bundle, verificationMaterial: { ...bundle.verificationMaterial, certificate: { rawBytes: 'AAAA' } } },
        trust,
      ],
    ],
  ])('fails with %s', async (code, make) => {
    const [changed, trusted] = await make();
    expect(await codeOf(() => verify(JSON.stringify(changed), trusted))).toBe(code);
  });
});
