import type { RandomAccess } from '../../io/random-access.ts';
import { ZipError } from './zip-error.ts';

/** How an end record starts, and no other: PK 05 06. */
const END_MARK = Buffer.of(0x50, 0x4b, 0x05, 0x06);
const END_BYTES = 22;
const END64 = 0x06064b50;
const END64_BYTES = 56;
const LOCATOR64 = 0x07064b50;
const LOCATOR64_BYTES = 20;
const MAX_COMMENT = 0xffff;
/** What an end record with the longest comment, and the ZIP64 records before it, can take. */
const LONGEST_END = 128 * 1024;

/** Where the directory lies and how many entries it declares. */
export interface DirectoryLocation {
  offset: number;
  size: number;
  count: number;
  /** The end of the archive, already read. */
  tail: { offset: number; bytes: Uint8Array };
}

/**
 * Finds the directory by the records at the end of the archive (APPNOTE 6.3.10, 4.3.14 to 4.3.16).
 * @param tailBytes how much of the end to take at first. Less than 128 KiB is for archives that are only looked into: an
 *   end record further back is then found, but not a second one behind a long comment.
 * @throws {ZipError} not-a-zip, truncated, ambiguous-end, multi-disk, bad-directory
 */
export async function locateDirectory(source: RandomAccess, tailBytes: number): Promise<DirectoryLocation> {
  const tailOffset = Math.max(0, source.size - tailBytes);
  const bytes = await source.read(tailOffset, source.size - tailOffset);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const at = findEnd(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
  if (at === undefined && tailOffset > 0 && tailBytes < LONGEST_END) return locateDirectory(source, LONGEST_END);
  if (at === undefined) throw await withoutEnd(source);

  const disks = [view.getUint16(at + 4, true), view.getUint16(at + 6, true)];
  let count = view.getUint16(at + 10, true);
  let here = view.getUint16(at + 8, true);
  let size = view.getUint32(at + 12, true);
  let offset = view.getUint32(at + 16, true);
  let end = tailOffset + at;

  const locator = at - LOCATOR64_BYTES;
  if (locator >= 0 && view.getUint32(locator, true) === LOCATOR64) {
    const end64 = safe(view.getBigUint64(locator + 8, true), 'offset of the ZIP64 end record');
    if (view.getUint32(locator + 4, true) !== 0 || view.getUint32(locator + 16, true) > 1) throw multiDisk();
    if (end64 + END64_BYTES > tailOffset + locator)
      throw broken(`a ZIP64 end record said to lie at ${end64}`, 'a record before its locator');
    const record =
      end64 >= tailOffset
        ? bytes.subarray(end64 - tailOffset, end64 - tailOffset + END64_BYTES)
        : await source.read(end64, END64_BYTES);
    const view64 = new DataView(record.buffer, record.byteOffset, record.byteLength);
    if (view64.getUint32(0, true) !== END64)
      throw broken(`no ZIP64 end record at ${end64}`, 'the record its locator points to');
    const recordSize = safe(view64.getBigUint64(4, true), 'size of the ZIP64 end record');
    if (end64 + 12 + recordSize !== tailOffset + locator)
      throw broken(`a ZIP64 end record of ${recordSize} bytes`, 'a record that ends at its locator');
    disks.push(view64.getUint32(16, true), view64.getUint32(20, true));
    // A 32-bit field that is not the "see ZIP64" mark must agree, or two readers would see two archives.
    here = agree(here, 0xffff, view64.getBigUint64(24, true), 'entries on this disk');
    count = agree(count, 0xffff, view64.getBigUint64(32, true), 'entries');
    size = agree(size, 0xffffffff, view64.getBigUint64(40, true), 'size of the directory');
    offset = agree(offset, 0xffffffff, view64.getBigUint64(48, true), 'offset of the directory');
    end = end64;
  }
  if (disks.some((disk) => disk !== 0) || here !== count) throw multiDisk();
  if (offset + size !== end)
    throw broken(
      `a directory of ${size} bytes at ${offset}`,
      `a directory that ends at ${end}, where the end record starts`,
    );
  return { offset, size, count, tail: { offset: tailOffset, bytes } };
}

/** Position of the end record whose comment reaches exactly to the end of the file. */
function findEnd(bytes: Buffer): number | undefined {
  let found: number | undefined;
  const last = bytes.byteLength - END_BYTES;
  const first = Math.max(0, last - MAX_COMMENT);
  for (let at = last < 0 ? -1 : bytes.lastIndexOf(END_MARK, last); at >= first; ) {
    if (bytes.readUInt16LE(at + 20) === last - at) {
      if (found !== undefined)
        throw new ZipError({
          code: 'ambiguous-end',
          found: 'two end records',
          expected: 'one, so that all readers see the same members',
        });
      found = at;
    }
    at = at === 0 ? -1 : bytes.lastIndexOf(END_MARK, at - 1);
  }
  return found;
}

async function withoutEnd(source: RandomAccess): Promise<ZipError> {
  const start = await source.read(0, Math.min(4, source.size));
  const zip = start[0] === 0x50 && start[1] === 0x4b && (start[2] ?? 0) < 9;
  if (zip && start.byteLength === 4)
    return new ZipError({
      code: 'truncated',
      found: `${source.size} bytes that start as a zip and have no end record`,
      expected: 'a complete zip',
    });
  const found = source.size === 0 ? 'an empty file' : `a file that starts with ${hex(start)}`;
  return new ZipError({ code: 'not-a-zip', found, expected: 'a zip, which starts with 50 4b 03 04' });
}

function agree(short: number, mark: number, long: bigint, what: string): number {
  const value = safe(long, what);
  if (short !== mark && short !== value)
    throw broken(`${what} ${short} and, in the ZIP64 record, ${value}`, 'equal values');
  return value;
}

/** A 64-bit field as a number; what does not fit cannot be true. */
function safe(value: bigint, what: string): number {
  if (value > BigInt(Number.MAX_SAFE_INTEGER)) throw broken(`${what} ${value}`, 'a value inside the file');
  return Number(value);
}

function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join(' ');
}

function broken(found: string, expected: string): ZipError {
  return new ZipError({ code: 'bad-directory', found, expected });
}

function multiDisk(): ZipError {
  return new ZipError({
    code: 'multi-disk',
    found: 'one part of a split archive',
    expected: 'one file with all members',
  });
}
