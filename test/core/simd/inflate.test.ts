import { constants, deflateRawSync, inflateRawSync, type ZlibOptions } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { eachInflated } from '#core/simd/kernel.ts';

function inflated(stored: Uint8Array, size: number): Buffer | null {
  const pieces: Buffer[] = [];
  return eachInflated(stored, size, (piece) => pieces.push(Buffer.from(piece))) ? Buffer.concat(pieces) : null;
}

/** What zlib makes of it: null unless that is `size` bytes from all that is stored. */
function byZlib(stored: Uint8Array, size: number): Buffer | null {
  try {
    const result: unknown = inflateRawSync(stored, { info: true, maxOutputLength: size + 1 });
    const { buffer, engine } = Object(result);
    return buffer.length === size && engine.bytesWritten === stored.byteLength ? buffer : null;
  } catch {
    return null;
  }
}

/** Bytes in which stretches come again, near and far, from few values or from many. */
const texts = fc
  .array(
    fc.oneof(
      fc.record({ values: fc.uint8Array({ minLength: 1, maxLength: 40 }) }),
      fc.record({ back: fc.integer({ min: 1, max: 40_000 }), length: fc.integer({ min: 1, max: 600 }) }),
    ),
    { maxLength: 150 },
  )
  .map((steps) => {
    let text = Buffer.alloc(0);
    for (const step of steps) {
      if ('values' in step) text = Buffer.concat([text, step.values]);
      else if (text.length > 0) {
        const back = 1 + (step.back % text.length);
        const more = Buffer.alloc(step.length);
        for (let at = 0; at < more.length; at += 1)
          more[at] = (at < back ? text[text.length - back + at] : more[at - back]) ?? 0;
        text = Buffer.concat([text, more]);
      }
    }
    return text;
  });
const options: fc.Arbitrary<ZlibOptions> = fc.record({
  level: fc.integer({ min: 0, max: 9 }),
  memLevel: fc.integer({ min: 1, max: 9 }),
  windowBits: fc.integer({ min: 9, max: 15 }),
  strategy: fc.constantFrom(
    constants.Z_DEFAULT_STRATEGY,
    constants.Z_FILTERED,
    constants.Z_HUFFMAN_ONLY,
    constants.Z_RLE,
    constants.Z_FIXED,
  ),
});

describe('eachInflated', () => {
  it('decodes whatever zlib writes', () => {
    fc.assert(
      fc.property(texts, options, (text, how) => {
        expect(inflated(deflateRawSync(text, how), text.length)).toEqual(text);
      }),
      { numRuns: 400 },
    );
  });

  it('decodes what is longer than a piece', () => {
    const text = Buffer.from(Array.from({ length: 20_000 }, (_, n) => `${n * n} is ${n} squared`).join());
    expect(inflated(deflateRawSync(text), text.length)?.equals(text)).toBe(true);
  });

  it('gives of damaged data nothing but what zlib gives', () => {
    const damage = fc.array(fc.record({ at: fc.nat(), bit: fc.integer({ min: 0, max: 7 }) }), {
      minLength: 1,
      maxLength: 3,
    });
    fc.assert(
      fc.property(texts, options, damage, (text, how, flips) => {
        const stored = deflateRawSync(text, how);
        for (const { at, bit } of flips) stored[at % stored.length] = (stored[at % stored.length] ?? 0) ^ (1 << bit);
        const result = inflated(stored, text.length);
        if (result !== null) expect(result).toEqual(byZlib(stored, text.length));
      }),
      { numRuns: 1_000 },
    );
  });

  it('leaves to zlib what breaks off, goes on, or is of another size than declared', () => {
    const text = Buffer.from('Which of these protocols is meant? '.repeat(40));
    const stored = deflateRawSync(text);
    for (let length = 0; length < stored.length; length += 1)
      expect(inflated(stored.subarray(0, length), text.length)).toBeNull();
    expect(inflated(Buffer.concat([stored, Buffer.of(0)]), text.length)).toBeNull();
    expect(inflated(stored, text.length - 1)).toBeNull();
    expect(inflated(stored, text.length + 1)).toBeNull();
    expect(inflated(Buffer.alloc(300_000), 1)).toBeNull();
    expect(inflated(stored, 5_000_000)).toBeNull();
  });

  it('refuses to be used from within itself, and is free again after a failure', () => {
    const stored = deflateRawSync(Buffer.from('abc'));
    const within = () => eachInflated(stored, 3, () => inflated(stored, 3));
    expect(within).toThrow('a text is scanned while a piece of another is');
    expect(inflated(stored, 3)).toEqual(Buffer.from('abc'));
  });
});
