/**
 * AssemblyScript: decodes DEFLATE (RFC 1951) of which all input and room for all output lie in memory. It is a fast path, not an
 * authority: whatever is not plainly right gives -1, and the caller asks zlib, which says what is wrong with it.
 * The layout of tables and the branchless refill of the bit buffer follow libdeflate (Eric Biggers, MIT licence) in idea.
 */
import { CONSUMED, INFLATE_TABLES } from '../layout';

// An entry of a table, 32 bits: 0-5 bits to take (code and extra), 8-12 bits of the code alone, 13 no such symbol, 14 a table of its
// own follows (its start in 16-30, its bits in 8-12), 15 neither literal nor length, 16-30 value, 31 literal. A shift looks at its
// lowest six bits alone, so that an entry is shifted by as it is; of `count` the lowest six count where one was subtracted.
const INVALID: u32 = 1 << 13;
const SUBTABLE: u32 = 1 << 14;
const SPECIAL: u32 = 1 << 15;
const LITERAL: u32 = 1 << 31;

const LITERAL_BITS: u32 = 11;
const OFFSET_BITS: u32 = 8;
const PRECODE_BITS: u32 = 7;
const LITERAL_MASK: u64 = (1 << LITERAL_BITS) - 1;

const LITERALS: usize = INFLATE_TABLES;
const OFFSETS: usize = LITERALS + 2400 * 4;
const PRECODES: usize = OFFSETS + 416 * 4;
/** What each symbol stands for, as an entry without its code. */
const LITERAL_SYMBOLS: usize = PRECODES + 128 * 4;
const OFFSET_SYMBOLS: usize = LITERAL_SYMBOLS + 288 * 4;
const PRECODE_SYMBOLS: usize = OFFSET_SYMBOLS + 32 * 4;
const LENGTHS: usize = PRECODE_SYMBOLS + 20 * 4;
const SORTED: usize = LENGTHS + 512;
const COUNTS: usize = SORTED + 288 * 2;
const PLACES: usize = COUNTS + 32;

let ready = false;
/** The tables are those of fixed codes, which need not be built for each of many blocks. */
let fixed = false;

/** RFC 1951, section 3.2.5. */
function prepare(): void {
  for (let symbol: u32 = 0; symbol < 256; symbol += 1)
    store<u32>(LITERAL_SYMBOLS + symbol * 4, LITERAL | (symbol << 16));
  store<u32>(LITERAL_SYMBOLS + 256 * 4, SPECIAL);
  let base: u32 = 3;
  for (let symbol: u32 = 257; symbol < 285; symbol += 1) {
    const extra: u32 = symbol < 265 ? 0 : (symbol - 261) >> 2;
    store<u32>(LITERAL_SYMBOLS + symbol * 4, (base << 16) | extra);
    base += 1 << extra;
  }
  store<u32>(LITERAL_SYMBOLS + 285 * 4, 258 << 16);
  store<u32>(LITERAL_SYMBOLS + 286 * 4, SPECIAL | INVALID);
  store<u32>(LITERAL_SYMBOLS + 287 * 4, SPECIAL | INVALID);
  base = 1;
  for (let symbol: u32 = 0; symbol < 30; symbol += 1) {
    const extra: u32 = symbol < 4 ? 0 : (symbol - 2) >> 1;
    store<u32>(OFFSET_SYMBOLS + symbol * 4, (base << 16) | extra);
    base += 1 << extra;
  }
  store<u32>(OFFSET_SYMBOLS + 30 * 4, SPECIAL | INVALID);
  store<u32>(OFFSET_SYMBOLS + 31 * 4, SPECIAL | INVALID);
  for (let symbol: u32 = 0; symbol < 19; symbol += 1) store<u32>(PRECODE_SYMBOLS + symbol * 4, symbol << 16);
  ready = true;
}

/** The order in which code lengths of the code for code lengths stand: section 3.2.7. */
function precodePlace(index: u32): usize {
  if (index < 3) return 16 + index;
  if (index === 3) return 0;
  const step = (index - 2) >> 1;
  return (index & 1) === 0 ? 7 + step : 8 - step;
}

