import { VerificationError } from '../verification-error.ts';
import { type Checkpoint, type LogTrust, verifyCheckpoint } from './checkpoint.ts';
import { type LogEntry, parseEntry } from './entry.ts';
import { decodeEntries } from './entry-bundle.ts';
import { type Hash, leafHash, rootOf } from './merkle.ts';
import { type ReadObject, TILE_WIDTH, TileUnavailable, tilePath, widthOf } from './tile.ts';

/**
 * Reads a log from its first entry to its last: every entry is one of ours, and all of them come to the signed root. A hash of 32
 * bytes is kept of each.
 * @throws VerificationError `log-malformed`, `consistency-wrong`, or what is wrong with the checkpoint
 * @throws TileUnavailable
 */
export async function audit(
  signed: string,
  log: LogTrust['log'],
  read: ReadObject,
): Promise<Checkpoint & { kinds: Record<LogEntry['kind'], number> }> {
  const { checkpoint } = verifyCheckpoint(signed, { log, witnesses: [], quorum: 0 });
  const { size } = checkpoint;
  const kinds = { verdict: 0, standard: 0, case: 0 };
  const leaves: Hash[] = [];
  for (let index = 0; index * TILE_WIDTH < size; index++) {
    const width = widthOf(0, index, size);
    const path = tilePath('entries', index, width);
    const bytes = (await read(path)) ?? (await read(tilePath('entries', index, TILE_WIDTH)));
    if (bytes === null) throw new TileUnavailable(`the log has no ${path}`);
    const entries = decodeEntries(bytes).slice(0, width);
    for (const entry of entries) {
      kinds[parseEntry(entry).kind] += 1;
      leaves.push(leafHash(entry));
    }
  }
  if (leaves.length === size && Buffer.compare(rootOf(leaves), checkpoint.root) === 0) return { ...checkpoint, kinds };
  throw new VerificationError(
    'consistency-wrong',
    `The ${leaves.length} entries of the log do not come to its root over ${size}.`,
    'entries that come to the signed root',
  );
}
