/**
 * AssemblyScript: the two inner loops through which every byte of a log goes, 16 to 64 bytes at a time with WebAssembly's
 * 128-bit vectors. `npm run kernel` compiles it into `kernel.wasm.ts`. All memory is laid out by hand in `layout.ts`; there is
 * no allocation and no host function, so that hostile bytes can at worst give a wrong answer inside this memory.
 */

export { inflate } from './inflate';

import {
  CLOSERS,
  DEPTH,
  ENDED,
  ESCAPED,
  FINDS,
  FOUND,
  GOES_ON,
  IN_STRING,
  MISMATCH,
  MOST_FINDS,
  NEWLINES,
  OUTCOME,
  ROOM,
  TOO_DEEP,
} from '../layout';

const QUOTE: u8 = 0x22;
const BACKSLASH: u8 = 0x5c;
const ALL: u64 = ~(<u64>0);
/** The bits 1, 3, 5 and so on. */
const ODD: u64 = (ALL / 3) * 2;

let depth: usize = 0;

/** One bit for each of 64 bytes, from four comparisons. */
function bits(a: v128, b: v128, c: v128, d: v128): u64 {
  return (
    <u64>(<u32>i8x16.bitmask(a) | ((<u32>i8x16.bitmask(b)) << 16)) |
    ((<u64>(<u32>i8x16.bitmask(c) | ((<u32>i8x16.bitmask(d)) << 16))) << 32)
  );
}

/** Each bit is the exclusive or of itself and all bits below: from quotes to what stands between them. */
function prefixXor(mask: u64): u64 {
  let x = mask;
  x ^= x << 1;
  x ^= x << 2;
  x ^= x << 4;
  x ^= x << 8;
  x ^= x << 16;
  x ^= x << 32;
  return x;
}

/** Takes one bracket; false where the value ends with it or is at fault, as OUTCOME says. */
function bracket(byte: u8, room: usize): bool {
  if ((byte & 0x06) === 0x02) {
    if (depth >= room) {
      store<i32>(OUTCOME, TOO_DEEP);
      return false;
    }
    store<u8>(CLOSERS + depth, byte + 2);
    depth += 1;
    return true;
  }
  depth -= 1;
  if (load<u8>(CLOSERS + depth) !== byte) {
    store<i32>(OUTCOME, MISMATCH);
    return false;
  }
  if (depth === 0) {
    store<i32>(OUTCOME, ENDED);
    return false;
  }
  return true;
}

/**
 * Passes brackets and strings of a JSON value, from where IN_STRING, ESCAPED, DEPTH and CLOSERS say that it stands.
 * Returns the position past the value (ENDED), of the bracket that is wrong (TOO_DEEP, MISMATCH), or `end` (GOES_ON).
 * Which bytes are escaped, and which are inside strings, is found as in simdjson (Langdale and Lemire,
 * "Parsing gigabytes of JSON per second", VLDB Journal 28, 2019, sections 3.1.1 and 3.1.2).
 */
