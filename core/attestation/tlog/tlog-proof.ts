import { fromBase64, toBase64 } from '../base64.ts';
import { VerificationError } from '../verification-error.ts';
import { type Checkpoint, type LogTrust, parseCheckpoint, verifyCheckpoint } from './checkpoint.ts';
import { HASH_BYTES, type Hash, leafHash } from './merkle.ts';
import { inclusionProof } from './proofs.ts';
import { parseNote } from './signed-note.ts';
import { nodesFromTiles, type ReadObject } from './tile.ts';
import { verifyInclusion } from './verify-proofs.ts';

const HEADER = 'c2sp.org/tlog-proof@v1';
/** A tree of 2^53 entries has no longer proof. */
const LONGEST = 53;

/** That an entry is in a log, to be verified offline (C2SP tlog-proof). */
export interface LogProof {
  index: number;
  hashes: Hash[];
  /** The signed checkpoint, as the log serves it. */
  checkpoint: string;
}

/** The proof for an entry, from the tiles of a log under a checkpoint. @throws RangeError, TileUnavailable, VerificationError */
export async function proveInclusion(index: number, checkpoint: string, read: ReadObject): Promise<string> {
  const { size } = parseCheckpoint(parseNote(checkpoint).text);
  const hashes = await inclusionProof(nodesFromTiles(read, size), index, size);
  return [HEADER, `index ${index}`, ...hashes.map(toBase64), '', checkpoint].join('\n');
}

/**
 * Reads a proof; nothing is verified.
 * @throws VerificationError `proof-malformed`
 */
export function parseProof(text: string): LogProof {
  const end = text.indexOf('\n\n');
  const lines = end === -1 ? [] : text.slice(0, end).split('\n');
  const [header, first = '', ...others] = lines;
  // Extra data is for applications, and no one has signed it.
  const [index, hashes] = first.startsWith('extra ') ? [others[0] ?? '', others.slice(1)] : [first, others];
  const [, at] = /^index (0|[1-9]\d{0,15})$/.exec(index) ?? [];
  const decoded = hashes.map(fromBase64);
  const wrong = decoded.some((hash, n) => hash.byteLength !== HASH_BYTES || toBase64(hash) !== hashes[n]);
  if (header !== HEADER || at === undefined || wrong || hashes.length > LONGEST)
    throw new VerificationError('proof-malformed', 'The text is no proof of a log.', `the format ${HEADER}`);
  return { index: Number(at), hashes: decoded, checkpoint: text.slice(end + 2) };
}

/**
 * Verifies that a log has an entry.
 * @throws VerificationError with the code of what is wrong
 */
export function verifyLogged(
  entry: Uint8Array,
  proof: string,
  trust: LogTrust,
): { checkpoint: Checkpoint; index: number; witnessed: string[] } {
  const { index, hashes, checkpoint: signed } = parseProof(proof);
  const { checkpoint, witnessed } = verifyCheckpoint(signed, trust);
  verifyInclusion(leafHash(entry), index, checkpoint, hashes);
  return { checkpoint, index, witnessed: witnessed.map(({ key }) => key.name) };
}
