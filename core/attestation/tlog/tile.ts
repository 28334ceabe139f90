import { HASH_BYTES, type Hash, rootOf } from './merkle.ts';
import type { NodeSource } from './proofs.ts';

/** Hashes in a full tile: a subtree of height 8 (C2SP tlog-tiles). */
export const TILE_WIDTH = 256;

/** Path of a tile of hashes, or of a bundle of entries; `width` below 256 is a partial one. */
export function tilePath(level: number | 'entries', index: number, width: number): string {
  const digits = String(index);
  const padded = digits.padStart(Math.ceil(digits.length / 3) * 3, '0');
  const parts = padded.match(/\d{3}/g) ?? [];
  const name = parts.map((part, at) => (at === parts.length - 1 ? part : `x${part}`)).join('/');
  return `tile/${level}/${name}${width === TILE_WIDTH ? '' : `.p/${width}`}`;
}

/** Hashes at a level of tiles in a tree of `size`: each stands for 256^level entries. */
export function hashesAt(level: number, size: number): number {
  return Math.floor(size / TILE_WIDTH ** level);
}

/** Hashes in a tile of a tree of `size`. */
export function widthOf(level: number, index: number, size: number): number {
  return Math.min(TILE_WIDTH, hashesAt(level, size) - index * TILE_WIDTH);
}

/** The hashes of a tile, at most `width`. */
export function tileHashes(bytes: Uint8Array, width: number): Hash[] {
  return Array.from({ length: width }, (_, at) => bytes.subarray(at * HASH_BYTES, (at + 1) * HASH_BYTES));
}

/** Gets an object of a log by its path; null where there is none. */
export type ReadObject = (path: string) => Promise<Uint8Array | null>;

/** A log does not serve what its checkpoint promises. */
export class TileUnavailable extends Error {
  override readonly name = 'TileUnavailable';
}

/**
 * The nodes of a tree of `size`, from the tiles of a log. What they say is proved by what they lead to: a root that is signed.
 * Each tile is read once.
 * @throws TileUnavailable where a tile is missing or too short
 */
export function nodesFromTiles(read: ReadObject, size: number): NodeSource {
  const cache = new Map<string, Promise<Hash[]>>();
  const tile = (level: number, index: number) => {
    const width = widthOf(level, index, size);
    const path = tilePath(level, index, width);
    const known = cache.get(path) ?? readTile(read, path, tilePath(level, index, TILE_WIDTH), width);
    cache.set(path, known);
    return known;
  };
  return async (level, index) => {
    const tileLevel = Math.floor(level / 8);
    const leaves = 2 ** (level % 8);
    const first = index * leaves;
    const hashes = await tile(tileLevel, Math.floor(first / TILE_WIDTH));
    const from = first % TILE_WIDTH;
    return rootOf(hashes.slice(from, from + leaves));
  };
}

async function readTile(read: ReadObject, path: string, full: string, width: number): Promise<Hash[]> {
  // A log may drop a partial tile once the full one is there.
  const bytes = (await read(path)) ?? (path === full ? null : await read(full));
  if (bytes === null) throw new TileUnavailable(`the log has no ${path}`);
  if (bytes.byteLength < width * HASH_BYTES)
    throw new TileUnavailable(`${path} has ${bytes.byteLength} bytes, not ${width * HASH_BYTES}`);
  return tileHashes(bytes, width);
}
