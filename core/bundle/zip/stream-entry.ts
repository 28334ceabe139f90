import { crc32 } from 'node:zlib';
import type { RandomAccess } from '../../io/random-access.ts';
import { eachInflated, eachPiece, type UsePiece } from '../../simd/kernel.ts';
import { decodeStream } from './decode-stream.ts';
import { decodeWhole } from './decode-whole.ts';
import type { ZipEntry } from './entry.ts';
import type { ZipLimits } from './limits.ts';
import { checkLocalHeader, LOCAL_HEADER_BYTES, localHeaderLength } from './local-header.ts';
import { DEFLATE, refusal } from './refusal.ts';
import { ZipError } from './zip-error.ts';

/** Stored bytes asked for at a time. */
const CHUNK = 1024 * 1024;
/** Members up to these sizes are decoded in one go. */
const SMALL_STORED = 256 * 1024;
const SMALL_DECODED = 4 * 1024 * 1024;
/** Room for the extra fields of a local header in the first read; longer ones cost a second. */
const USUAL_EXTRA = 128;

/** Bytes from a member's local header to the end of its data, where the header is no longer than usual. */
export const usualLength = (entry: ZipEntry): number =>
  LOCAL_HEADER_BYTES + Buffer.byteLength(entry.name) + USUAL_EXTRA + entry.compressedSize;

/**
 * Where the data of a member starts in the archive, after its local header was checked against the directory.
 * @throws {ZipError} local-header-differs, and what {@link refusal} gives
 */
export async function dataOffset(source: RandomAccess, entry: ZipEntry, limits: ZipLimits): Promise<number> {
  const fault = refusal(entry, limits);
  if (fault !== null) throw new ZipError(fault);
  // Takes the data of a small member along, so that a source with a window answers it from there.
  const guess = usualLength(entry) - (entry.compressedSize <= SMALL_STORED ? 0 : entry.compressedSize);
  const length = Math.min(guess, source.size - entry.offset);
  if (length < LOCAL_HEADER_BYTES)
    throw new ZipError({
      code: 'local-header-differs',
      member: entry.name,
      found: `a local header said to lie at ${entry.offset}, in a file of ${source.size} bytes`,
      expected: 'a header inside the file',
    });
  let header = await source.read(entry.offset, length);
  const needed = localHeaderLength(header, entry);
  if (entry.offset + needed + entry.compressedSize > source.size)
    throw new ZipError({
      code: 'local-header-differs',
      member: entry.name,
      found: `data up to byte ${entry.offset + needed + entry.compressedSize}`,
      expected: `data inside the ${source.size} bytes of the file`,
    });
  if (needed > header.byteLength) header = await source.read(entry.offset, needed);
  checkLocalHeader(header.subarray(0, needed), entry);
  return entry.offset + needed;
}

/**
 * The decoded bytes of a member, in chunks, with back pressure. Ends without error only if size and CRC-32 are those
 * of the directory; never yields more than the declared size.
 * @throws {ZipError} any code about one member; errors of the source pass through
 */
export async function* streamEntry(
  source: RandomAccess,
  entry: ZipEntry,
  limits: ZipLimits,
): AsyncGenerator<Uint8Array> {
  const start = await dataOffset(source, entry, limits);
  const progress = { consumed: 0 };
  const failed = { bySource: false };
  let length = 0;
  let crc = 0;
  const chunks = isSmall(entry)
    ? whole(source, entry, start, progress, failed)
    : decodeStream(entry.method, storedBytes(source, start, entry.compressedSize, failed), entry.size, progress);
  const decoded = chunks[Symbol.asyncIterator]();
  try {
    for (;;) {
      const next = await decoded.next().catch((cause: unknown) => {
        throw failed.bySource ? cause : badData(entry, cause);
      });
      if (next.done === true) break;
      length += next.value.byteLength;
      if (length > entry.size) throw sizeDiffers(entry, `more than ${entry.size} bytes`);
      crc = crc32(next.value, crc);
      if (next.value.byteLength > 0) yield next.value;
    }
  } finally {
    await decoded.return?.(undefined);
  }
  if (length !== entry.size) throw sizeDiffers(entry, `${length} bytes`);
  if (progress.consumed !== entry.compressedSize)
    throw new ZipError({
      code: 'size-differs',
      member: entry.name,
      found: `${entry.compressedSize} stored bytes, of which ${progress.consumed} are its data`,
      expected: 'stored bytes that are all data',
    });
  checkSum(entry, crc);
}

