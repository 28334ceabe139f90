import type { ZipEntry } from '../../bundle/zip/entry.ts';
import type { ZipDirectory } from '../../bundle/zip/open-zip.ts';
import type { Threads } from '../threads.ts';
import type { Members } from './members.ts';
import type { SampleRow } from './row.ts';
import { holdable, type Run, runsOf, type Scanned, type ScannedStretch, scanEntry, scanStretch } from './stretch.ts';

/** What members are scanned with. */
export interface ScanOf {
  zip: ZipDirectory;
  members: Members;
  /** Keys of the samples' metadata that are kept. */
  metadata: ReadonlySet<string>;
  threads: Threads | undefined;
}

/** Runs under way at most; results of one that is done wait for those before it. */
const UNDER_WAY = 16;

/**
 * Scans members, in their order, and hands out the rows of those that are samples. Runs of them go to other threads as long as
 * these have room, and are scanned here in between; what came of them is put together in the order of the members.
 * @throws Error where another thread dies: nothing is left out
 */
export async function scanMembers(
  entries: readonly ZipEntry[],
  of: ScanOf,
  add: (row: SampleRow) => void,
): Promise<void> {
  const bytes = entries.reduce((sum, { compressedSize }) => sum + compressedSize, 0);
  const underWay: Started[] = [];
  const settle = async (most: number) => {
    while (underWay.length > most) {
      const next = underWay.shift();
      if (next) await keep(next, of, add);
    }
  };
  for (const run of runsOf(entries, of.zip.stored.size)) {
    underWay.push(await started(run, bytes, of));
    await settle(UNDER_WAY);
  }
  await settle(0);
}

interface Started {
  run: Run;
  scanned: ScannedStretch | Promise<ScannedStretch>;
}

async function keep({ run, scanned }: Started, of: ScanOf, add: (row: SampleRow) => void): Promise<void> {
  const members = await scanned;
  for (const [index, entry] of run.entries.entries()) {
    const [member, rows] = members[index] ?? (await scanHere(entry, of));
    of.members.keep(member);
    for (const row of rows) {
      // From another thread each row comes with texts of its own.
      row.pointer.file = of.members.file;
      row.pointer.member = entry.name;
      add(row);
    }
  }
}

async function started(run: Run, bytes: number, of: ScanOf): Promise<Started> {
  if (!holdable(run)) {
    const scanned: Scanned[] = [];
    for (const entry of run.entries) scanned.push(await scanHere(entry, of));
    return { run, scanned };
  }
  const stretch = {
    file: of.members.file,
    size: of.zip.stored.size,
    entries: run.entries,
    start: run.start,
    bytes: await of.zip.stored.read(run.start, run.end - run.start),
    metadata: [...of.metadata],
  };
  const elsewhere = of.threads?.scan(stretch, bytes);
  // A failure is thrown where it is awaited; until then it must not count as unhandled.
  elsewhere?.catch(() => undefined);
  return { run, scanned: elsewhere ?? (await scanStretch(stretch)) };
}

/** A member by itself, streamed from the archive: of any size. */
const scanHere = (entry: ZipEntry, { zip, members, metadata }: ScanOf): Promise<Scanned> =>
  scanEntry(entry, members.file, metadata, (use) => zip.visitEntry(entry, use));
