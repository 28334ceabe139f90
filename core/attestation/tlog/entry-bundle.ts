import { VerificationError } from '../verification-error.ts';

/** Longest entry: its length has 16 bits. */
export const ENTRY_BYTES = 0xffff;

/**
 * Entries as tlog-tiles serves them: each behind its length, big-endian in 16 bits.
 * @throws RangeError where an entry is too long
 */
export function encodeEntries(entries: readonly Uint8Array[]): Uint8Array {
  return Buffer.concat(
    entries.flatMap((entry) => {
      if (entry.byteLength > ENTRY_BYTES) throw new RangeError(`an entry has at most ${ENTRY_BYTES} bytes`);
      return [Uint8Array.of(entry.byteLength >>> 8, entry.byteLength & 0xff), entry];
    }),
  );
}

/**
 * The entries of a bundle.
 * @throws VerificationError `log-malformed`
 */
export function decodeEntries(bytes: Uint8Array): Uint8Array[] {
  const entries: Uint8Array[] = [];
  let at = 0;
  while (at < bytes.byteLength) {
    const length = ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);
    const end = at + 2 + length;
    if (end > bytes.byteLength)
      throw new VerificationError('log-malformed', 'A bundle of entries ends early.', 'whole entries');
    entries.push(bytes.subarray(at + 2, end));
    at = end;
  }
  return entries;
}
