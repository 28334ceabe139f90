import type { ZipEntry } from '../../bundle/zip/entry.ts';
import type { ZipDirectory } from '../../bundle/zip/open-zip.ts';
import type { Flag, Pointer } from '../evidence.ts';
import { sampleMember } from './archive-flags.ts';
import type { Members } from './members.ts';
import { mergeSamples } from './merge-samples.ts';
import type { SampleRow } from './row.ts';
import { rowScan } from './row-scan.ts';
import { Rows } from './rows.ts';
import { type ScanOf, scanMembers } from './scan-members.ts';

const SUMMARIES = 'summaries.json';
const JOURNAL = /^_journal\/summaries\/(\d{1,9})\.json$/;

export interface RowsOfLog {
  rows: SampleRow[];
  rowsPointer: Pointer;
  flags: Flag[];
}

/**
 * Every row of a `.eval` log: from `summaries.json`, or from the journal where the run never wrote it; then each
 * sample member, of which only the few fields of a row are looked at, confirms, corrects and completes its summary. Every
 * other member is checked: that it can be read, and holds no credential.
 */
export async function readRows(of: ScanOf, finished: boolean): Promise<RowsOfLog> {
  const { zip, members, metadata } = of;
  const summarised = await readSummaries(zip, members, metadata);
  // In the order of the file, so that reading runs forward; members of no use are checked on the way.
  const entries = zip.entries.filter(
    (entry) =>
      zip.find(entry.name) === entry && !members.seen(entry) && (entry.kind === 'file' || sampleMember(entry.name)),
  );
  const samples = new Rows(summarised.rows.keys);
  await scanMembers(entries, of, (row) => summarised.rows.settle(samples.add(row)));
  const complete = finished && entries.some(({ name }) => sampleMember(name));
  const { rows, flags } = mergeSamples(summarised.rows, samples, complete);
  const file = members.file;
  const rowsPointer: Pointer = { file, member: summarised.member ?? rows[0]?.pointer.member ?? SUMMARIES, path: '' };
  return { rows, rowsPointer, flags: [...summarised.flags, ...samples.duplicates(rowsPointer), ...flags] };
}

/** The rows of `summaries.json`, or of the journal where it is missing or cannot be read. */
export async function readSummaries(
  zip: ZipDirectory,
  members: Members,
  metadata: ReadonlySet<string>,
): Promise<{ rows: Rows; member: string | undefined; flags: Flag[] }> {
  const summaries = zip.find(SUMMARIES);
  if (summaries) {
    const rows = new Rows();
    if (await members.scan(summaries, summaryScan(summaries, members, rows, metadata)))
      return { rows, member: SUMMARIES, flags: rows.duplicates({ file: members.file, member: SUMMARIES }) };
  }
  // A retried sample stands in the journal again; that the later one counts is how the journal works.
  const rows = new Rows();
  const journal = zip.entries.filter((entry) => JOURNAL.test(entry.name) && zip.find(entry.name) === entry);
  for (const entry of journal.sort((a, b) => part(a) - part(b)))
    await members.scan(entry, summaryScan(entry, members, rows, metadata));
  return { rows, member: journal[0]?.name, flags: [] };
}

const part = (entry: ZipEntry) => Number(JOURNAL.exec(entry.name)?.[1]);

function summaryScan(entry: ZipEntry, members: Members, rows: Rows, metadata: ReadonlySet<string>) {
  return rowScan(
    1,
    (path) => ({ file: members.file, member: entry.name, path }),
    (row) => rows.add(row),
    () => metadata,
  );
}
