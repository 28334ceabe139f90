import { BYTES, eachPiece, passValue, WORDS } from '../../simd/kernel.ts';
import { CLOSERS, DEPTH, ENDED, ESCAPED, GOES_ON, IN_STRING, OUTCOME, ROOM, TOO_DEEP } from '../../simd/layout.ts';
import { JsonError, JsonTooLargeError } from './json-error.ts';
import { knownText, plainStringEnd } from './known-text.ts';
import { MAX_DEPTH } from './parse-value.ts';
import type { Scan, ScanLimits, Selection } from './selection.ts';

interface Frame {
  array: boolean;
  index: number;
  start: number;
  expect: 'first' | 'item' | 'key' | 'colon' | 'separator';
}

/** An opaque value between two windows: inside a string, after a backslash, and the closing brackets it still needs. */
interface Opaque {
  inString: number;
  escaped: number;
  closers: Uint8Array;
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;
const OPEN_ARRAY = 0x5b;
const CLOSE_ARRAY = 0x5d;
const COMMA = 0x2c;
const COLON = 0x3a;
const MAX_KEY = 65_536;
/** Strings up to about this length are passed byte by byte, which costs less than the call that is faster for long ones. */
const SHORT = 24;

const isSpace = (byte: number) => byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
const endsLiteral = (byte: number) =>
  isSpace(byte) || byte === COMMA || byte === CLOSE_OBJECT || byte === CLOSE_ARRAY || byte === COLON;

/**
 * Walks JSON text chunk by chunk and hands out only the values that were asked for, each with its byte range, so
 * that memory stays flat however large the text is. What is skipped is checked for balanced brackets and closed
 * strings only; what is taken is for the caller to parse. `NaN` and the like pass as any literal does.
 */
export class JsonScanner {
  readonly #scan: Scan;
  readonly #limits: ScanLimits;
  readonly #frames: Frame[] = [];
  readonly #path: (string | number)[] = [];
  /** Where the opaque value stands that goes on in the next window. */
  #opaque: Opaque | null = null;
  /** The array or object whose rest is being passed. */
  #rest: Frame | null = null;
  #mode: 'structure' | 'opaque' | 'string' | 'literal' = 'structure';
  #selection: Selection | 'key' = 'skip';
  #offset = 0;
  #valueStart = 0;
  #heldBytes = 0;
  #held: Uint8Array[] = [];
  /** Backslashes at the end of the chunk before, inside a string. */
  #backslashes = 0;
  #done = false;

  constructor(scan: Scan, limits: ScanLimits) {
    this.#scan = scan;
    this.#limits = limits;
  }

