import { KERNEL } from './kernel.wasm.ts';
import { BEFORE_WINDOW, PAGES, WINDOW, WINDOW_BYTES } from './layout.ts';

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

let busy = false;

/**
 * Hands out a chunk piece by piece as `use` gets it: a view of the kernel's memory, where both loops work on it without
 * another copy. The view is good until `use` returns. Bytes that lie there already are handed out as they are.
 * @throws Error where it is called from within `use` with other bytes, which would overwrite the piece
 */
export function eachWindow(chunk: Uint8Array, use: (window: Buffer) => void): void {
  if (chunk.buffer === BYTES.buffer) {
    use(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength));
    return;
  }
  if (busy) throw new Error('a text is scanned while a part of another is');
  busy = true;
  try {
    for (let at = 0; at < chunk.byteLength; at += WINDOW_BYTES) {
      const part = chunk.subarray(at, at + WINDOW_BYTES);
      BYTES.set(part, WINDOW);
      use(BYTES.subarray(WINDOW, WINDOW + part.byteLength));
    }
  } finally {
    busy = false;
  }
}

/** Puts what stood before the present window in front of it; at most `BEFORE_WINDOW` bytes. */
export function putBefore(bytes: Uint8Array): void {
  BYTES.fill(0, WINDOW - BEFORE_WINDOW, WINDOW);
  BYTES.set(bytes, WINDOW - bytes.byteLength);
}

function exported(name: string): (...args: number[]) => number {
  const found = exports[name];
  if (typeof found !== 'function') throw new TypeError(`the kernel has no function ${name}; run npm run kernel`);
  return found;
}
