import { Buffer } from 'buffer/';

/**
 * `Buffer` as `core` uses it, where a browser has none: the package of that name, which knows base64 for URLs (RFC 4648, section 5) by no
 * name. Whoever runs `core/review.ts` imports this first.
 */
const { from } = Buffer;
const { toString: written } = Buffer.prototype;
Object.assign(Buffer, {
  from: (value: unknown, encoding?: unknown, length?: unknown) =>
    Reflect.apply(from, Buffer, [value, encoding === 'base64url' ? 'base64' : encoding, length]),
});
Object.assign(Buffer.prototype, {
  toString(this: Buffer, encoding?: string, ...range: number[]): string {
    if (encoding !== 'base64url') return Reflect.apply(written, this, [encoding, ...range]);
    const text: string = Reflect.apply(written, this, ['base64', ...range]);
    return text.replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
  },
});
Object.assign(globalThis, { Buffer });

export { Buffer };

/** Whether bytes are UTF-8. */
export function isUtf8(bytes: Uint8Array): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
}
