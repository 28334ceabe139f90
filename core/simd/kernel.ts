import { KERNEL } from './kernel.wasm.ts';
import { CONSUMED, PAGES, PIECE_BYTES, STORED, STORED_BYTES, WINDOW, WINDOW_BYTES } from './layout.ts';

const { exports } = new WebAssembly.Instance(new WebAssembly.Module(Buffer.from(KERNEL, 'base64')));
const { memory } = exports;
if (!(memory instanceof WebAssembly.Memory) || memory.buffer.byteLength !== PAGES * 65_536)
  throw new TypeError('the kernel has no memory of the expected size; run npm run kernel');

/** All of the kernel's memory; its size never changes. */
export const BYTES = Buffer.from(memory.buffer);
export const WORDS = new Int32Array(memory.buffer);

/** Passes a JSON value; see `assembly/kernel.ts`. */
export const passValue = exported('passValue');
/** Finds anchors; see `assembly/kernel.ts`. */
export const findAnchors = exported('findAnchors');
const inflate = exported('inflate');

/** Gets one piece of a text after another, as a view of the kernel's memory that is good until it returns. */
export type UsePiece = (piece: Buffer) => void;

/** Something lies in the window and is being worked on. */
let busy = false;

/**
 * Hands out a chunk piece by piece in the kernel's memory, where all loops work on it without another copy. What lies there
 * already is handed out as it is.
 * @throws Error where it is called from within `use` with other bytes, which would overwrite the piece
 */
export function eachPiece(chunk: Uint8Array, use: UsePiece): void {
  if (chunk.buffer === BYTES.buffer && chunk instanceof Buffer) use(chunk);
  else
    alone(() => {
      for (let at = 0; at < chunk.byteLength; at += PIECE_BYTES) {
        const part = chunk.subarray(at, at + PIECE_BYTES);
        BYTES.set(part, WINDOW);
        use(BYTES.subarray(WINDOW, WINDOW + part.byteLength));
      }
    });
}

/**
 * Decodes DEFLATE in the kernel's memory and hands out what came of it in `use`; false, and nothing handed out, where that is not
 * exactly `size` bytes from all that is stored, or there is no room for it: then zlib has to say what is wrong.
 */
export function eachInflated(stored: Uint8Array, size: number, use: UsePiece): boolean {
  if (stored.byteLength > STORED_BYTES || size > WINDOW_BYTES) return false;
  return alone(() => {
    BYTES.set(stored, STORED);
    if (inflate(STORED, STORED + stored.byteLength, WINDOW, WINDOW + size) !== size) return false;
    if (WORDS[CONSUMED / 4] !== stored.byteLength) return false;
    for (let at = 0; at < size; at += PIECE_BYTES)
      use(BYTES.subarray(WINDOW + at, WINDOW + Math.min(size, at + PIECE_BYTES)));
    return true;
  });
}

function alone<T>(work: () => T): T {
  if (busy) throw new Error('a text is scanned while a piece of another is');
  busy = true;
  try {
    return work();
  } finally {
    busy = false;
  }
}

/** Puts the first `count` of the bytes that stood before the piece at `at` in front of it, and zeros before them. */
export function putBefore(bytes: Uint8Array, count: number, at: number): void {
  for (let index = count + 2; index > count; index -= 1) BYTES[at - index] = 0;
  for (let index = 0; index < count; index += 1) BYTES[at - count + index] = bytes[index] ?? 0;
}

function exported(name: string): (...args: number[]) => number {
  const found = exports[name];
  if (!isFunction(found)) throw new TypeError(`the kernel has no function ${name}; run npm run kernel`);
  return found;
}

/** A browser's types know no more of what a module exports than that it can be called. */
function isFunction(value: unknown): value is (...args: number[]) => number {
  return typeof value === 'function';
}