function reversed(code: u32, length: u32): u32 {
  let c = code;
  c = ((c & 0x5555) << 1) | ((c >> 1) & 0x5555);
  c = ((c & 0x3333) << 2) | ((c >> 2) & 0x3333);
  c = ((c & 0x0f0f) << 4) | ((c >> 4) & 0x0f0f);
  c = ((c & 0x00ff) << 8) | ((c >> 8) & 0x00ff);
  return c >> (16 - length);
}

/** The table of a canonical code from the lengths of its codes; false where these make no complete code. */
function build(table: usize, bits: u32, symbols: usize, lengths: usize, count: u32, single: bool): bool {
  memory.fill(COUNTS, 0, 32);
  for (let symbol: u32 = 0; symbol < count; symbol += 1) {
    const at = COUNTS + <usize>load<u8>(lengths + symbol) * 2;
    store<u16>(at, load<u16>(at) + 1);
  }
  let left: i32 = 1;
  let place: u32 = 0;
  for (let length: u32 = 1; length < 16; length += 1) {
    const codes = load<u16>(COUNTS + length * 2);
    store<u16>(PLACES + length * 2, <u16>place);
    place += codes;
    left = (left << 1) - <i32>codes;
    if (left < 0) return false;
  }
  if (left !== 0) {
    // A single offset has a code of one bit, of which the other value stands for nothing.
    if (!single || place > 1 || (place === 1 && load<u16>(COUNTS + 2) !== 1)) return false;
    for (let index: u32 = 0; index < 1 << bits; index += 1) store<u32>(table + index * 4, SPECIAL | INVALID | 1);
    if (place === 0) return true;
  }
  for (let symbol: u32 = 0; symbol < count; symbol += 1) {
    const length = <usize>load<u8>(lengths + symbol);
    if (length === 0) continue;
    const at = PLACES + length * 2;
    const to = load<u16>(at);
    store<u16>(SORTED + <usize>to * 2, <u16>symbol);
    store<u16>(at, to + 1);
  }
  const size: u32 = 1 << bits;
  let next = size;
  let code: u32 = 0;
  let index: usize = 0;
  let prefix: u32 = 0xffffffff;
  let start: u32 = 0;
  let below: u32 = 0;
  for (let length: u32 = 1; length < 16; length += 1) {
    for (let left = <u32>load<u16>(COUNTS + length * 2); left > 0; left -= 1) {
      const symbol = <usize>load<u16>(SORTED + index * 2);
      index += 1;
      const backwards = reversed(code, length);
      const entry = load<u32>(symbols + symbol * 4);
      if (length <= bits) {
        const whole = entry + (length | (length << 8));
        for (let at = backwards; at < size; at += 1 << length) store<u32>(table + at * 4, whole);
      } else {
        if ((backwards & (size - 1)) !== prefix) {
          prefix = backwards & (size - 1);
          start = next;
          // As wide as what is left of the codes with this beginning needs.
          below = length - bits;
          let room: i32 = (1 << below) - <i32>left;
          while (room > 0 && below + bits < 15) {
            below += 1;
            room = (room << 1) - <i32>load<u16>(COUNTS + (below + bits) * 2);
          }
          next += 1 << below;
          store<u32>(table + prefix * 4, SPECIAL | SUBTABLE | (start << 16) | (below << 8) | bits);
        }
        const rest = length - bits;
        const whole = entry + (rest | (rest << 8));
        for (let at = backwards >> bits; at < 1 << below; at += 1 << rest) store<u32>(table + (start + at) * 4, whole);
      }
      code += 1;
    }
    code <<= 1;
  }
  return true;
}

/**
 * Decodes what lies from `from` up to `fromEnd` to `to`, at most up to `toEnd`; 32 bytes after the one and 512 after the other are
 * there to be read and overwritten. Returns how many bytes were written, with CONSUMED; or -1.
 */
