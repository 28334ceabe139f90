import { Inflate } from 'pako';
import * as z from 'zod';
import type { Decoding } from './decoding.ts';

const NEEDS_MORE = -5;
/** What the types of the package leave out: how much of the input was used, and what is wrong with it. */
const Stream = z.object({ strm: z.object({ total_in: z.number(), msg: z.string() }) });

/** DEFLATE (RFC 1951), by the port of zlib, which says what is wrong in zlib's words. */
export function inflating(chunkSize: number): Decoding {
  const inflate = new Inflate({ raw: true, chunkSize });
  let done = false;
  let used = 0;
  return {
    get done() {
      return done;
    },
    push(chunk, emit) {
      if (done) return 0;
      inflate.onData = (decoded) => {
        if (decoded instanceof Uint8Array) emit(decoded);
      };
      inflate.onEnd = (status) => {
        done = status === 0;
        if (status < 0 && status !== NEEDS_MORE) throw new Error(Stream.parse(inflate).strm.msg);
      };
      inflate.push(chunk, false);
      const total = Stream.parse(inflate).strm.total_in;
      const taken = total - used;
      used = total;
      return taken;
    },
  };
}
