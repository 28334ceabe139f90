import { JsonError } from './json-error.ts';
import { knownText, plainStringEnd } from './known-text.ts';

/** Nesting beyond this is refused: no real log comes near it. */
export const MAX_DEPTH = 1_000;

const LITERALS = new Map<string, unknown>([
  ['true', true],
  ['false', false],
  ['null', null],
  ['NaN', Number.NaN],
  ['Infinity', Number.POSITIVE_INFINITY],
  ['-Infinity', Number.NEGATIVE_INFINITY],
]);
const LONGEST_LITERAL = '-Infinity'.length;
const SHORT = 64;
const QUOTE = 0x22;
const ZERO = 0x30;
/** Whole numbers of as many digits are exact. */
const DIGITS = 15;
const UTF8 = new TextDecoder('utf-8', { fatal: true });
const NUMBER = /^-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?$/;

/**
 * Parses one JSON value in UTF-8, with the literals `NaN`, `Infinity` and `-Infinity` that Python's `json` writes.
 * `JSON.parse` does the work where it can; a small tokenizer takes over where such a literal stands outside a string.
 * A key `__proto__` becomes an own property, as with `JSON.parse`: no prototype is ever set.
 * @throws JsonError where the bytes are not UTF-8, not JSON, or nested deeper than `MAX_DEPTH`.
 */
export function parseValue(bytes: Uint8Array, start = 0): unknown {
  const plain = plainValue(bytes);
  if (plain !== undefined) return plain;
  const text = shortAscii(bytes) ?? decode(bytes, start);
  const literal = text.length <= LONGEST_LITERAL ? LITERALS.get(text) : undefined;
  if (literal !== undefined) return literal;
  try {
    return JSON.parse(text);
  } catch (cause) {
    if (!/NaN|Infinity/.test(text)) throw new JsonError('not valid JSON', start, { cause });
    return new Tokenizer(text, start).whole();
  }
}

/** A short plain text or whole number, which most values that are looked at are; undefined for what has to be parsed. */
function plainValue(bytes: Uint8Array): string | number | undefined {
  const last = bytes.byteLength - 1;
  if (bytes[0] === QUOTE) return last > 0 && plainStringEnd(bytes, 1) === last ? knownText(bytes, 1, last) : undefined;
  if (last >= DIGITS || (bytes[0] === ZERO && last > 0)) return undefined;
  let value = 0;
  for (let at = 0; at <= last; at += 1) {
    const digit = (bytes[at] ?? 0) - ZERO;
    if (digit < 0 || digit > 9) return undefined;
    value = value * 10 + digit;
  }
  return last < 0 ? undefined : value;
}

/** The text where it is short ASCII, as most values are that are looked at: a call of the decoder costs more than they do. */
function shortAscii(bytes: Uint8Array): string | null {
  const length = bytes.byteLength;
  if (length > SHORT) return null;
  for (let at = 0; at < length; at += 1) if ((bytes[at] ?? 0) > 0x7f) return null;
  return Buffer.from(bytes.buffer, bytes.byteOffset, length).toString('latin1');
}

function decode(bytes: Uint8Array, start: number): string {
  try {
    return UTF8.decode(bytes);
  } catch (cause) {
    throw new JsonError('not valid UTF-8', start, { cause });
  }
}

class Tokenizer {
  readonly #text: string;
  readonly #start: number;
  #at = 0;

  constructor(text: string, start: number) {
    this.#text = text;
    this.#start = start;
  }

  whole(): unknown {
    const value = this.#value(0);
    this.#space();
    if (this.#at < this.#text.length) throw this.#error('text after the end of the value');
    return value;
  }

  #value(depth: number): unknown {
    if (depth > MAX_DEPTH) throw this.#error(`nested deeper than ${MAX_DEPTH}`);
    this.#space();
    const first = this.#text[this.#at];
    if (first === '{') return this.#object(depth);
    if (first === '[') return this.#array(depth);
    if (first === '"') return this.#string();
    return this.#literal();
  }

  #object(depth: number): unknown {
    const entries: [string, unknown][] = [];
    this.#at += 1;
    if (this.#next('}')) return {};
    do {
      this.#space();
      if (this.#text[this.#at] !== '"') throw this.#error('a key was expected');
      const key = this.#string();
      if (!this.#next(':')) throw this.#error('":" was expected');
      entries.push([key, this.#value(depth + 1)]);
    } while (this.#next(','));
    if (!this.#next('}')) throw this.#error('"," or "}" was expected');
    return Object.fromEntries(entries);
  }

  #array(depth: number): unknown {
    const items: unknown[] = [];
    this.#at += 1;
    if (this.#next(']')) return items;
    do items.push(this.#value(depth + 1));
    while (this.#next(','));
    if (!this.#next(']')) throw this.#error('"," or "]" was expected');
    return items;
  }

  #string(): string {
    const from = this.#at;
    let to = from + 1;
    while (to < this.#text.length && this.#text[to] !== '"') to += this.#text[to] === '\\' ? 2 : 1;
    this.#at = to + 1;
    try {
      return String(JSON.parse(this.#text.slice(from, to + 1)));
    } catch {
      this.#at = from;
      throw this.#error('not a valid string');
    }
  }

  #literal(): unknown {
    const from = this.#at;
    while (this.#at < this.#text.length && !/[\s,\]}]/.test(this.#text[this.#at] ?? '')) this.#at += 1;
    const word = this.#text.slice(from, this.#at);
    if (LITERALS.has(word)) return LITERALS.get(word);
    if (NUMBER.test(word)) return Number(word);
    this.#at = from;
    throw this.#error('not a valid value');
  }

  /** Consumes `mark` after white space, where it is next. */
  #next(mark: string): boolean {
    this.#space();
    if (this.#text[this.#at] !== mark) return false;
    this.#at += 1;
    return true;
  }

  #space(): void {
    while (' \n\r\t'.includes(this.#text[this.#at] ?? 'x')) this.#at += 1;
  }

  #error(message: string): JsonError {
    return new JsonError(message, this.#start + Buffer.byteLength(this.#text.slice(0, this.#at)));
  }
}
