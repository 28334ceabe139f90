import { fromBase64, toBase64 } from '../base64.ts';
import { VerificationError } from '../verification-error.ts';
import { HASH_BYTES, type Hash } from './merkle.ts';
import type { NoteKey, NoteSigner } from './note-key.ts';
import { addSignature, formatNote, type NoteSignature, parseNote, verifyNote } from './signed-note.ts';

/** Where the checkpoint of a log is. */
export const CHECKPOINT_PATH = 'checkpoint';

/** How far a log is (C2SP tlog-checkpoint): how many entries, and the root over them. */
export interface Checkpoint {
  /** Name of the log. */
  origin: string;
  size: number;
  root: Hash;
}

export function checkpointText({ origin, size, root }: Checkpoint): string {
  return `${origin}\n${size}\n${toBase64(root)}\n`;
}

/** A checkpoint with the signature of its log. */
export async function signCheckpoint(checkpoint: Checkpoint, signer: NoteSigner): Promise<string> {
  return formatNote(await addSignature({ text: checkpointText(checkpoint), signatures: [] }, signer));
}

/**
 * Reads the text of a checkpoint. Lines after the third are for others.
 * @throws VerificationError `checkpoint-malformed`
 */
export function parseCheckpoint(text: string): Checkpoint {
  const [origin = '', size = '', root = ''] = text.split('\n');
  const bytes = fromBase64(root);
  const count = /^(?:0|[1-9]\d{0,15})$/.test(size) ? Number(size) : Number.NaN;
  if (origin === '' || !Number.isSafeInteger(count) || bytes.byteLength !== HASH_BYTES || toBase64(bytes) !== root)
    throw new VerificationError(
      'checkpoint-malformed',
      'The text is no checkpoint.',
      'lines with the name of the log, its size and its root hash',
    );
  return { origin, size: count, root: bytes };
}

/** Whose word on a log is taken: that of the log, and of witnesses who saw that it only grew. */
export interface LogTrust {
  /** Its name is the origin of the log. */
  log: NoteKey;
  witnesses: readonly NoteKey[];
  /** Witnesses that have to have signed, at least. */
  quorum: number;
}

/**
 * Verifies a checkpoint.
 * @throws VerificationError `note-malformed`, `signature-invalid`, `note-unsigned`, `checkpoint-malformed`, `checkpoint-origin`,
 * `cosignatures-too-few`
 */
export function verifyCheckpoint(
  signed: string,
  { log, witnesses, quorum }: LogTrust,
): { checkpoint: Checkpoint; witnessed: NoteSignature[] } {
  const note = parseNote(signed);
  const signatures = verifyNote(note, [log, ...witnesses]);
  if (!signatures.some(({ key }) => key.id === log.id && key.name === log.name))
    throw new VerificationError(
      'note-unsigned',
      'The log has not signed the checkpoint.',
      `a signature of ${log.name}`,
    );
  const checkpoint = parseCheckpoint(note.text);
  if (checkpoint.origin !== log.name)
    throw new VerificationError(
      'checkpoint-origin',
      `It is a checkpoint of ${checkpoint.origin}.`,
      `one of ${log.name}`,
    );
  const witnessed = signatures.filter(({ key }) => key.type === 'cosignature');
  if (witnessed.length < quorum)
    throw new VerificationError(
      'cosignatures-too-few',
      `${witnessed.length} known witnesses have signed the checkpoint.`,
      `${quorum} at least`,
    );
  return { checkpoint, witnessed };
}
