import { VerificationError } from '../verification-error.ts';
import { type Checkpoint, type LogTrust, verifyCheckpoint } from './checkpoint.ts';
import { emptyRoot } from './merkle.ts';
import type { NoteSigner } from './note-key.ts';
import { consistencyProof, rangeRoot } from './proofs.ts';
import { addSignature, formatNote, parseNote } from './signed-note.ts';
import { nodesFromTiles, type ReadObject } from './tile.ts';
import { verifyConsistency } from './verify-proofs.ts';

/**
 * Verifies that a log has only grown since a witness last looked. The proof is made from the log's own tiles; where the witness
 * looks for the first time, those on the right edge have to come to the root. `audit` reads the rest.
 * @param last the checkpoint that this witness signed last; null for none
 * @throws VerificationError `log-rolled-back`, `log-forked`, `consistency-wrong`, or what is wrong with the checkpoint
 * @throws TileUnavailable
 */
export async function verifyGrowth(
  signed: string,
  log: LogTrust['log'],
  last: Checkpoint | null,
  read: ReadObject,
): Promise<Checkpoint> {
  const { checkpoint } = verifyCheckpoint(signed, { log, witnesses: [], quorum: 0 });
  const { size, root } = checkpoint;
  const node = nodesFromTiles(read, size);
  if (last === null || last.size === 0) {
    const found = size === 0 ? emptyRoot() : await rangeRoot(node, 0, size);
    verifyConsistency({ size, root: found }, checkpoint, []);
    return checkpoint;
  }
  if (size < last.size)
    throw new VerificationError(
      'log-rolled-back',
      `The log has ${size} entries.`,
      `the ${last.size} that it had, or more`,
    );
  if (size === last.size && Buffer.compare(root, last.root) !== 0)
    throw new VerificationError(
      'log-forked',
      `The log has another root over the same ${size} entries.`,
      'one log for all',
    );
  verifyConsistency(last, checkpoint, size === last.size ? [] : await consistencyProof(node, last.size, size));
  return checkpoint;
}

/** The checkpoint with the signature of a witness, as of a time in POSIX seconds (C2SP tlog-cosignature). */
export async function cosign(signed: string, signer: NoteSigner, time: number): Promise<string> {
  return formatNote(await addSignature(parseNote(signed), signer, time));
}
