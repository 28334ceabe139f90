import { Decompress, ZstdErrorCode } from 'fzstd';
import * as z from 'zod';
import { type Decoding, truncated } from './decoding.ts';
import { corrupt, ZstdFrame } from './zstd-frame.ts';

const Coded = z.object({ code: z.number() });

/**
 * One frame of Zstandard (RFC 8878). The checksum of the frame, if it has one, is not looked at: a member of a zip has its own.
 * @param windowLog binary logarithm of the largest window that is allowed
 */
export function unzstd(windowLog: number): Decoding {
  const frame = new ZstdFrame(2 ** windowLog);
  const decompress = new Decompress();
  return {
    get done() {
      return frame.done;
    },
    push(chunk, emit) {
      if (frame.done) return 0;
      const taken = frame.take(chunk);
      decompress.ondata = (decoded) => {
        if (decoded.length > 0) emit(decoded);
      };
      try {
        // It may keep what it gets.
        decompress.push(chunk.slice(0, taken), frame.done);
      } catch (error) {
        const known = Coded.safeParse(error);
        throw known.success && known.data.code === ZstdErrorCode.UnexpectedEOF ? truncated() : corrupt();
      }
      return taken;
    },
  };
}