export function inflate(from: usize, fromEnd: usize, to: usize, toEnd: usize): i32 {
  if (!ready) prepare();
  let input = from;
  let out = to;
  let buffer: u64 = 0;
  let count: u64 = 0;
  let final: u64 = 0;
  do {
    buffer |= load<u64>(input) << count;
    input += <usize>((63 - count) >> 3);
    count |= 56;
    final = buffer & 1;
    const type = (buffer >> 1) & 3;
    buffer >>= 3;
    count -= 3;
    if (type === 0) {
      input -= <usize>(count >> 3);
      if (input + 4 > fromEnd) return -1;
      const length = <usize>load<u16>(input);
      if (length !== (<usize>load<u16>(input, 2) ^ 0xffff)) return -1;
      input += 4;
      if (input + length > fromEnd || out + length > toEnd) return -1;
      memory.copy(out, input, length);
      input += length;
      out += length;
      buffer = 0;
      count = 0;
      continue;
    }
    let literals: u32 = 288;
    let offsets: u32 = 32;
    const built = type === 1 && fixed;
    if (built) {
      // The tables are there.
    } else if (type === 1) {
      memory.fill(LENGTHS, 8, 144);
      memory.fill(LENGTHS + 144, 9, 112);
      memory.fill(LENGTHS + 256, 7, 24);
      memory.fill(LENGTHS + 280, 8, 8);
      memory.fill(LENGTHS + 288, 5, 32);
    } else if (type === 2) {
      literals = 257 + (<u32>buffer & 31);
      offsets = 1 + (<u32>(buffer >> 5) & 31);
      const codes: u32 = 4 + (<u32>(buffer >> 10) & 15);
      buffer >>= 14;
      count -= 14;
      if (literals > 286 || offsets > 30) return -1;
      memory.fill(LENGTHS, 0, 20);
      for (let index: u32 = 0; index < codes; index += 1) {
        buffer |= load<u64>(input) << count;
        input += <usize>((63 - count) >> 3);
        count |= 56;
        store<u8>(LENGTHS + precodePlace(index), <u8>(buffer & 7));
        buffer >>= 3;
        count -= 3;
      }
      if (!build(PRECODES, PRECODE_BITS, PRECODE_SYMBOLS, LENGTHS, 19, false)) return -1;
      const all: u32 = literals + offsets;
      for (let index: u32 = 0; index < all; ) {
        if (input > fromEnd + 8) return -1;
        buffer |= load<u64>(input) << count;
        input += <usize>((63 - count) >> 3);
        count |= 56;
        const entry = load<u32>(PRECODES + <usize>(buffer & 127) * 4);
        const taken = <u64>(entry & 0xff);
        buffer >>= taken;
        count -= taken;
        const symbol = entry >> 16;
        if (symbol < 16) {
          store<u8>(LENGTHS + index, <u8>symbol);
          index += 1;
          continue;
        }
        let value: u8 = 0;
        let repeat: u32 = 0;
        let extra: u64 = 0;
        if (symbol === 16) {
          if (index === 0) return -1;
          value = load<u8>(LENGTHS + index - 1);
          extra = 2;
          repeat = 3 + (<u32>buffer & 3);
        } else if (symbol === 17) {
          extra = 3;
          repeat = 3 + (<u32>buffer & 7);
        } else {
          extra = 7;
          repeat = 11 + (<u32>buffer & 127);
        }
        buffer >>= extra;
        count -= extra;
        if (index + repeat > all) return -1;
        memory.fill(LENGTHS + index, value, repeat);
        index += repeat;
      }
      if (load<u8>(LENGTHS + 256) === 0) return -1;
    } else return -1;
    if (!built) {
      fixed = false;
      if (!build(OFFSETS, OFFSET_BITS, OFFSET_SYMBOLS, LENGTHS + literals, offsets, true)) return -1;
      if (!build(LITERALS, LITERAL_BITS, LITERAL_SYMBOLS, LENGTHS, literals, false)) return -1;
      fixed = type === 1;
    }
    buffer |= load<u64>(input) << count;
    input += <usize>((63 - (count & 63)) >> 3);
    count |= 56;
    let entry = load<u32>(LITERALS + <usize>(buffer & LITERAL_MASK) * 4);
    for (;;) {
      if (input > fromEnd + 8 || out > toEnd) return -1;
      if ((entry & LITERAL) !== 0) {
        // Three literals take 33 bits at most, a length 20, and 56 are there.
        buffer >>= <u64>entry;
        count -= <u64>entry;
        store<u8>(out, <u8>(entry >> 16));
        out += 1;
        entry = load<u32>(LITERALS + <usize>(buffer & LITERAL_MASK) * 4);
        if ((entry & LITERAL) !== 0) {
          buffer >>= <u64>entry;
          count -= <u64>entry;
          store<u8>(out, <u8>(entry >> 16));
          out += 1;
          entry = load<u32>(LITERALS + <usize>(buffer & LITERAL_MASK) * 4);
          if ((entry & LITERAL) !== 0) {
            buffer >>= <u64>entry;
            count -= <u64>entry;
            store<u8>(out, <u8>(entry >> 16));
            out += 1;
            buffer |= load<u64>(input) << count;
            input += <usize>((63 - (count & 63)) >> 3);
            count |= 56;
            entry = load<u32>(LITERALS + <usize>(buffer & LITERAL_MASK) * 4);
            continue;
          }
        }
      }
      if ((entry & SPECIAL) !== 0) {
        if ((entry & SUBTABLE) !== 0) {
          buffer >>= <u64>LITERAL_BITS;
          count -= <u64>LITERAL_BITS;
          const below = <u32>buffer & ((1 << ((entry >> 8) & 31)) - 1);
          entry = load<u32>(LITERALS + <usize>(((entry >> 16) & 0x7fff) + below) * 4);
          if ((entry & LITERAL) !== 0) {
            buffer >>= <u64>entry;
            count -= <u64>entry;
            store<u8>(out, <u8>(entry >> 16));
            out += 1;
            buffer |= load<u64>(input) << count;
            input += <usize>((63 - (count & 63)) >> 3);
            count |= 56;
            entry = load<u32>(LITERALS + <usize>(buffer & LITERAL_MASK) * 4);
            continue;
          }
        }
        if ((entry & SPECIAL) !== 0) {
          if ((entry & INVALID) !== 0) return -1;
          buffer >>= <u64>entry;
          count -= <u64>entry;
          break;
        }
      }
      let extra = (buffer & (((<u64>1) << (<u64>entry)) - 1)) >> <u64>(entry >> 8);
      const length = <usize>(entry >> 16) + <usize>extra;
      buffer >>= <u64>entry;
      count -= <u64>entry;
      buffer |= load<u64>(input) << count;
      input += <usize>((63 - (count & 63)) >> 3);
      count |= 56;
      entry = load<u32>(OFFSETS + <usize>(buffer & 255) * 4);
      if ((entry & SPECIAL) !== 0) {
        if ((entry & SUBTABLE) === 0) return -1;
        buffer >>= <u64>OFFSET_BITS;
        count -= <u64>OFFSET_BITS;
        const below = <u32>buffer & ((1 << ((entry >> 8) & 31)) - 1);
        entry = load<u32>(OFFSETS + <usize>(((entry >> 16) & 0x7fff) + below) * 4);
        if ((entry & SPECIAL) !== 0) return -1;
      }
      extra = (buffer & (((<u64>1) << (<u64>entry)) - 1)) >> <u64>(entry >> 8);
      const offset = <usize>(entry >> 16) + <usize>extra;
      buffer >>= <u64>entry;
      count -= <u64>entry;
      if (offset > out - to) return -1;
      buffer |= load<u64>(input) << count;
      input += <usize>((63 - (count & 63)) >> 3);
      count |= 56;
      // Looked up before the copy, so that one need not wait for the other.
      entry = load<u32>(LITERALS + <usize>(buffer & LITERAL_MASK) * 4);
      let source = out - offset;
      const end = out + length;
      if (offset >= 16) {
        v128.store(out, v128.load(source));
        v128.store(out, v128.load(source, 16), 16);
        while (out + 32 < end) {
          out += 32;
          source += 32;
          v128.store(out, v128.load(source));
          v128.store(out, v128.load(source, 16), 16);
        }
      } else if (offset === 1) {
        const run = i8x16.splat(load<u8>(source));
        do {
          v128.store(out, run);
          out += 16;
        } while (out < end);
      } else if (offset >= 8) {
        do {
          store<u64>(out, load<u64>(source));
          out += 8;
          source += 8;
        } while (out < end);
      } else {
        do {
          store<u8>(out, load<u8>(source));
          out += 1;
          source += 1;
        } while (out < end);
      }
      out = end;
    }
    count &= 63;
  } while (final === 0);
  input -= <usize>(count >> 3);
  if (input > fromEnd || out > toEnd) return -1;
  store<u32>(CONSUMED, <u32>(input - from));
  return <i32>(out - to);
}
