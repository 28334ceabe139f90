import { decodeEntries, encodeEntries } from './entry-bundle.ts';
import { type Hash, leafHash, rootOf } from './merkle.ts';
import { rangeRoot } from './proofs.ts';
import {
  hashesAt,
  nodesFromTiles,
  type ReadObject,
  TILE_WIDTH,
  TileUnavailable,
  tileHashes,
  tilePath,
} from './tile.ts';

/** What a log needs to have written before its checkpoint may speak of more entries. */
export interface Growth {
  size: number;
  root: Hash;
  /** Objects by path; each is for ever. */
  objects: Map<string, Uint8Array>;
}

/**
 * The tree of `size` entries with more behind them: new tiles and bundles, and the root. The same entries on the same tree give
 * the same bytes, whoever writes them.
 * @throws TileUnavailable where the log lacks what it should have
 */
export async function grow(read: ReadObject, size: number, entries: readonly Uint8Array[]): Promise<Growth> {
  const objects = new Map<string, Uint8Array>();
  const after = size + entries.length;
  await addBundles(read, size, entries, objects);
  let hashes: Hash[] = entries.map(leafHash);
  for (let level = 0; hashes.length > 0; level++) hashes = await addTiles(read, level, size, hashes, objects);
  const node = nodesFromTiles(async (path) => objects.get(path) ?? read(path), after);
  return { size: after, root: await rangeRoot(node, 0, after), objects };
}

/** Adds hashes to a level, and returns those that full tiles put on the level above. */
async function addTiles(
  read: ReadObject,
  level: number,
  size: number,
  more: readonly Hash[],
  objects: Map<string, Uint8Array>,
): Promise<Hash[]> {
  const there = hashesAt(level, size);
  const first = Math.floor(there / TILE_WIDTH);
  const open = there % TILE_WIDTH;
  const path = tilePath(level, first, open);
  const hashes = [...(open === 0 ? [] : tileHashes(await readOrFail(read, path), open)), ...more];
  const above: Hash[] = [];
  for (let at = 0; at < hashes.length; at += TILE_WIDTH) {
    const tile = hashes.slice(at, at + TILE_WIDTH);
    objects.set(tilePath(level, first + at / TILE_WIDTH, tile.length), Buffer.concat(tile));
    if (tile.length === TILE_WIDTH) above.push(rootOf(tile));
  }
  return above;
}

async function addBundles(
  read: ReadObject,
  size: number,
  more: readonly Uint8Array[],
  objects: Map<string, Uint8Array>,
): Promise<void> {
  const first = Math.floor(size / TILE_WIDTH);
  const open = size % TILE_WIDTH;
  const entries = [
    ...(open === 0 ? [] : decodeEntries(await readOrFail(read, tilePath('entries', first, open)))),
    ...more,
  ];
  for (let at = 0; at < entries.length; at += TILE_WIDTH) {
    const bundle = entries.slice(at, at + TILE_WIDTH);
    objects.set(tilePath('entries', first + at / TILE_WIDTH, bundle.length), encodeEntries(bundle));
  }
}

async function readOrFail(read: ReadObject, path: string): Promise<Uint8Array> {
  const bytes = await read(path);
  if (bytes === null) throw new TileUnavailable(`the log has no ${path}`);
  return bytes;
}
