import * as node from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as shim from '../../console/src/shims/keys.ts';

const CURVES = [
  { namedCurve: 'P-256', digest: 'sha256' },
  { namedCurve: 'P-384', digest: 'sha384' },
  { namedCurve: 'P-521', digest: 'sha512' },
];
const pem = (key: node.KeyObject) => String(key.export({ type: 'spki', format: 'pem' }));

describe.each(CURVES)('a key on $namedCurve in a browser', ({ namedCurve, digest }) => {
  const { publicKey, privateKey } = node.generateKeyPairSync('ec', { namedCurve });
  const key = shim.createPublicKey(pem(publicKey));
  const verifies = (data: Uint8Array, signature: Uint8Array) => [
    node.verify(digest, data, { key: publicKey, dsaEncoding: 'der' }, signature),
    shim.verify(digest, data, { key, dsaEncoding: 'der' }, signature),
  ];

  it('has the same bytes and the same name of its curve', () => {
    expect(key.export({ type: 'spki', format: 'der' })).toEqual(
      new Uint8Array(publicKey.export({ type: 'spki', format: 'der' })),
    );
    expect(key.asymmetricKeyDetails).toEqual(publicKey.asymmetricKeyDetails);
    expect([key.type, key.asymmetricKeyType]).toEqual([publicKey.type, publicKey.asymmetricKeyType]);
  });

  it('takes the signatures that Node takes, high and low, and none that was changed', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 64 }), fc.nat(), (data, at) => {
        const signature = node.sign(digest, data, { key: privateKey, dsaEncoding: 'der' });
        expect(verifies(data, signature)).toEqual([true, true]);
        const changed = Uint8Array.from(signature, (byte, i) => (i === at % signature.length ? byte ^ 1 : byte));
        expect(verifies(data, changed)).toEqual([false, false]);
        expect(verifies(Uint8Array.from([...data, 0]), signature)).toEqual([false, false]);
        expect(verifies(data, signature.subarray(0, at % signature.length))).toEqual([false, false]);
      }),
      { numRuns: 8 },
    );
  });
});

describe('an Ed25519 key in a browser', () => {
  const { publicKey, privateKey } = node.generateKeyPairSync('ed25519');
  const { x = '' } = publicKey.export({ format: 'jwk' });
  const key = shim.createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' });

  it('is read from both its forms', () => {
    expect(key.export({ format: 'jwk' })).toMatchObject({ crv: 'Ed25519', x });
    expect(shim.createPublicKey(pem(publicKey)).export({ format: 'jwk' })).toMatchObject({ x });
    expect(key.asymmetricKeyType).toBe('ed25519');
  });

  it('takes its own signatures alone', () => {
    const data = Buffer.from('checkpoint');
    const signature = node.sign(null, data, privateKey);
    expect(shim.verify(null, data, key, signature)).toBe(true);
    expect(shim.verify(null, Buffer.from('Checkpoint'), key, signature)).toBe(false);
    expect(shim.verify(null, data, key, signature.subarray(1))).toBe(false);
  });
});

describe('what is no key', () => {
  const { publicKey } = node.generateKeyPairSync('ec', { namedCurve: 'P-256' });

  it('is refused: another text, a point off the curve', () => {
    expect(() => shim.createPublicKey('a key')).toThrow();
    const der = publicKey.export({ type: 'spki', format: 'der' });
    der[der.length - 1] = (der.at(-1) ?? 0) ^ 1;
    const off = `-----BEGIN PUBLIC KEY-----\n${der.toString('base64')}\n-----END PUBLIC KEY-----\n`;
    expect(() => node.createPublicKey(off)).toThrow();
    expect(() => shim.createPublicKey(off)).toThrow();
  });

  it('is known to be of another kind', () => {
    const rsa = node.generateKeyPairSync('rsa', { modulusLength: 2048 });
    expect(shim.createPublicKey(pem(rsa.publicKey)).asymmetricKeyDetails.namedCurve).toBeUndefined();
  });
});