/**
 * The decoded bytes of a member, checked as {@link streamEntry} does, in pieces that `use` must not keep. Where a member is
 * small and deflated it is decoded where it is then looked at, which costs half of what zlib does.
 * @throws {ZipError} as {@link streamEntry} does; errors of the source and of `use` pass through
 */
export async function visitEntry(
  source: RandomAccess,
  entry: ZipEntry,
  limits: ZipLimits,
  use: UsePiece,
): Promise<void> {
  if (entry.method === DEFLATE && isSmall(entry)) {
    const start = await dataOffset(source, entry, limits);
    const stored = await source.read(start, entry.compressedSize);
    let crc = 0;
    const decoded = eachInflated(stored, entry.size, (piece) => {
      crc = crc32(piece, crc);
      use(piece);
    });
    if (decoded) return checkSum(entry, crc);
  }
  for await (const chunk of streamEntry(source, entry, limits)) eachPiece(chunk, use);
}

const isSmall = (entry: ZipEntry) => entry.compressedSize <= SMALL_STORED && entry.size <= SMALL_DECODED;

function checkSum(entry: ZipEntry, crc: number): void {
  if (crc === entry.crc32) return;
  throw new ZipError({
    code: 'checksum-differs',
    member: entry.name,
    found: `CRC-32 ${crc.toString(16).padStart(8, '0')}`,
    expected: entry.crc32.toString(16).padStart(8, '0'),
  });
}

async function* whole(
  source: RandomAccess,
  entry: ZipEntry,
  start: number,
  progress: { consumed: number },
  failed: { bySource: boolean },
): AsyncGenerator<Uint8Array> {
  for await (const stored of storedBytes(source, start, entry.compressedSize, failed)) {
    const { bytes, consumed } = decodeWhole(entry.method, stored, entry.size);
    progress.consumed = consumed;
    yield bytes;
  }
}

/** The stored bytes, with one read ahead of the reader. Always yields once, if only nothing. */
async function* storedBytes(
  source: RandomAccess,
  start: number,
  length: number,
  failed: { bySource: boolean },
): AsyncGenerator<Uint8Array> {
  const read = (at: number) => {
    const pending = source.read(start + at, Math.min(CHUNK, length - at));
    pending.catch(() => {
      failed.bySource = true;
    });
    return pending;
  };
  let next = read(0);
  for (let at = 0; at === 0 || at < length; at += CHUNK) {
    const chunk = await next;
    if (at + CHUNK < length) next = read(at + CHUNK);
    yield chunk;
  }
}

function badData(entry: ZipEntry, cause: unknown): ZipError {
  if (cause instanceof Error && 'code' in cause && cause.code === 'ERR_BUFFER_TOO_LARGE')
    return sizeDiffers(entry, `more than ${entry.size} bytes`);
  const why = cause instanceof Error ? cause.message : String(cause);
  return new ZipError(
    {
      code: 'bad-compressed-data',
      member: entry.name,
      found: `data that does not decode (${why})`,
      expected: 'intact data',
    },
    { cause },
  );
}

function sizeDiffers(entry: ZipEntry, found: string): ZipError {
  return new ZipError({
    code: 'size-differs',
    member: entry.name,
    found,
    expected: `${entry.size} bytes, as declared`,
  });
}
