import * as z from 'zod';
import { canonicalJson } from '../canonical-json.ts';
import { VerificationError } from '../verification-error.ts';

/**
 * What is logged: digests and nothing else, so that the log may be public. `verdict` is the digest of a signed statement,
 * `standard` that of a pack, `case` the head of the chain of events of a case.
 */
export const LogEntry = z.strictObject({
  kind: z.enum(['verdict', 'standard', 'case']),
  digest: z.string().regex(/^sha256:[0-9a-f]{64}$/),
});
export type LogEntry = z.infer<typeof LogEntry>;

/** An entry as it stands in the log: canonical JSON. */
export function entryBytes(entry: LogEntry): Uint8Array {
  return Buffer.from(canonicalJson(LogEntry.parse(entry)), 'utf8');
}

/**
 * An entry of the log.
 * @throws VerificationError `log-malformed`
 */
export function parseEntry(bytes: Uint8Array): LogEntry {
  try {
    return LogEntry.parse(JSON.parse(Buffer.from(bytes).toString('utf8')));
  } catch (cause) {
    throw new VerificationError('log-malformed', 'An entry is not one of ours.', 'a kind and a digest', cause);
  }
}