export function passValue(from: usize, end: usize): usize {
  let inside: u64 = load<i32>(IN_STRING) !== 0 ? ALL : 0;
  let pending: u64 = <u64>load<u32>(ESCAPED);
  const room = <usize>load<u32>(ROOM);
  depth = <usize>load<u32>(DEPTH);
  store<i32>(OUTCOME, GOES_ON);
  const quote = i8x16.splat(QUOTE);
  const backslash = i8x16.splat(BACKSLASH);
  const lower = i8x16.splat(0x20);
  const open = i8x16.splat(0x7b);
  const close = i8x16.splat(0x7d);
  for (let at = from; at < end; at += 64) {
    const left = end - at;
    const last: u64 = left >= 64 ? 63 : <u64>(left - 1);
    const valid = ALL >> (63 - last);
    const a = v128.load(at);
    const b = v128.load(at, 16);
    const c = v128.load(at, 32);
    const d = v128.load(at, 48);
    const quoteA = i8x16.eq(a, quote);
    const quoteB = i8x16.eq(b, quote);
    const quoteC = i8x16.eq(c, quote);
    const quoteD = i8x16.eq(d, quote);
    const slashA = i8x16.eq(a, backslash);
    const slashB = i8x16.eq(b, backslash);
    const slashC = i8x16.eq(c, backslash);
    const slashD = i8x16.eq(d, backslash);
    if (
      inside !== 0 &&
      !v128.any_true(
        v128.or(
          v128.or(v128.or(quoteA, quoteB), v128.or(quoteC, quoteD)),
          v128.or(v128.or(slashA, slashB), v128.or(slashC, slashD)),
        ),
      )
    ) {
      // The middle of a string: most of what there is.
      pending = 0;
      continue;
    }
    let quotes = bits(quoteA, quoteB, quoteC, quoteD) & valid;
    const slashes = bits(slashA, slashB, slashC, slashD) & valid;
    const insideBefore = inside;
    const pendingBefore = pending;
    if (slashes !== 0) {
      const potential = slashes & ~pending;
      const terminal = (((potential << 1) | ODD) - potential) ^ ODD;
      quotes &= ~(terminal ^ (slashes | pending));
      pending = ((terminal & slashes) >> last) & 1;
    } else {
      quotes &= ~pending;
      pending = 0;
    }
    let strings = inside;
    if (quotes !== 0) {
      strings ^= prefixXor(quotes);
      inside = 0 - ((strings >> last) & 1);
    } else if (inside !== 0) continue;
    if ((slashes & ~strings) !== 0) {
      // No JSON: outside a string a backslash escapes nothing. Byte by byte, so that the same fault is found at the same place.
      inside = insideBefore;
      pending = pendingBefore;
      const stop = at + <usize>last + 1;
      for (let p = at; p < stop; p += 1) {
        const byte = load<u8>(p);
        if (inside !== 0) {
          if (pending !== 0) pending = 0;
          else if (byte === BACKSLASH) pending = 1;
          else if (byte === QUOTE) inside = 0;
        } else if (byte === QUOTE) inside = ALL;
        else if (((byte | 0x20) === 0x7b || (byte | 0x20) === 0x7d) && !bracket(byte, room))
          return leave(load<i32>(OUTCOME) === ENDED ? p + 1 : p, 0, 0);
      }
      continue;
    }
    const la = v128.or(a, lower);
    const lb = v128.or(b, lower);
    const lc = v128.or(c, lower);
    const ld = v128.or(d, lower);
    let brackets =
      bits(
        v128.or(i8x16.eq(la, open), i8x16.eq(la, close)),
        v128.or(i8x16.eq(lb, open), i8x16.eq(lb, close)),
        v128.or(i8x16.eq(lc, open), i8x16.eq(lc, close)),
        v128.or(i8x16.eq(ld, open), i8x16.eq(ld, close)),
      ) &
      valid &
      ~strings;
    while (brackets !== 0) {
      const p = at + <usize>ctz(brackets);
      if (!bracket(load<u8>(p), room)) return leave(load<i32>(OUTCOME) === ENDED ? p + 1 : p, 0, 0);
      brackets &= brackets - 1;
    }
  }
  return leave(end, inside, pending);
}

function leave(at: usize, inside: u64, pending: u64): usize {
  store<i32>(IN_STRING, inside !== 0 ? 1 : 0);
  store<i32>(ESCAPED, <i32>pending);
  store<i32>(DEPTH, <i32>depth);
  return at;
}

/**
 * Where anchors end, from `from` up to `end`; at least 16 bytes before `from` are what stood there before. What
 * `table` is, `anchors.ts` says. The last three bytes are looked up by their halves, eight groups of anchors at once (as in
 * Teddy: Wang and others, "Hyperscan", NSDI 2019, section 4.2), and what passes is compared in full. Counts line ends.
 * Returns how far it came: `end`, or less where FINDS is full.
 */
