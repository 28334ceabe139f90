import { Buffer } from 'buffer/';

/**
 * `Buffer` as `core` uses it, where a browser has none: the package of that name, which reads base64 for URLs (RFC 4648, section 5) but does not
 * know its name. Whoever runs `core/review.ts` imports this first.
 */
const { from } = Buffer;
Object.assign(Buffer, {
  from: (value: unknown, encoding?: unknown, length?: unknown) =>
    Reflect.apply(from, Buffer, [value, encoding === 'base64url' ? 'base64' : encoding, length]),
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
