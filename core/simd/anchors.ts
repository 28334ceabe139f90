import { BYTES } from './kernel.ts';
import { ANCHOR_BYTES, INFLATE_TABLES, TABLE_HEAD, TABLES } from './layout.ts';

/** A literal text that is searched for; it has to start a word unless it may stand anywhere. */
export interface Anchor {
  text: string;
  anywhere: boolean;
}

/** Anchors made ready for the kernel. */
export interface AnchorTable {
  address: number;
}

const MOST_BYTES = ANCHOR_BYTES - 2;
const LOOKED_UP = 3;
const GROUPS = 8;

let free = TABLES;

/**
 * Puts anchors (Latin-1, 3 to 18 bytes) into the kernel's memory, for good: for each of the last three bytes two tables of 16,
 * by its low and its high half, where a bit stands for each of eight groups; then how many anchors there are; then for each its
 * length, whether it may stand anywhere, and its bytes from the last to the first.
 * @throws RangeError where an anchor is too short or too long, or memory is full
 */
export function anchorTable(anchors: readonly Anchor[]): AnchorTable {
  const address = free;
  free += TABLE_HEAD + anchors.length * ANCHOR_BYTES;
  if (free > INFLATE_TABLES) throw new RangeError('there are more anchors than the kernel has room for');
  BYTES.writeInt32LE(anchors.length, address + TABLE_HEAD - 4);
  const groups = new Map<string, number>();
  for (const [index, { text, anywhere }] of anchors.entries()) {
    const bytes = Buffer.from(text, 'latin1');
    if (bytes.length < LOOKED_UP || bytes.length > MOST_BYTES)
      throw new RangeError(`an anchor has ${LOOKED_UP} to ${MOST_BYTES} bytes, and ${JSON.stringify(text)} has not`);
    const ending = bytes.subarray(-LOOKED_UP);
    // Those that end alike share a group, for its tables let all combinations of its members' bytes pass.
    const alike = ending.toString('latin1', 1);
    const group = groups.get(alike) ?? groups.size % GROUPS;
    groups.set(alike, group);
    for (const [place, byte] of ending.entries()) {
      const tables = address + place * 32;
      mark(tables + (byte & 0x0f), group);
      mark(tables + 16 + (byte >> 4), group);
    }
    const entry = address + TABLE_HEAD + index * ANCHOR_BYTES;
    BYTES[entry] = bytes.length;
    BYTES[entry + 1] = anywhere ? 1 : 0;
    BYTES.set(bytes.toReversed(), entry + 2);
  }
  return { address };
}

function mark(at: number, group: number): void {
  BYTES[at] = (BYTES[at] ?? 0) | (1 << group);
}
