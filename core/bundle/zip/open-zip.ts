import type { RandomAccess } from '../../io/random-access.ts';
import type { UsePiece } from '../../simd/kernel.ts';
import type { Anomaly, ZipEntry } from './entry.ts';
import type { ZipLimits } from './limits.ts';
import { locateDirectory } from './locate-directory.ts';
import { parseDirectory } from './parse-directory.ts';
import { dataOffset, streamEntry, visitEntry } from './stream-entry.ts';
import { READ_ALL, type ReadAhead, windowed } from './windowed.ts';
import { ZipError } from './zip-error.ts';

/** An opened archive: its entries in the order of the directory, and what is odd about them. */
export interface ZipDirectory {
  entries: ZipEntry[];
  anomalies: Anomaly[];
  /** The entry that counts for a name: the last one. */
  find(name: string): ZipEntry | undefined;
  /** The archive itself, through the window that reading runs forward in. */
  readonly stored: RandomAccess;
  /** The decoded bytes in chunks, checked while they pass; see {@link streamEntry}. */
  streamEntry(entry: ZipEntry): AsyncGenerator<Uint8Array>;
  /** The same in pieces that `use` must not keep; faster where members are small. See {@link visitEntry}. */
  visitEntry(entry: ZipEntry, use: UsePiece): Promise<void>;
  /** Where the stored bytes of a member start, after its local header was checked; throws `ZipError` as reading it does. */
  dataOffset(entry: ZipEntry): Promise<number>;
  /** All decoded bytes. Throws `ZipError` member-too-large where the entry declares more than `maxBytes`. */
  readEntry(entry: ZipEntry, maxBytes: number): Promise<Uint8Array>;
}

/**
 * Opens a zip by its directory, with range reads only: usually one for the directory, and one per member or, where
 * members are read in the order of the file, one per 4 MiB. ZIP64, comments, data descriptors; stored, deflate, zstd.
 *
 * Ours and not yauzl's: yauzl reads two ranges per directory entry (two requests each on S3), stops at the first fault
 * where a review needs them all, and leaves overlap, local headers, CRC and zstd to the caller anyway.
 *
 * @throws {ZipError} where the archive as a whole cannot be trusted; faults of one member come as anomalies and when
 *   that member is read
 */
export async function openZip(
  source: RandomAccess,
  limits: ZipLimits,
  ahead: ReadAhead = READ_ALL,
): Promise<ZipDirectory> {
  const { offset, size, count, tail } = await locateDirectory(source, ahead.tail);
  if (size > limits.directoryBytes)
    throw new ZipError({
      code: 'directory-too-large',
      found: `a directory of ${size} bytes`,
      expected: `at most ${limits.directoryBytes} bytes`,
    });
  if (count > limits.members)
    throw new ZipError({ code: 'too-many-members', found: `${count} members`, expected: `at most ${limits.members}` });
  const reader = windowed(source, tail, ahead);
  const { entries, byName, anomalies } = parseDirectory(await reader.read(offset, size), { offset, count }, limits);
  return {
    entries,
    anomalies,
    find: (name) => byName.get(name),
    stored: reader,
    streamEntry: (entry) => streamEntry(reader, entry, limits),
    visitEntry: (entry, use) => visitEntry(reader, entry, limits, use),
    dataOffset: (entry) => dataOffset(reader, entry, limits),
    async readEntry(entry, maxBytes) {
      if (entry.size > maxBytes)
        throw new ZipError({
          code: 'member-too-large',
          member: entry.name,
          found: `${entry.size} bytes when decoded`,
          expected: `at most ${maxBytes} bytes`,
        });
      const chunks: Uint8Array[] = [];
      for await (const chunk of streamEntry(reader, entry, limits)) chunks.push(chunk);
      // A copy even of a single chunk: a view would keep the window it was cut from.
      return Buffer.concat(chunks);
    },
  };
}
