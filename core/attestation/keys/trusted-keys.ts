import * as z from 'zod';
import type { LogTrust } from '../tlog/checkpoint.ts';
import { parseNoteKey } from '../tlog/note-key.ts';
import { VerificationError } from '../verification-error.ts';
import { KeySet } from './key-set.ts';

const line = z.string().max(512).describe('Verifier key of C2SP signed-note: name+id+base64');

/** The file that a verifier trusts: the keys of verdicts, and the log with its witnesses. */
export const TrustedKeys = z.object({
  ...KeySet.shape,
  log: z
    .object({
      key: line,
      witnesses: z.array(line).max(64).default([]),
      quorum: z.int().nonnegative().default(0).describe('Witnesses that have to have signed, at least'),
    })
    .optional(),
});
export type TrustedKeys = z.infer<typeof TrustedKeys>;

/**
 * Whose word on the log is taken; null where the file names no log.
 * @throws VerificationError `key-malformed`, `key-unsupported`, `key-mismatch`
 */
export function logTrustOf({ log }: TrustedKeys): LogTrust | null {
  if (log === undefined) return null;
  const [key, witnesses] = [parseNoteKey(log.key), log.witnesses.map(parseNoteKey)];
  if (key.type !== 'signature' || witnesses.some(({ type }) => type !== 'cosignature'))
    throw new VerificationError(
      'key-unsupported',
      'A key is of the wrong kind.',
      'one key of a log, others of witnesses',
    );
  // One witness under two keys would count twice.
  if (new Set(witnesses.map(({ name }) => name)).size !== witnesses.length)
    throw new VerificationError('key-malformed', 'A witness is named twice.', 'each witness once');
  return { log: key, witnesses, quorum: log.quorum };
}