  /** @throws JsonError where the text is not JSON, nested too deeply, or a taken value is too large. */
  push(bytes: Uint8Array): void {
    eachPiece(bytes, (window) => this.#push(window));
  }

  /** @throws JsonError where the text ends too early. */
  end(): void {
    if (this.#mode === 'literal' && this.#frames.length === 0) this.#valueEnds(Buffer.alloc(0), 0);
    if (!this.#done) throw new JsonError('the text ends too early', this.#offset);
  }

  #push(chunk: Buffer): void {
    let at = this.#offset === 0 && chunk[0] === 0xef && chunk[1] === 0xbb && chunk[2] === 0xbf ? 3 : 0;
    while (at < chunk.length) {
      if (this.#mode === 'structure') at = this.#structure(chunk, at);
      else if (this.#mode === 'opaque') at = this.#pass(chunk, at);
      else if (this.#mode === 'string') at = this.#string(chunk, at);
      else at = this.#literal(chunk, at);
    }
    if (this.#holding()) this.#hold(chunk.subarray(Math.max(0, this.#valueStart - this.#offset)));
    this.#offset += chunk.length;
  }

  #structure(chunk: Buffer, from: number): number {
    let at = from;
    while (isSpace(chunk[at] ?? 0)) at += 1;
    if (at >= chunk.length) return at;
    const byte = chunk[at] ?? 0;
    if (this.#done) throw this.#error('text after the end of the value', at);
    const frame = this.#frames.at(-1);
    if (!frame) return this.#valueBegins(chunk, at);
    if (
      byte === (frame.array ? CLOSE_ARRAY : CLOSE_OBJECT) &&
      (frame.expect === 'first' || frame.expect === 'separator')
    )
      return this.#leave(frame, at);
    if (frame.expect === 'separator') {
      if (byte !== COMMA) throw this.#error('"," was expected', at);
      frame.index += 1;
      frame.expect = frame.array ? 'item' : 'key';
      return at + 1;
    }
    if (frame.expect === 'colon') {
      if (byte !== COLON) throw this.#error('":" was expected', at);
      frame.expect = 'item';
      return at + 1;
    }
    if (!frame.array && frame.expect !== 'item') {
      if (byte !== QUOTE) throw this.#error('a key was expected', at);
      const end = plainStringEnd(chunk, at + 1);
      if (end > 0) {
        this.#path.push(knownText(chunk, at + 1, end));
        frame.expect = 'colon';
        return end + 1;
      }
      this.#mode = 'string';
      this.#selection = 'key';
      this.#valueStart = this.#offset + at;
      return at + 1;
    }
    if (frame.array) this.#path.push(frame.index);
    return this.#valueBegins(chunk, at);
  }

  #valueBegins(chunk: Buffer, at: number): number {
    const byte = chunk[at] ?? 0;
    this.#selection = this.#scan.select(this.#path);
    this.#valueStart = this.#offset + at;
    if (this.#selection === 'skip-rest' && this.#passRest()) return at;
    if (byte === OPEN_OBJECT || byte === OPEN_ARRAY) {
      if (this.#selection === 'descend') {
        if (this.#frames.length >= MAX_DEPTH) throw this.#error(`nested deeper than ${MAX_DEPTH}`, at);
        this.#frames.push({ array: byte === OPEN_ARRAY, index: 0, start: this.#valueStart, expect: 'first' });
        return at + 1;
      }
      this.#mode = 'opaque';
      return at;
    }
    if (this.#selection === 'descend') this.#selection = 'take';
    this.#mode = byte === QUOTE ? 'string' : 'literal';
    if (this.#mode === 'literal' && endsLiteral(byte)) throw this.#error('a value was expected', at);
    return at + 1;
  }

  /** From here on the array or object is passed as if it had not been looked into; false where there is none. */
  #passRest(): boolean {
    const frame = this.#frames.pop();
    if (!frame) return false;
    this.#path.pop();
    this.#rest = frame;
    const closers = Uint8Array.of(frame.array ? CLOSE_ARRAY : CLOSE_OBJECT);
    this.#opaque = { inString: 0, escaped: 0, closers };
    this.#mode = 'opaque';
    return true;
  }

  #restEnds(frame: Frame, at: number): number {
    this.#rest = null;
    this.#mode = 'structure';
    this.#left(frame, at);
    return at;
  }

  /** Passes brackets and strings of a value that is not looked into: most of what there is. */
  #pass(chunk: Buffer, from: number): number {
    const before = this.#opaque;
    WORDS[IN_STRING / 4] = before?.inString ?? 0;
    WORDS[ESCAPED / 4] = before?.escaped ?? 0;
    WORDS[DEPTH / 4] = before?.closers.length ?? 0;
    WORDS[ROOM / 4] = MAX_DEPTH - this.#frames.length;
    if (before) BYTES.set(before.closers, CLOSERS);
    this.#opaque = null;
    const base = chunk.byteOffset;
    const at = passValue(base + from, base + chunk.length) - base;
    const outcome = WORDS[OUTCOME / 4];
    if (outcome === ENDED) return this.#rest ? this.#restEnds(this.#rest, at) : this.#valueEnds(chunk, at);
    if (outcome !== GOES_ON)
      throw this.#error(outcome === TOO_DEEP ? `nested deeper than ${MAX_DEPTH}` : 'brackets do not match', at);
    this.#opaque = {
      inString: WORDS[IN_STRING / 4] ?? 0,
      escaped: WORDS[ESCAPED / 4] ?? 0,
      closers: Uint8Array.from(BYTES.subarray(CLOSERS, CLOSERS + (WORDS[DEPTH / 4] ?? 0))),
    };
    return at;
  }

  #string(chunk: Buffer, from: number): number {
    let at = from;
    for (;;) {
      const quote = nextQuote(chunk, at);
      const run = backslashesBefore(chunk, from, quote < 0 ? chunk.length : quote);
      const carried = run === (quote < 0 ? chunk.length : quote) - from ? this.#backslashes : 0;
      if (quote < 0) {
        this.#backslashes = run + carried;
        return chunk.length;
      }
      at = quote + 1;
      if ((run + carried) % 2 === 0) break;
    }
    this.#backslashes = 0;
    return this.#selection === 'key' ? this.#keyEnds(chunk, at) : this.#valueEnds(chunk, at);
  }

  #literal(chunk: Buffer, from: number): number {
    for (let at = from; at < chunk.length; at += 1) {
      const byte = chunk[at] ?? 0;
      if (endsLiteral(byte)) return this.#valueEnds(chunk, at);
      if (byte === QUOTE || byte === OPEN_OBJECT || byte === OPEN_ARRAY) throw this.#error('a value was expected', at);
    }
    return chunk.length;
  }

  #keyEnds(chunk: Buffer, at: number): number {
    try {
      this.#path.push(String(JSON.parse(this.#release(chunk, at).toString('utf8'))));
    } catch (cause) {
      throw new JsonError('not a valid key', this.#valueStart, { cause });
    }
    const frame = this.#frames.at(-1);
    if (frame) frame.expect = 'colon';
    this.#mode = 'structure';
    return at;
  }

  #valueEnds(chunk: Buffer, at: number): number {
    if (this.#selection === 'take') {
      const span = { start: this.#valueStart, end: this.#offset + at };
      this.#scan.value(this.#path, this.#release(chunk, at), span);
    }
    this.#mode = 'structure';
    this.#childEnds();
    return at;
  }

  #leave(frame: Frame, at: number): number {
    this.#frames.pop();
    this.#left(frame, at + 1);
    return at + 1;
  }

  #left(frame: Frame, end: number): void {
    this.#scan.leave?.(this.#path, { start: frame.start, end: this.#offset + end });
    this.#childEnds();
  }

  #childEnds(): void {
    const parent = this.#frames.at(-1);
    if (!parent) {
      this.#done = true;
      return;
    }
    this.#path.pop();
    parent.expect = 'separator';
  }

