import { generateKeyPairSync, type KeyObject, sign, webcrypto } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { derSignature } from '#core/attestation/keys/der-signature.ts';
import { keyIdOf, privateKeyOf, publicKeyOf, signEcdsa, verifyEcdsa } from '#core/attestation/keys/ecdsa.ts';
import { type KeyEvent, KeyEventRefused, keySetAfter, withKeyEvent } from '#core/attestation/keys/key-history.ts';
import { KeySet, keyAt, keyRecord, keysById } from '#core/attestation/keys/key-set.ts';
import { signModel } from '#core/attestation/model-signing/sign.ts';
import { parseSignatureFile } from '#core/attestation/model-signing/signature-file.ts';
import { endOfDay, verifyByVendor } from '#core/attestation/model-signing/verify-vendor.ts';
import { codeOf } from '../../../fixtures/failing-with.ts';

const DATA = Buffer.from('what is signed');
const CURVES = [
  ['P-256', 32],
  ['P-384', 48],
  ['P-521', 66],
] as const;

describe('ECDSA signatures', () => {
  it.each(CURVES)('on %s are the same in DER and side by side', (namedCurve, coordinate) => {
    const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve });
    const digest = { 32: 'sha256', 48: 'sha384', 66: 'sha512' }[coordinate];
    // Enough that some numbers begin with a zero byte, or with a bit that DER has to pad.
    for (let n = 0; n < 64; n++) {
      const raw = new Uint8Array(sign(digest, DATA, { key: privateKey, dsaEncoding: 'ieee-p1363' }));
      const der = derSignature(raw, coordinate);
      expect(verifyEcdsa(publicKey, DATA, der)).toBe(true);
      expect(derSignature(der, coordinate)).toBe(der);
      expect(verifyEcdsa(publicKey, DATA, derSignature(signEcdsa(privateKey, DATA), coordinate))).toBe(true);
    }
  });

  it('of Web Crypto are taken', async () => {
    const pair = await webcrypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, ['sign']);
    const raw = new Uint8Array(await webcrypto.subtle.sign({ name: 'ECDSA', hash: 'SHA-256' }, pair.privateKey, DATA));
    const pem = Buffer.from(await webcrypto.subtle.exportKey('spki', pair.publicKey)).toString('base64');
    const key = publicKeyOf(`-----BEGIN PUBLIC KEY-----\n${pem}\n-----END PUBLIC KEY-----\n`);
    expect(verifyEcdsa(key, DATA, derSignature(raw, 32))).toBe(true);
  });

  it('are rewritten whatever the numbers, and other bytes are refused', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 64, maxLength: 64 }), (raw) => {
        const der = derSignature(raw, 32);
        if (der !== raw) expect(der.byteLength).toBeLessThanOrEqual(72);
        expect(derSignature(der, 32)).toBe(der);
      }),
    );
    for (const length of [0, 1, 63, 65, 80]) expect(() => derSignature(new Uint8Array(length), 32)).toThrow(RangeError);
  });

  it.each([
    ['key-malformed', () => publicKeyOf('-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n')],
    ['key-malformed', () => privateKeyOf('')],
    ['key-unsupported', () => publicKeyOf(pemOf(generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey))],
    ['key-unsupported', () => publicKeyOf(pemOf(generateKeyPairSync('ec', { namedCurve: 'secp256k1' }).publicKey))],
  ])('need another key: %s', async (code, work) => expect(await codeOf(work)).toBe(code));
});

const pemOf = (key: KeyObject) => String(key.export({ type: 'spki', format: 'pem' }));
const pair = () => generateKeyPairSync('ec', { namedCurve: 'P-256' });
const [one, two, three] = [pair(), pair(), pair()];
const DAY = (n: number) => `2026-03-${String(n).padStart(2, '0')}T00:00:00.000Z`;
const fresh = (key: KeyObject, from: number, owner = 'larkspur') => {
  const { revoked, validUntil, ...record } = keyRecord(key, { owner, purpose: 'bundle', validFrom: DAY(from) });
  expect([revoked, validUntil]).toEqual([null, null]);
  return record;
};
const registered = (key: KeyObject, at: number): KeyEvent => ({
  type: 'registered',
  at: DAY(at),
  by: 'ada',
  key: fresh(key, at),
});
const rotated = (from: KeyObject, to: KeyObject, at: number, until: number): KeyEvent => ({
  type: 'rotated',
  at: DAY(at),
  by: 'ada',
  replaces: keyIdOf(from),
  key: fresh(to, at),
  until: DAY(until),
});
const revoked = (key: KeyObject, at: number, reason: 'superseded' | 'ceased' | 'compromised'): KeyEvent => ({
  type: 'revoked',
  at: DAY(at),
  by: 'ada',
  keyid: keyIdOf(key),
  reason,
});

