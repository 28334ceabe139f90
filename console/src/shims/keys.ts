import { ed25519 } from '@noble/curves/ed25519.js';
import { p256, p384, p521 } from '@noble/curves/nist.js';
import { hexToBytes } from '@noble/hashes/utils.js';

/**
 * What `core/attestation` uses of the keys of `node:crypto`, in a browser: public keys in PEM and JWK, and signatures by them. The Web
 * Cryptography API only answers later, where `core` asks at once.
 */

/** How the SPKI of a key begins in DER (RFC 5280, RFC 5480, RFC 8410), the bytes of the key that follow, and what knows them. */
const KINDS = [
  {
    type: 'ec',
    curve: 'prime256v1',
    der: '3059301306072a8648ce3d020106082a8648ce3d030107034200',
    bytes: 65,
    nist: p256,
  },
  { type: 'ec', curve: 'secp384r1', der: '3076301006072a8648ce3d020106052b81040022036200', bytes: 97, nist: p384 },
  { type: 'ec', curve: 'secp521r1', der: '30819b301006072a8648ce3d020106052b8104002303818600', bytes: 133, nist: p521 },
  { type: 'ed25519', curve: undefined, der: '302a300506032b6570032100', bytes: 32, nist: null },
] as const;
type Kind = (typeof KINDS)[number];

/** The digests that go with the curves; each curve hashes with its own. */
const DIGESTS: Readonly<Record<string, string>> = { prime256v1: 'sha256', secp384r1: 'sha384', secp521r1: 'sha512' };

class PublicKey {
  readonly type = 'public';
  readonly #kind: Kind | null;
  readonly #der: Uint8Array;

  /** @param kind null for a key that can be read, and that nothing here knows */
  constructor(kind: Kind | null, der: Uint8Array) {
    this.#kind = kind;
    this.#der = der;
  }

  get asymmetricKeyType(): string | undefined {
    return this.#kind?.type;
  }

  get asymmetricKeyDetails() {
    return { namedCurve: this.#kind?.curve };
  }

  export({ format, type }: { format: 'der' | 'jwk'; type?: 'spki' }) {
    if (format === 'der' && type === 'spki') return this.#der;
    if (format === 'jwk' && this.#kind?.type === 'ed25519')
      return { kty: 'OKP', crv: 'Ed25519', x: base64Url(this.#raw) };
    throw new TypeError(`The console does not write keys as ${format}.`);
  }

  holds(digest: string | null, data: Uint8Array, signature: Uint8Array): boolean {
    const kind = this.#kind;
    try {
      if (kind === null) return false;
      if (kind.nist === null) return digest === null && ed25519.verify(signature, data, this.#raw, { zip215: false });
      if (digest !== DIGESTS[kind.curve]) throw new TypeError(`The console has no ${digest} on ${kind.curve}.`);
      return kind.nist.verify(signature, data, this.#raw, { format: 'der', prehash: true, lowS: false });
    } catch (error) {
      // Bytes that are no signature at all.
      if (error instanceof TypeError && error.message.startsWith('The console')) throw error;
      return false;
    }
  }

  get #raw(): Uint8Array {
    return this.#der.subarray(this.#der.length - (this.#kind?.bytes ?? 0));
  }
}

interface Jwk {
  readonly key: { readonly kty: string; readonly crv: string; readonly x: string };
  readonly format: 'jwk';
}

/** @throws Error where it is no public key */
export function createPublicKey(given: string | Uint8Array | Jwk): PublicKey {
  if (typeof given === 'object' && 'format' in given) return fromJwk(given.key);
  const pem = typeof given === 'string' ? given : new TextDecoder().decode(given);
  const [, body] = /-----BEGIN PUBLIC KEY-----([A-Za-z0-9+/=\s]+)-----END PUBLIC KEY-----/.exec(pem) ?? [];
  if (body === undefined) throw new Error('The text is no public key in PEM.');
  return fromDer(Uint8Array.from(atob(body.replaceAll(/\s/g, '')), (one) => one.charCodeAt(0)));
}

function fromDer(der: Uint8Array): PublicKey {
  for (const kind of KINDS) {
    const head = hexToBytes(kind.der);
    if (der.length !== head.length + kind.bytes || !head.every((byte, i) => der[i] === byte)) continue;
    // A point that is not on the curve is no key.
    kind.nist?.Point.fromBytes(der.subarray(head.length));
    return new PublicKey(kind, der);
  }
  if (der[0] !== 0x30) throw new Error('The key is not in DER.');
  return new PublicKey(null, der);
}

function fromJwk({ kty, crv, x }: Jwk['key']): PublicKey {
  const kind = KINDS[3];
  const raw = Uint8Array.from(atob(x.replaceAll('-', '+').replaceAll('_', '/')), (one) => one.charCodeAt(0));
  if (kty !== 'OKP' || crv !== 'Ed25519' || raw.length !== kind.bytes) throw new Error('The key is of another kind.');
  return new PublicKey(kind, Uint8Array.from([...hexToBytes(kind.der), ...raw]));
}

const base64Url = (bytes: Uint8Array) =>
  btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');

/** Whether a signature is the key's: in DER with the digest of the curve, or Ed25519 without one (RFC 8032). */
export function verify(
  digest: string | null,
  data: Uint8Array,
  key: PublicKey | { readonly key: PublicKey; readonly dsaEncoding: 'der' },
  signature: Uint8Array,
): boolean {
  return (key instanceof PublicKey ? key : key.key).holds(digest, data, signature);
}

/** Nothing is signed in a browser. */
const never = (): never => {
  throw new TypeError('The console holds no private keys, and signs nothing.');
};

export { never as createPrivateKey, never as sign };
