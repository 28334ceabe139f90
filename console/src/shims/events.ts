import type { Decoder } from './zlib/decoder.ts';

/** Of `node:events`, what `core` waits for: the end of a decoder. */
export const once = (decoder: Decoder, _event: 'end'): Promise<void> => decoder.ended;