  #holding(): boolean {
    return this.#mode !== 'structure' && (this.#selection === 'take' || this.#selection === 'key');
  }

  #hold(part: Uint8Array): void {
    this.#heldBytes += part.byteLength;
    this.#bound(this.#heldBytes);
    this.#held.push(Uint8Array.from(part));
  }

  #bound(bytes: number): void {
    const limit = this.#selection === 'key' ? MAX_KEY : this.#limits.taken;
    if (bytes > limit) throw new JsonTooLargeError(`a value is larger than ${limit} bytes`, this.#valueStart);
  }

  /** The bytes of the value that ends at `at`, from this chunk and those before. */
  #release(chunk: Buffer, at: number): Buffer {
    const tail = chunk.subarray(Math.max(0, this.#valueStart - this.#offset), at);
    this.#bound(this.#heldBytes + tail.length);
    if (this.#held.length === 0) return tail;
    const whole = Buffer.concat([...this.#held, tail]);
    this.#held = [];
    this.#heldBytes = 0;
    return whole;
  }

  #error(message: string, at: number): JsonError {
    return new JsonError(message, this.#offset + at);
  }
}

function nextQuote(chunk: Buffer, from: number): number {
  const near = Math.min(from + SHORT, chunk.length);
  for (let at = from; at < near; at += 1) if (chunk[at] === QUOTE) return at;
  return chunk.indexOf(QUOTE, near);
}

function backslashesBefore(chunk: Buffer, from: number, end: number): number {
  let at = end;
  while (at > from && chunk[at - 1] === BACKSLASH) at -= 1;
  return end - at;
}
