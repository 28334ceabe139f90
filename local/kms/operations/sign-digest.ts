import { createECDH, type KeyObject } from 'node:crypto';
import * as z from 'zod';
import { KmsError } from '../kms-error.ts';

/** Order of the group of P-256 (FIPS 186-5, SP 800-186). */
const ORDER = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;
const BYTES = 32;

/**
 * ECDSA on P-256 over a digest that is made already (FIPS 186-5, section 6.4.1), which Node has no call for: it always hashes first.
 * @returns the signature in DER
 */
export function signDigest(digest: Uint8Array, key: KeyObject): Buffer {
  if (digest.byteLength !== BYTES)
    throw new KmsError(
      'ValidationException',
      `Digest is invalid length for algorithm ECDSA_SHA_256: ${digest.byteLength}.`,
    );
  const { d } = z.object({ d: z.string() }).parse(key.export({ format: 'jwk' }));
  const secret = number(Buffer.from(d, 'base64url'));
  for (;;) {
    const once = createECDH('prime256v1');
    // An uncompressed point: 0x04, x, y.
    const point = once.generateKeys();
    const r = number(point.subarray(1, 1 + BYTES)) % ORDER;
    const s = (inverse(number(once.getPrivateKey())) * (number(digest) + r * secret)) % ORDER;
    if (r !== 0n && s !== 0n) return der(0x30, Buffer.concat([integer(r), integer(s)]));
  }
}

const number = (of: Uint8Array) => BigInt(`0x${Buffer.from(of).toString('hex')}`);
/** One value in DER; both lengths here fit into a byte. */
const der = (tag: number, content: Uint8Array) => Buffer.concat([Uint8Array.of(tag, content.byteLength), content]);

/** A number in DER, with a zero before it where it would read as negative. */
function integer(of: bigint): Buffer {
  const digits = of.toString(16);
  const bytes = Buffer.from(digits.padStart(digits.length + (digits.length % 2), '0'), 'hex');
  return der(0x02, (bytes[0] ?? 0) >= 0x80 ? Buffer.concat([Uint8Array.of(0), bytes]) : bytes);
}

/** By Fermat: the order is a prime. */
function inverse(of: bigint): bigint {
  let [result, base, exponent] = [1n, of % ORDER, ORDER - 2n];
  for (; exponent > 0n; exponent >>= 1n) {
    if (exponent & 1n) result = (result * base) % ORDER;
    base = (base * base) % ORDER;
  }
  return result;
}
