/** What lies where in the kernel's memory; the kernel itself is compiled with these. In bytes. */

/** The state of a scan over JSON, words of 32 bits each. */
export const IN_STRING = 0;
export const ESCAPED = 4;
export const DEPTH = 8;
export const ROOM = 12;
export const OUTCOME = 16;
/** What a search for anchors counted. */
export const FOUND = 20;
export const NEWLINES = 24;

/** What OUTCOME says. */
export const GOES_ON = 0;
export const ENDED = 1;
export const TOO_DEEP = 2;
export const MISMATCH = 3;

/** Closing brackets that are still needed, the innermost last. */
export const CLOSERS = 1024;
export const MOST_CLOSERS = 1024;
/** Where anchors end, words of 32 bits. */
export const FINDS = 4096;
export const MOST_FINDS = 1024;
/** Tables of anchors, one after another. */
export const TABLES = 8192;
/** Bytes of a table before its anchors, and of each of these. */
export const TABLE_HEAD = 100;
export const ANCHOR_BYTES = 20;
/** Text is worked on here; before it is room for what stood before, and after it for a last vector. */
export const WINDOW = 131_072;
export const WINDOW_BYTES = 131_072;
export const BEFORE_WINDOW = 64;
export const PAGES = 5;
