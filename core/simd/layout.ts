/** What lies where in the kernel's memory; the kernel itself is compiled with these. In bytes. */

/** The state of a scan over JSON, and what other loops say beside their result: words of 32 bits each. */
export const IN_STRING = 0;
export const ESCAPED = 4;
export const DEPTH = 8;
export const ROOM = 12;
export const OUTCOME = 16;
/** What a search for anchors counted. */
export const FOUND = 20;
export const NEWLINES = 24;
/** Bytes that a decoded member took. */
export const CONSUMED = 28;

/** What OUTCOME says. */
export const GOES_ON = 0;
export const ENDED = 1;
export const TOO_DEEP = 2;
export const MISMATCH = 3;

/** Closing brackets that are still needed, the innermost last. */
export const CLOSERS = 1024;
/** Where anchors end, words of 32 bits. */
export const FINDS = 4096;
export const MOST_FINDS = 1024;
/** Tables of anchors, one after another. */
export const TABLES = 8192;
/** Bytes of a table before its anchors, and of each of these. */
export const TABLE_HEAD = 100;
export const ANCHOR_BYTES = 20;
/** What the decoder of DEFLATE works with. */
export const INFLATE_TABLES = 16_384;
/** A compressed member; behind it, bytes that may be read and mean nothing. */
export const STORED = 32_768;
export const STORED_BYTES = 262_144;
/** Text is worked on here; the 64 bytes before it are room for what stood before, the 512 behind it for what a last vector writes. */
export const WINDOW = 327_680;
export const WINDOW_BYTES = 4_194_304;
/** Of a longer text so much at a time, which stays in the processor's cache from one loop to the next. */
export const PIECE_BYTES = 131_072;
export const PAGES = 70;
