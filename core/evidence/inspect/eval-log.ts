import { LOG_LIMITS } from '../../bundle/zip/limits.ts';
import { openZip, type ZipDirectory } from '../../bundle/zip/open-zip.ts';
import { ZipError } from '../../bundle/zip/zip-error.ts';
import type { RandomAccess } from '../../io/random-access.ts';
import type { Evidence, Flag, Pointer } from '../evidence.ts';
import { jsonPointer } from '../json/pointer.ts';
import type { Reader, ReaderIo } from '../reader.ts';
import { unreadable } from '../unreadable.ts';
import { archiveFault, directoryFlags } from './archive-flags.ts';
import { claimsOf, metadataKeys } from './claims.ts';
import { Digesting } from './digesting.ts';
import { toEvidence } from './evidence.ts';
import { HeaderParts } from './header-scan.ts';
import { withPlaces } from './locate.ts';
import { Members } from './members.ts';
import { readRows } from './read-rows.ts';

export const HEADER = 'header.json';
const START = '_journal/start.json';

/** Inspect's `.eval` log: a zip of journal, summaries and samples, with the header written last. */
export const evalLog: Reader = {
  format: 'inspect-eval',
  looksFor: `a zip with ${HEADER} or ${START}`,
  detects,
  read,
};

/** Logs whose directory was read to find out what they are, so that it is fetched once. */
const detected = new WeakMap<RandomAccess, { source: Digesting; zip: ZipDirectory }>();

/** By the members; where the zip is cut off and has no directory, by the name of its first member. */
async function detects(head: Uint8Array, log: RandomAccess): Promise<boolean> {
  const start = Buffer.from(head.buffer, head.byteOffset, head.byteLength);
  if (start.length < 4 || start.readUInt16LE(0) !== 0x4b50) return false;
  try {
    const source = new Digesting(log);
    const zip = await openZip(source, LOG_LIMITS);
    if (zip.find(HEADER) === undefined && zip.find(START) === undefined) return false;
    detected.set(log, { source, zip });
    return true;
  } catch (error) {
    if (!(error instanceof ZipError)) throw error;
    const first = start.length > 30 ? start.toString('latin1', 30, 30 + start.readUInt16LE(26)) : '';
    return first === HEADER || first === 'summaries.json' || /^(?:_journal|samples)\//.test(first);
  }
}

async function read(log: RandomAccess, file: string, io: ReaderIo): Promise<Evidence> {
  const opened = detected.get(log);
  detected.delete(log);
  const source = opened?.source ?? new Digesting(log);
  let zip: ZipDirectory;
  try {
    zip = opened?.zip ?? (await openZip(source, LOG_LIMITS));
  } catch (error) {
    if (!(error instanceof ZipError)) throw error;
    return unreadable('inspect-eval', { sha256: await source.digest(), bytes: log.size }, [archiveFault(error, file)]);
  }
  const members = new Members(zip, file);
  const found: Flag[] = directoryFlags(zip, file);
  const { parts, member, broken } = await headerOf(zip, members);
  const header = parts.header();
  const headerPointer = (path: readonly (string | number)[]): Pointer => ({ file, member, path: jsonPointer(path) });
  const metadata = metadataKeys(claimsOf({ header, headerPointer }));
  const finished = zip.find(HEADER) !== undefined;
  const { rows, rowsPointer, flags } = await readRows({ zip, members, metadata, threads: io.threads }, finished);
  const evidence = toEvidence(
    {
      format: 'inspect-eval',
      header,
      rows,
      homePaths: parts.homePaths,
      unfinished: !finished,
      broken,
      found: [...found, ...members.flags(), ...flags],
      headerPointer,
      rowsPointer,
      sha256: await source.digest(),
      bytes: log.size,
    },
    io.keepScores,
  );
  return withPlaces(evidence, zip, members);
}

/** The header, or what the journal wrote at the start where there is none that can be read. */
export async function headerOf(
  zip: ZipDirectory,
  members: Members,
): Promise<{ parts: HeaderParts; member: string; broken: boolean }> {
  const header = zip.find(HEADER);
  if (header) {
    const parts = new HeaderParts();
    if (await members.scan(header, parts.scan)) return { parts, member: HEADER, broken: false };
  }
  const parts = new HeaderParts();
  const start = zip.find(START);
  const readable = start !== undefined && (await members.scan(start, parts.scan));
  return { parts, member: header ? HEADER : START, broken: header !== undefined || !readable };
}
