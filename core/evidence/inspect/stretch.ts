import type { ZipEntry } from '../../bundle/zip/entry.ts';
import { LOG_LIMITS } from '../../bundle/zip/limits.ts';
import { usualLength, visitEntry } from '../../bundle/zip/stream-entry.ts';
import type { RandomAccess } from '../../io/random-access.ts';
import type { UsePiece } from '../../simd/kernel.ts';
import { sampleMember } from './archive-flags.ts';
import type { SampleRow } from './row.ts';
import { rowScan } from './row-scan.ts';
import { NOTHING, type ScannedMember, scanMember } from './scan-member.ts';

/** Stored bytes that are scanned in one go, least and most: a message to another thread costs what a few members do. */
const LEAST = 128 * 1024;
const MOST = 256 * 1024;
/** Of what is left, this part is scanned in one go, so that all threads are done at about the same time. */
const SHARE = 4;
/** A larger member is not held in memory, but streamed by the thread that reads. */
const LARGEST = 4 * 1024 * 1024;

/** Members that lie one behind the other in an archive. */
export interface Run {
  entries: readonly ZipEntry[];
  start: number;
  end: number;
}

/** A run with its bytes, and all that is needed to scan it on any thread. Plain data. */
export interface Stretch {
  /** The log, as pointers name it, and its size. */
  file: string;
  size: number;
  entries: readonly ZipEntry[];
  /** Where `bytes` lie in the log. */
  start: number;
  bytes: Uint8Array;
  /** Keys of the samples' metadata that are kept. */
  metadata: readonly string[];
}

/** What the scan of a member gave, and its row where it is a sample. */
export type Scanned = readonly [ScannedMember, SampleRow[]];

/** What came of each entry of a stretch; null for one that reaches out of it. */
export type ScannedStretch = (Scanned | null)[];

/** Entries, in their order, as runs that are scanned in one go, the smallest last; one that is by itself too large has a run of its own. */
export function* runsOf(entries: readonly ZipEntry[], size: number): Generator<Run> {
  let left = entries.reduce((sum, { compressedSize }) => sum + compressedSize, 0);
  const most = () => Math.min(MOST, Math.max(LEAST, left / SHARE));
  let run: ZipEntry[] = [];
  let start = 0;
  let end = 0;
  for (const entry of entries) {
    const past = Math.min(entry.offset + usualLength(entry), size);
    if (run.length > 0 && (entry.offset < start || entry.offset > end || past - start > most())) {
      yield { entries: run, start, end };
      left -= end - start;
      run = [];
    }
    if (run.length === 0) start = end = entry.offset;
    run.push(entry);
    end = Math.max(end, past);
  }
  if (run.length > 0) yield { entries: run, start, end };
}

/** Whether a run can be held in memory, and lies in the archive at all. */
export const holdable = ({ start, end }: Run): boolean => end > start && end - start <= LARGEST;

/** Scans the members of a stretch, one after another. */
export async function scanStretch(stretch: Stretch): Promise<ScannedStretch> {
  const metadata = new Set(stretch.metadata);
  const source = within(stretch);
  const scanned: ScannedStretch = [];
  for (const entry of stretch.entries) {
    try {
      const visit = (use: UsePiece) => visitEntry(source, entry, LOG_LIMITS, use);
      scanned.push(await scanEntry(entry, stretch.file, metadata, visit));
    } catch (error) {
      if (!(error instanceof OutOfStretch)) throw error;
      scanned.push(null);
    }
  }
  return scanned;
}

/** Scans one member: a sample for its row, any for what is wrong with it. */
export async function scanEntry(
  entry: ZipEntry,
  file: string,
  metadata: ReadonlySet<string>,
  visit: (use: UsePiece) => Promise<void>,
): Promise<Scanned> {
  const at = { file, member: entry.name };
  const rows: SampleRow[] = [];
  const sample = rowScan(
    0,
    (path) => ({ ...at, path }),
    (row) => rows.push(row),
    () => metadata,
  );
  return [await scanMember(visit, at, sampleMember(entry.name) ? sample : NOTHING), rows];
}

/** A read of bytes that the stretch does not hold: its header is longer than usual. */
class OutOfStretch extends Error {
  override readonly name = 'OutOfStretch';
}

function within({ size, start, bytes }: Stretch): RandomAccess {
  return {
    size,
    async read(offset, length) {
      const from = offset - start;
      if (from < 0 || from + length > bytes.byteLength) throw new OutOfStretch();
      return bytes.subarray(from, from + length);
    },
  };
}
