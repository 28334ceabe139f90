import { createHash } from 'node:crypto';
import type { ZipEntry } from '../../bundle/zip/entry.ts';
import type { ZipDirectory } from '../../bundle/zip/open-zip.ts';
import { ZipError } from '../../bundle/zip/zip-error.ts';
import type { UsePiece } from '../../simd/kernel.ts';
import type { Flag } from '../evidence.ts';
import type { Scan } from '../json/selection.ts';
import { atMost } from './flags/at-most.ts';
import { type ScannedMember, scanMember } from './scan-member.ts';

/** Scans members of a log in one pass each; keeps what could not be read, and what should not be there. */
export class Members {
  readonly #zip: ZipDirectory;
  readonly file: string;
  readonly #seen = new Set<string>();
  readonly #digests = new Map<ZipEntry, string>();
  readonly #faults: Flag[] = [];
  readonly #secrets: Flag[] = [];

  constructor(zip: ZipDirectory, file: string) {
    this.#zip = zip;
    this.file = file;
  }

  /** Whether the member was scanned by itself, with or without success. */
  seen(entry: ZipEntry): boolean {
    return this.#seen.has(entry.name);
  }

  /**
   * Digest of a member as decoded; undefined where it cannot be decoded. Few samples are ever cited, so it is not taken
   * while they are scanned: hashing would cost as much as the scan.
   */
  async digest(entry: ZipEntry): Promise<string | undefined> {
    const taken = this.#digests.get(entry);
    if (taken !== undefined) return taken;
    const hash = createHash('sha256');
    try {
      await this.#zip.visitEntry(entry, (piece) => hash.update(piece));
    } catch (error) {
      if (error instanceof ZipError) return undefined;
      throw error;
    }
    return `sha256:${hash.digest('hex')}`;
  }

  /**
   * Whether the member was JSON to its end; where not, a flag says why, and what came before has been handed out. What is scanned
   * by itself, the header and summaries, is what figures are cited from: its digest is taken in the same pass.
   */
  async scan(entry: ZipEntry, scan: Scan): Promise<boolean> {
    this.#seen.add(entry.name);
    const at = { file: this.file, member: entry.name };
    const hash = createHash('sha256');
    const visit = (use: UsePiece) =>
      this.#zip.visitEntry(entry, (piece) => {
        hash.update(piece);
        use(piece);
      });
    const sound = this.keep(await scanMember(visit, at, scan));
    if (sound) this.#digests.set(entry, `sha256:${hash.digest('hex')}`);
    return sound;
  }

  /** Keeps what a member's scan gave, wherever it was done; whether the member was sound. */
  keep({ fault, secrets }: ScannedMember): boolean {
    if (fault) this.#faults.push(fault);
    this.#secrets.push(...secrets);
    return fault === null;
  }

  flags(): Flag[] {
    return [
      ...atMost(this.#faults, 'members could not be read', this.file),
      ...atMost(this.#secrets, 'credentials stand in the log', this.file),
    ];
  }
}
