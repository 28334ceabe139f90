import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';

/** What `core` uses of `node:crypto`, in a browser: SHA-256 as it goes along. The Web Cryptography API has no such thing. */
export function createHash(algorithm: string) {
  if (algorithm !== 'sha256') throw new TypeError(`The console has no ${algorithm}.`);
  const hash = sha256.create();
  const self = {
    update(data: string | Uint8Array, _encoding?: string) {
      hash.update(typeof data === 'string' ? utf8ToBytes(data) : data);
      return self;
    },
    digest(encoding: string): string {
      const bytes = hash.digest();
      if (encoding === 'hex') return bytesToHex(bytes);
      return btoa(String.fromCharCode(...bytes));
    },
  };
  return self;
}
