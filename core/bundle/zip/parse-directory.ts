import { decodeName } from './decode-name.ts';
import type { Anomaly, ZipEntry } from './entry.ts';
import { readExtra64 } from './extra64.ts';
import type { ZipLimits } from './limits.ts';
import { refusal } from './refusal.ts';
import { unsafeName } from './unsafe-name.ts';
import { ZipError } from './zip-error.ts';

const HEADER = 0x02014b50;
const HEADER_BYTES = 46;
const LOCAL_HEADER_BYTES = 30;
const UNIX = 3;
const DARWIN = 19;

/**
 * The entries of a directory, in its order, the one that counts for each name (the last), and what is odd about them.
 * @param bytes the directory; `offset` is where it starts in the archive
 * @throws {ZipError} bad-directory, too-many-members, archive-too-large, overlapping-members, multi-disk
 */
export function parseDirectory(
  bytes: Uint8Array,
  location: { offset: number; count: number },
  limits: ZipLimits,
): { entries: ZipEntry[]; byName: Map<string, ZipEntry>; anomalies: Anomaly[] } {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const entries: ZipEntry[] = [];
  const anomalies: Anomaly[] = [];
  const byName = new Map<string, ZipEntry>();
  // Where the data of each ends, of as many as there should be.
  const ends = new Float64Array(Math.min(location.count, limits.members));
  let total = 0;
  let stored = 0;
  let at = 0;
  while (at < bytes.byteLength) {
    if (entries.length === limits.members) throw tooMany(limits);
    if (at + HEADER_BYTES > bytes.byteLength || view.getUint32(at, true) !== HEADER)
      throw broken(
        `no entry at byte ${location.offset + at}, after ${entries.length} entries`,
        `${location.count} entries`,
      );
    const nameLength = view.getUint16(at + 28, true);
    const extraLength = view.getUint16(at + 30, true);
    const next = at + HEADER_BYTES + nameLength + extraLength + view.getUint16(at + 32, true);
    if (next > bytes.byteLength)
      throw broken(`entry ${entries.length + 1} reaching beyond the directory`, 'an entry inside the directory');

    const nameBytes = bytes.subarray(at + HEADER_BYTES, at + HEADER_BYTES + nameLength);
    const { name, utf8 } = decodeName(nameBytes);
    const extra = bytes.subarray(at + HEADER_BYTES + nameLength, at + HEADER_BYTES + nameLength + extraLength);
    const wide = readExtra64(extra, name, {
      size: view.getUint32(at + 24, true),
      compressedSize: view.getUint32(at + 20, true),
      offset: view.getUint32(at + 42, true),
      disk: view.getUint16(at + 34, true),
    });
    if (wide.disk !== 0)
      throw new ZipError({ code: 'multi-disk', member: name, found: `disk ${wide.disk}`, expected: 'disk 0' });
    const entry: ZipEntry = {
      name,
      method: view.getUint16(at + 10, true),
      flags: view.getUint16(at + 8, true),
      crc32: view.getUint32(at + 16, true),
      compressedSize: wide.compressedSize,
      size: wide.size,
      offset: wide.offset,
      kind: kindOf(name, view.getUint8(at + 5), view.getUint32(at + 38, true) >>> 16),
    };
    ends[entries.length] = entry.offset + LOCAL_HEADER_BYTES + nameLength + entry.compressedSize;
    entries.push(entry);
    byName.set(name, entry);

    const unsafe = unsafeName(name, nameLength, limits.nameBytes);
    if (unsafe !== null) anomalies.push({ code: 'unsafe-name', member: name, reason: unsafe });
    if (!utf8) anomalies.push({ code: 'name-not-utf8', member: name });
    if (entry.kind === 'symbolic-link' || entry.kind === 'special-file')
      anomalies.push({ code: entry.kind, member: name });
    if (entry.kind === 'directory' && entry.size > 0) anomalies.push({ code: 'directory-with-data', member: name });
    const fault = refusal(entry, limits);
    if (fault !== null) anomalies.push({ code: 'unreadable', member: name, fault });
    else {
      total += entry.size;
      stored += entry.compressedSize;
    }
    at = next;
  }
  if (entries.length !== location.count)
    throw broken(`${entries.length} entries`, `${location.count} entries, as the end record says`);
  if (byName.size < entries.length) anomalies.push(...duplicates(entries));
  refuseOverlap(entries, ends, location.offset);
  if (total > limits.totalBytes)
    throw tooLarge(`members that decode to ${total} bytes`, `at most ${limits.totalBytes} bytes`);
  if (total > limits.ratioFromBytes && total > stored * limits.ratio)
    throw tooLarge(
      `${total} bytes out of ${stored}`,
      `members that decode to at most ${limits.ratio} times their stored size`,
    );
  return { entries, byName, anomalies };
}

function duplicates(entries: readonly ZipEntry[]): Anomaly[] {
  const counts = new Map<string, number>();
  for (const { name } of entries) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts].flatMap(([member, count]) => (count > 1 ? [{ code: 'duplicate-name', member, count }] : []));
}

/** Bytes that several members share make a small file decode to a huge one (Fifield, "A better zip bomb", 2019). */
function refuseOverlap(entries: readonly ZipEntry[], ends: Float64Array, directoryOffset: number): void {
  const startOf = (index: number | undefined) => entries[index ?? entries.length]?.offset ?? directoryOffset;
  const order = Uint32Array.from(entries.keys()).sort((a, b) => startOf(a) - startOf(b));
  order.forEach((index, place) => {
    const end = ends[index] ?? 0;
    const limit = startOf(order[place + 1]);
    if (end > limit)
      throw new ZipError({
        code: 'overlapping-members',
        member: entries[index]?.name ?? '',
        found: `bytes ${startOf(index)} to ${end}, where the next member or the directory starts at ${limit}`,
        expected: 'members that share no bytes',
      });
  });
}

function kindOf(name: string, system: number, mode: number): ZipEntry['kind'] {
  const type = system === UNIX || system === DARWIN ? mode & 0o170000 : 0;
  if (type === 0o120000) return 'symbolic-link';
  if (type !== 0 && type !== 0o100000 && type !== 0o040000) return 'special-file';
  return name.endsWith('/') ? 'directory' : 'file';
}

function tooMany(limits: ZipLimits): ZipError {
  return new ZipError({
    code: 'too-many-members',
    found: `more than ${limits.members} members`,
    expected: `at most ${limits.members}`,
  });
}

function tooLarge(found: string, expected: string): ZipError {
  return new ZipError({ code: 'archive-too-large', found, expected });
}

function broken(found: string, expected: string): ZipError {
  return new ZipError({ code: 'bad-directory', found, expected });
}
