import { Buffer as NodeBuffer } from 'node:buffer';
import * as nodeCrypto from 'node:crypto';
import * as nodeZlib from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as crypto from '../../console/src/shims/crypto.ts';
import { Decoder } from '../../console/src/shims/zlib/decoder.ts';
import { inflating } from '../../console/src/shims/zlib/inflating.ts';
import { unzstd } from '../../console/src/shims/zlib/unzstd.ts';
import * as zlib from '../../console/src/shims/zlib.ts';

/** What a call comes to: its value, or the words of its error and the code where core asks for one. */
function outcomeOf(call: () => unknown): unknown {
  try {
    return call();
  } catch (error) {
    const code = error instanceof Error && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE' ? error.code : null;
    return { message: code ?? (error instanceof Error ? error.message : error), code };
  }
}

const wholeOf = (result: unknown): unknown => {
  if (typeof result !== 'object' || result === null || !('buffer' in result) || !('engine' in result)) return result;
  const { buffer, engine } = result;
  const { bytesWritten } = Object(engine);
  return { hex: buffer instanceof Uint8Array ? NodeBuffer.from(buffer).toString('hex') : buffer, bytesWritten };
};

const contents = fc.oneof(
  fc.uint8Array({ maxLength: 3000 }),
  fc.string({ maxLength: 400 }).map((text) => new TextEncoder().encode(text.repeat(20))),
);

describe('zlib as the browser has it', () => {
  it('inflates as Node.js does, says the same of what is broken, and takes the same of what follows', () => {
    fc.assert(
      fc.property(contents, fc.nat(40), fc.nat(), fc.nat(255), fc.boolean(), (content, cut, at, flip, more) => {
        const deflated = Uint8Array.from(nodeZlib.deflateRawSync(content));
        const broken = deflated.map((byte, i) => (i === at % deflated.length ? byte ^ flip : byte));
        const input = NodeBuffer.concat([
          broken.subarray(0, Math.max(0, broken.length - cut + 20)),
          more ? content : new Uint8Array(),
        ]);
        const options = { maxOutputLength: content.length + 1, info: true, chunkSize: 64 };
        expect(outcomeOf(() => wholeOf(zlib.inflateRawSync(input, options)))).toEqual(
          outcomeOf(() => wholeOf(nodeZlib.inflateRawSync(input, options))),
        );
      }),
      { numRuns: 300 },
    );
  });

  it('decodes the first frame of zstd, and nothing of the next', () => {
    fc.assert(
      fc.property(contents, contents, fc.integer({ min: 1, max: 19 }), (one, two, level) => {
        const params = { [nodeZlib.constants.ZSTD_c_compressionLevel]: level };
        const frame = nodeZlib.zstdCompressSync(one, { params });
        const both = NodeBuffer.concat([frame, nodeZlib.zstdCompressSync(two)]);
        expect(wholeOf(zlib.zstdDecompressSync(both, {}))).toEqual({
          hex: NodeBuffer.from(one).toString('hex'),
          bytesWritten: frame.length,
        });
      }),
      { numRuns: 100 },
    );
  });

  it('refuses of zstd what is cut, is none, or asks for too much memory, in the words of zstd', () => {
    const frame = nodeZlib.zstdCompressSync(new Uint8Array(100_000).map((_, i) => i * i));
    const params = { [zlib.constants.ZSTD_d_windowLogMax]: 25 };
    const huge = Uint8Array.of(0x28, 0xb5, 0x2f, 0xfd, 0, 0xf8, 1, 0, 0);
    for (const input of [frame.subarray(0, 3), frame.subarray(0, frame.length - 5), Uint8Array.of(1, 2, 3, 4, 5), huge])
      expect(outcomeOf(() => zlib.zstdDecompressSync(input, { params }))).toEqual(
        outcomeOf(() => nodeZlib.zstdDecompressSync(input, { params })),
      );
  });

  it.each([
    ['deflate', () => inflating(512), (bytes: Uint8Array) => nodeZlib.deflateRawSync(bytes)],
    ['zstd', () => unzstd(25), (bytes: Uint8Array) => nodeZlib.zstdCompressSync(bytes)],
  ] as const)('streams %s in pieces of any size, with back pressure', async (_, decoding, compress) => {
    await fc.assert(
      fc.asyncProperty(contents, fc.integer({ min: 1, max: 700 }), fc.nat(9), async (content, size, more) => {
        const stored = compress(content);
        const input = NodeBuffer.concat([stored, new Uint8Array(more)]);
        const decoder = new Decoder(decoding());
        const feeding = (async () => {
          for (let at = 0; at < input.length && decoder.bytesWritten === at; at += size)
            await new Promise<void>((resolve) => decoder.write(input.subarray(at, at + size), resolve));
          decoder.end();
        })();
        const pieces: Uint8Array[] = [];
        for await (const piece of decoder) pieces.push(piece);
        await feeding;
        await decoder.ended;
        expect(NodeBuffer.concat(pieces)).toEqual(NodeBuffer.from(content));
        expect(decoder.bytesWritten).toBe(stored.length);
      }),
      { numRuns: 60 },
    );
  });

  it('gives the CRC-32 of Node.js', () => {
    fc.assert(
      fc.property(fc.uint8Array(), fc.uint8Array(), (a, b) => {
        expect(zlib.crc32(b, zlib.crc32(a))).toBe(nodeZlib.crc32(b, nodeZlib.crc32(a)));
      }),
    );
  });
});

describe('digests as the browser has them', () => {
  it('are those of Node.js', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.uint8Array(), (text, bytes) => {
        for (const algorithm of ['sha256', 'md5'])
          for (const encoding of ['hex', 'base64', 'base64url'] as const)
            expect(crypto.createHash(algorithm).update(text).update(bytes).digest(encoding)).toBe(
              nodeCrypto.createHash(algorithm).update(text).update(bytes).digest(encoding),
            );
        const hex = NodeBuffer.from(bytes).toString('hex');
        expect(crypto.createHash('sha256').update(hex, 'hex').digest('hex')).toBe(crypto.hash('sha256', bytes));
      }),
    );
  });
});
