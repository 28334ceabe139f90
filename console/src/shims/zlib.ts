import { Decoder } from './zlib/decoder.ts';
import { type Decoding, truncated } from './zlib/decoding.ts';
import { inflating } from './zlib/inflating.ts';
import { unzstd } from './zlib/unzstd.ts';

/** What `core` uses of `node:zlib`, in a browser. */

export const constants = { ZSTD_d_windowLogMax: 100 } as const;
const WINDOW_LOG = 27;
const CHUNK_BYTES = 16 * 1024;

interface Options {
  readonly chunkSize?: number;
  readonly maxOutputLength?: number;
  readonly params?: Readonly<Record<number, number>>;
}

const windowLogOf = ({ params }: Options) => params?.[constants.ZSTD_d_windowLogMax] ?? WINDOW_LOG;

export const createInflateRaw = ({ chunkSize = CHUNK_BYTES }: Options = {}) => new Decoder(inflating(chunkSize));
export const createZstdDecompress = (options: Options = {}) => new Decoder(unzstd(windowLogOf(options)));

export const inflateRawSync = (bytes: Uint8Array, options: Options = {}) =>
  whole(inflating(options.chunkSize ?? CHUNK_BYTES), bytes, options);
export const zstdDecompressSync = (bytes: Uint8Array, options: Options = {}) =>
  whole(unzstd(windowLogOf(options)), bytes, options);

/** Output larger than was allowed, by the code that Node.js gives it. */
class TooLarge extends RangeError {
  readonly code = 'ERR_BUFFER_TOO_LARGE';
}

/** All of a stream at once, and how much of the input it took, as `info: true` has it. */
function whole(decoding: Decoding, bytes: Uint8Array, { maxOutputLength = Number.POSITIVE_INFINITY }: Options) {
  const pieces: Uint8Array[] = [];
  let length = 0;
  const bytesWritten = decoding.push(bytes, (piece) => {
    length += piece.byteLength;
    if (length > maxOutputLength) throw new TooLarge(`Cannot create a Buffer larger than ${maxOutputLength} bytes`);
    pieces.push(piece);
  });
  if (!decoding.done) throw truncated();
  const [only] = pieces;
  const buffer = pieces.length === 1 && only !== undefined ? only : Buffer.concat(pieces);
  return { buffer, engine: { bytesWritten } };
}

const TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit += 1) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  return value;
});

/** CRC-32 (ISO 3309) of bytes that follow on those whose CRC is `before`. */
export function crc32(bytes: Uint8Array, before = 0): number {
  let crc = ~before;
  for (const byte of bytes) crc = (TABLE[(crc ^ byte) & 255] ?? 0) ^ (crc >>> 8);
  return ~crc >>> 0;
}