describe('the history of keys', () => {
  const history = [
    registered(one.publicKey, 1),
    rotated(one.publicKey, two.publicKey, 10, 12),
    revoked(two.publicKey, 20, 'ceased'),
  ];
  const code = (key: KeyObject, day: number, after = history) =>
    codeOf(() => keyAt(keySetAfter(after).keys, keyIdOf(key), DAY(day)));

  it('says of every key when it was good, also long after', async () => {
    expect(await code(one.publicKey, 1)).toBeNull();
    expect(await code(one.publicKey, 11)).toBeNull();
    expect(await code(one.publicKey, 12)).toBe('key-expired');
    expect(await code(two.publicKey, 9)).toBe('key-not-yet-valid');
    expect(await code(two.publicKey, 19)).toBeNull();
    expect(await code(two.publicKey, 20)).toBe('key-revoked');
    expect(await code(three.publicKey, 20)).toBe('key-unknown');
  });

  it('lets nothing count that a compromised key signed, whatever the date on it', async () => {
    const after = [...history, revoked(two.publicKey, 25, 'compromised')];
    expect(await code(two.publicKey, 15, after)).toBe('key-compromised');
    expect(await code(one.publicKey, 5, after)).toBeNull();
  });

  it.each<[string, KeyEvent]>([
    ['a key twice', registered(one.publicKey, 21)],
    ['rotation to a key that is there', rotated(two.publicKey, one.publicKey, 21, 22)],
    ['rotation from a revoked key', rotated(two.publicKey, three.publicKey, 21, 22)],
    ['rotation from a rotated key', rotated(one.publicKey, three.publicKey, 21, 22)],
    ['rotation from an unknown key', rotated(three.publicKey, pair().publicKey, 21, 22)],
    ['revocation of an unknown key', revoked(three.publicKey, 21, 'ceased')],
    ['a second revocation', revoked(two.publicKey, 21, 'superseded')],
  ])('does not take %s', (_, event) => {
    expect(() => withKeyEvent(keySetAfter(history), event)).toThrow(KeyEventRefused);
  });

  it('does not take a key of another owner as the next, or one under another id', async () => {
    const set = keySetAfter(history.slice(0, 1));
    const other = rotated(one.publicKey, two.publicKey, 10, 12);
    if (other.type !== 'rotated') throw new Error('not a rotation');
    expect(() => withKeyEvent(set, { ...other, key: fresh(two.publicKey, 10, 'somebody') })).toThrow(KeyEventRefused);
    const wrong = { ...fresh(two.publicKey, 10), keyid: keyIdOf(three.publicKey) };
    expect(await codeOf(() => withKeyEvent(set, { type: 'registered', at: DAY(2), by: 'ada', key: wrong }))).toBe(
      'key-mismatch',
    );
    expect(await codeOf(() => keysById([{ ...wrong, revoked: null, validUntil: null }]))).toBe('key-mismatch');
  });

  it('is a document that can be written and read', () => {
    const set = keySetAfter(history);
    expect(KeySet.parse(JSON.parse(JSON.stringify(set)))).toEqual(set);
  });
});

describe('the signature of a vendor', () => {
  const file = (key: KeyObject) =>
    parseSignatureFile(Buffer.from(signModel({ name: 'release', files: [], ignored: [] }, key)));
  const { keys } = keySetAfter([registered(one.publicKey, 1), revoked(one.publicKey, 20, 'superseded')]);
  const code = (key: KeyObject, day: string, vendor = 'larkspur') =>
    codeOf(() => verifyByVendor(file(key), keys, vendor, endOfDay(day)));

  it('counts by the key that the vendor had on that day', async () => {
    expect(await code(one.privateKey, '2026-03-01')).toBeNull();
    expect(await code(one.privateKey, '2026-02-28')).toBe('key-not-yet-valid');
    expect(await code(one.privateKey, '2026-03-20')).toBe('key-revoked');
    expect(await code(two.privateKey, '2026-03-01')).toBe('key-mismatch');
    expect(await code(one.privateKey, '2026-03-01', 'somebody')).toBe('key-unknown');
  });
});
