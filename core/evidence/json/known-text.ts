const QUOTE = 0x22;
const BACKSLASH = 0x5c;
/** Longest text that is looked for here: keys are shorter. */
const LONGEST = 48;
const SLOTS = 1024;

/** Texts that were met, by a hash of their bytes; a later one takes the place of an earlier. */
const known: string[] = new Array(SLOTS).fill('');

/**
 * Position of the quote that ends a short string whose content, which starts at `from`, stands for itself: ASCII without
 * escapes, as nearly all keys are. 0 where it is none, or does not end in this chunk.
 */
export function plainStringEnd(chunk: Uint8Array, from: number): number {
  const stop = Math.min(from + LONGEST, chunk.length);
  for (let at = from; at < stop; at += 1) {
    const byte = chunk[at] ?? 0;
    if (byte === QUOTE) return at;
    if (byte === BACKSLASH || byte < 0x20 || byte > 0x7e) return 0;
  }
  return 0;
}

/** The ASCII text from `from` up to `to`. The same few keys come again in every sample, so they are not made anew each time. */
export function knownText(chunk: Uint8Array, from: number, to: number): string {
  let hash = to - from;
  for (let at = from; at < to; at += 1) hash = (Math.imul(hash, 31) + (chunk[at] ?? 0)) | 0;
  const slot = hash & (SLOTS - 1);
  const text = known[slot] ?? '';
  if (isText(chunk, from, to, text)) return text;
  const made = Buffer.from(chunk.buffer, chunk.byteOffset + from, to - from).toString('latin1');
  known[slot] = made;
  return made;
}

function isText(chunk: Uint8Array, from: number, to: number, text: string): boolean {
  if (text.length !== to - from) return false;
  for (let at = from; at < to; at += 1) if (chunk[at] !== text.charCodeAt(at - from)) return false;
  return true;
}
