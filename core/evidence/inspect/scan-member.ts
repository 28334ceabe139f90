import { SecretScan } from '../../bundle/hygiene/secret-scan.ts';
import { ZipError } from '../../bundle/zip/zip-error.ts';
import type { UsePiece } from '../../simd/kernel.ts';
import type { Flag } from '../evidence.ts';
import { JsonError, JsonTooLargeError } from '../json/json-error.ts';
import { JsonScanner } from '../json/scan.ts';
import type { Scan } from '../json/selection.ts';
import { faultFlag } from './archive-flags.ts';
import { secretFlags } from './flags/secrets.ts';
import { MAX_TAKEN } from './limits.ts';

/** What one pass over a member gave beside what its scan took. Plain data, which may come from another thread. */
export interface ScannedMember {
  /** Why it is not JSON to its end, or cannot be decoded; null where it is sound. */
  fault: Flag | null;
  /** Credentials in it. */
  secrets: Flag[];
}

/** Of a member of which nothing is needed but that it is sound JSON. */
export const NOTHING: Scan = { select: () => 'skip', value: () => undefined };

/**
 * Passes once over a member of a log: decodes it, scans it as JSON and searches it for credentials.
 * @param visit hands out the decoded bytes, and throws a ZipError where it cannot
 */
export async function scanMember(
  visit: (use: UsePiece) => Promise<void>,
  at: { file: string; member: string },
  scan: Scan,
): Promise<ScannedMember> {
  const scanner = new JsonScanner(scan, { taken: MAX_TAKEN });
  const secrets = new SecretScan();
  let fault: Flag | null = null;
  try {
    await visit((piece) => {
      secrets.push(piece);
      scanner.push(piece);
    });
    scanner.end();
  } catch (error) {
    if (error instanceof ZipError) fault = faultFlag(error, at.file, at.member);
    else if (error instanceof JsonError) fault = notJson(error, at);
    else throw error;
  }
  return { fault, secrets: secretFlags(secrets.finish(), at) };
}

function notJson(error: JsonError, pointer: { file: string; member: string }): Flag {
  const message = `${JSON.stringify(pointer.member)} is not readable as JSON: ${error.message}.`;
  const id = error instanceof JsonTooLargeError ? 'too-large' : 'member-unreadable';
  return { id, message, pointer };
}
