import { md5 } from '@noble/hashes/legacy.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, hexToBytes, utf8ToBytes } from '@noble/hashes/utils.js';

type Encoding = 'hex' | 'base64' | 'base64url';

/** MD5 only tells texts apart where a log names them by it; nothing is trusted for it. */
const HASHES = { sha256, md5 } as const;

/** What `core` uses of `node:crypto`, in a browser: digests as they go along. The Web Cryptography API has no such thing. */
export function createHash(algorithm: string) {
  const [, make] = Object.entries(HASHES).find(([name]) => name === algorithm) ?? [];
  if (make === undefined) throw new TypeError(`The console has no ${algorithm}.`);
  const hash = make.create();
  const self = {
    update(data: string | Uint8Array, encoding = 'utf8') {
      hash.update(typeof data === 'string' ? bytesOf(data, encoding) : data);
      return self;
    },
    digest(encoding?: Encoding): string | Uint8Array {
      const bytes = hash.digest();
      return encoding === undefined ? bytes : encoded(bytes, encoding);
    },
  };
  return self;
}

/** The digest of one text or of bytes. */
export const hash = (algorithm: string, data: string | Uint8Array, encoding: Encoding = 'hex'): string =>
  String(createHash(algorithm).update(data).digest(encoding));

function bytesOf(text: string, encoding: string): Uint8Array {
  if (encoding === 'hex') return hexToBytes(text);
  if (encoding === 'utf8') return utf8ToBytes(text);
  throw new TypeError(`The console does not read ${encoding}.`);
}

function encoded(bytes: Uint8Array, encoding: Encoding): string {
  if (encoding === 'hex') return bytesToHex(bytes);
  const base64 = btoa(String.fromCharCode(...bytes));
  return encoding === 'base64' ? base64 : base64.replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

export { createPrivateKey, createPublicKey, sign, verify } from './keys.ts';
