import { createHash } from 'node:crypto';
import { SecretScan } from '../../bundle/hygiene/secret-scan.ts';
import type { ZipEntry } from '../../bundle/zip/entry.ts';
import type { ZipDirectory } from '../../bundle/zip/open-zip.ts';
import { ZipError } from '../../bundle/zip/zip-error.ts';
import type { Flag } from '../evidence.ts';
import { JsonError, JsonTooLargeError } from '../json/json-error.ts';
import { JsonScanner } from '../json/scan.ts';
import type { Scan } from '../json/selection.ts';
import { faultFlag } from './archive-flags.ts';
import { atMost } from './flags/at-most.ts';
import { secretFlags } from './flags/secrets.ts';
import { MAX_TAKEN } from './limits.ts';

/** Scans members of a log in one pass each; keeps what could not be read, and what should not be there. */
export class Members {
  readonly #zip: ZipDirectory;
  readonly file: string;
  readonly #seen = new Set<string>();
  readonly #faults: Flag[] = [];
  readonly #secrets: Flag[] = [];

  constructor(zip: ZipDirectory, file: string) {
    this.#zip = zip;
    this.file = file;
  }

  /** Whether the member was scanned, with or without success. */
  seen(entry: ZipEntry): boolean {
    return this.#seen.has(entry.name);
  }

  /**
   * Digest of a member as decoded; undefined where it cannot be decoded. Few members are ever cited, so it is not taken
   * while they are scanned: hashing would cost as much as the scan.
   */
  async digest(entry: ZipEntry): Promise<string | undefined> {
    const hash = createHash('sha256');
    try {
      await this.#zip.visitEntry(entry, (piece) => hash.update(piece));
    } catch (error) {
      if (error instanceof ZipError) return undefined;
      throw error;
    }
    return `sha256:${hash.digest('hex')}`;
  }

  /** Whether the member was JSON to its end; where not, a flag says why, and what came before has been handed out. */
  async scan(entry: ZipEntry, scan: Scan): Promise<boolean> {
    this.#seen.add(entry.name);
    const scanner = new JsonScanner(scan, { taken: MAX_TAKEN });
    const secrets = new SecretScan();
    try {
      await this.#zip.visitEntry(entry, (piece) => {
        secrets.push(piece);
        scanner.push(piece);
      });
      scanner.end();
    } catch (error) {
      if (error instanceof ZipError) this.#faults.push(faultFlag(error, this.file, entry.name));
      else if (error instanceof JsonError) this.#faults.push(this.#notJson(error, entry));
      else throw error;
      return false;
    } finally {
      this.#secrets.push(...secretFlags(secrets.finish(), { file: this.file, member: entry.name }));
    }
    return true;
  }

  /** Whether a member of which nothing is needed is sound JSON, and what it leaks. */
  async check(entry: ZipEntry): Promise<void> {
    await this.scan(entry, { select: () => 'skip', value: () => undefined });
  }

  flags(): Flag[] {
    return [
      ...atMost(this.#faults, 'members could not be read', this.file),
      ...atMost(this.#secrets, 'credentials stand in the log', this.file),
    ];
  }

  #notJson(error: JsonError, entry: ZipEntry): Flag {
    const message = `${JSON.stringify(entry.name)} is not readable as JSON: ${error.message}.`;
    const id = error instanceof JsonTooLargeError ? 'too-large' : 'member-unreadable';
    return { id, message, pointer: { file: this.file, member: entry.name } };
  }
}