export function findAnchors(table: usize, from: usize, end: usize): usize {
  const low0 = v128.load(table);
  const high0 = v128.load(table, 16);
  const low1 = v128.load(table, 32);
  const high1 = v128.load(table, 48);
  const low2 = v128.load(table, 64);
  const high2 = v128.load(table, 80);
  const half = i8x16.splat(0x0f);
  const newline = i8x16.splat(0x0a);
  const zero = i8x16.splat(0);
  let newlines = 0;
  let found = 0;
  let at = from;
  // The lookups of the 16 bytes before, of which the last two count for the first bytes here.
  let first0 = lookUp(low0, high0, v128.load(at - 16), half);
  let second0 = lookUp(low1, high1, v128.load(at - 16), half);
  for (; at < end && found <= MOST_FINDS - 64; at += 64) {
    const a = v128.load(at);
    const b = v128.load(at, 16);
    const c = v128.load(at, 32);
    const d = v128.load(at, 48);
    const first1 = lookUp(low0, high0, a, half);
    const first2 = lookUp(low0, high0, b, half);
    const first3 = lookUp(low0, high0, c, half);
    const first4 = lookUp(low0, high0, d, half);
    const second1 = lookUp(low1, high1, a, half);
    const second2 = lookUp(low1, high1, b, half);
    const second3 = lookUp(low1, high1, c, half);
    const second4 = lookUp(low1, high1, d, half);
    const groupsA = v128.and(inARow(first0, first1, second0, second1), lookUp(low2, high2, a, half));
    const groupsB = v128.and(inARow(first1, first2, second1, second2), lookUp(low2, high2, b, half));
    const groupsC = v128.and(inARow(first2, first3, second2, second3), lookUp(low2, high2, c, half));
    const groupsD = v128.and(inARow(first3, first4, second3, second4), lookUp(low2, high2, d, half));
    first0 = first4;
    second0 = second4;
    const left = end - at;
    const valid = ALL >> (left >= 64 ? 0 : <u64>(64 - left));
    const newlineA = i8x16.eq(a, newline);
    const newlineB = i8x16.eq(b, newline);
    const newlineC = i8x16.eq(c, newline);
    const newlineD = i8x16.eq(d, newline);
    if (v128.any_true(v128.or(v128.or(newlineA, newlineB), v128.or(newlineC, newlineD))))
      newlines += <i32>popcnt(bits(newlineA, newlineB, newlineC, newlineD) & valid);
    if (!v128.any_true(v128.or(v128.or(groupsA, groupsB), v128.or(groupsC, groupsD)))) continue;
    let hits =
      bits(i8x16.ne(groupsA, zero), i8x16.ne(groupsB, zero), i8x16.ne(groupsC, zero), i8x16.ne(groupsD, zero)) & valid;
    while (hits !== 0) {
      const p = at + <usize>ctz(hits);
      if (anchorEnds(table, p)) {
        store<u32>(FINDS + ((<usize>found) << 2), <u32>p);
        found += 1;
      }
      hits &= hits - 1;
    }
  }
  store<i32>(FOUND, found);
  store<i32>(NEWLINES, newlines);
  return min(at, end);
}

/** What the first byte and the second are in, moved to where the third is. */
function inARow(firstBefore: v128, first: v128, secondBefore: v128, second: v128): v128 {
  return v128.and(
    i8x16.shuffle(firstBefore, first, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29),
    i8x16.shuffle(secondBefore, second, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30),
  );
}

/** The groups that have each byte at one place, by its two halves. */
function lookUp(low: v128, high: v128, bytes: v128, half: v128): v128 {
  return v128.and(
    i8x16.relaxed_swizzle(low, v128.and(bytes, half)),
    i8x16.relaxed_swizzle(high, v128.and(i16x8.shr_u(bytes, 4), half)),
  );
}

/** Whether an anchor ends at `p`, and starts a word where it has to. */
function anchorEnds(table: usize, p: usize): bool {
  const count = load<i32>(table, 96);
  let entry = table + 100;
  for (let index = 0; index < count; index += 1, entry += 20) {
    const length = <usize>load<u8>(entry);
    let same: usize = 0;
    while (same < length && load<u8>(entry + 2 + same) === load<u8>(p - same)) same += 1;
    if (same === length && (load<u8>(entry, 1) !== 0 || startsWord(p - length))) return true;
  }
  return false;
}

/** `before` is the byte before the anchor. One that belongs to an escape, such as `\n` in JSON, is in no word. */
function startsWord(before: usize): bool {
  const byte = load<u8>(before);
  const lower = byte | 0x20;
  const word = (byte >= 0x30 && byte <= 0x39) || (lower >= 0x61 && lower <= 0x7a) || byte === 0x5f;
  return !word || load<u8>(before - 1) === BACKSLASH;
}
