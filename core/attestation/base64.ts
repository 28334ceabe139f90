import * as z from 'zod';

/** Bytes in JSON: standard base64 with padding (RFC 4648, section 4). */
export const Base64 = z.base64();

export function fromBase64(text: string): Uint8Array {
  return new Uint8Array(Buffer.from(text, 'base64'));
}

export function toBase64(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64');
}
