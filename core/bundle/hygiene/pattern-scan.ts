import { type AnchorTable, anchorTable } from '../../simd/anchors.ts';
import { BYTES, eachPiece, findAnchors, putBefore, WORDS } from '../../simd/kernel.ts';
import { FINDS, FOUND, NEWLINES } from '../../simd/layout.ts';

/** One thing to look for in text. */
export interface PatternRule {
  /** What a match is called in a report, e.g. "AWS access key". */
  kind: string;
  /**
   * How a match starts, as literal text of 3 to 18 characters: all of these are searched for in one pass, by their last
   * three, which should be rare in prose and JSON. May be shown.
   */
  anchors: readonly string[];
  /** The whole match, sticky at the anchor, and at most `LONGEST` characters. */
  pattern: RegExp;
  /** Last word on a match, e.g. that it is no placeholder. */
  accept?: (match: string) => boolean;
  /** A match may follow a letter or digit; otherwise it must start a word. */
  anywhere?: boolean;
}

export interface PatternHit {
  kind: string;
  /** From 1. */
  line: number;
  /** The anchor and the length, never the match itself. */
  excerpt: string;
}

/** Rules made ready for one pass. */
export interface PatternSet {
  rules: readonly PatternRule[];
  anchors: AnchorTable;
}

export function patternSet(rules: readonly PatternRule[]): PatternSet {
  const anchors = rules.flatMap(({ anchors, anywhere = false }) => anchors.map((text) => ({ text, anywhere })));
  return { rules, anchors: anchorTable(anchors) };
}

/** Longest match; what follows an anchor is looked at once so many bytes of it are there. */
const LONGEST = 4096;
/** Bytes before an anchor that are kept, to show whether it starts a word: longer than any anchor, and two more. */
const KEPT = 32;
/** Hits kept; more of the same file tell nothing new. */
const MOST_HITS = 50;
/** A letter before the match, unless it belongs to an escape such as `\n` in JSON. */
const INSIDE_WORD = /(?:^|[^\\])[A-Za-z0-9_]$|^[A-Za-z0-9_]$/;
const NEWLINE = 0x0a;
const NOTHING = Buffer.alloc(0);

/** Bytes of the stream, and where they start in it. */
interface Stretch {
  start: number;
  bytes: Buffer;
}

/**
 * Looks for patterns in a stream of bytes of any length, with flat memory and one pass for all rules (some 5 GB/s).
 * Bytes are taken as Latin-1: what is looked for is ASCII.
 */
export class PatternScan {
  readonly hits: PatternHit[] = [];
  readonly #set: PatternSet;
  /** Bytes that came. */
  #size = 0;
  /** The last of them, and how many these are. */
  readonly #before = new Uint8Array(KEPT);
  #context = 0;
  /** All since a little before an anchor of which it is not yet decided whether a match follows. */
  #tail = NOTHING;
  /** Where such anchors end (their last byte), in the stream. */
  #undecided: number[] = [];
  /** Where the last hit ended. */
  #past = 0;
  #newlines = 0;
  #piece = { start: 0, text: '' };

  constructor(set: PatternSet) {
    this.#set = set;
  }

  push(chunk: Uint8Array): void {
    eachPiece(chunk, (window) => {
      if (this.hits.length < MOST_HITS) this.#window(window);
    });
  }

  finish(): PatternHit[] {
    if (this.#undecided.length > 0)
      this.#decide({ start: this.#size - this.#tail.length, bytes: this.#tail }, Number.POSITIVE_INFINITY);
    return this.hits;
  }

  #window(window: Buffer): void {
    const from = window.byteOffset;
    const end = from + window.length;
    const waiting = this.#undecided.length > 0;
    putBefore(this.#before, this.#context, from);
    for (let at = from; at < end; ) {
      at = findAnchors(this.#set.anchors.address, at, end);
      this.#newlines += WORDS[NEWLINES / 4] ?? 0;
      const found = WORDS[FOUND / 4] ?? 0;
      for (let index = 0; index < found; index += 1)
        this.#undecided.push(this.#size + (WORDS[FINDS / 4 + index] ?? 0) - from);
    }
    if (this.#undecided.length > 0) this.#found(window, waiting);
    else this.#size += window.length;
    this.#context = Math.min(KEPT, this.#context + window.length);
    for (let index = 0; index < this.#context; index += 1)
      this.#before[index] = BYTES[end - this.#context + index] ?? 0;
  }

  /** Decides what can be decided, and keeps the bytes that the rest needs. */
  #found(window: Buffer, waiting: boolean): void {
    const from = window.byteOffset;
    // What stood before the window lies before it in memory, so that nothing has to be joined.
    const stretch = waiting
      ? { start: this.#size - this.#tail.length, bytes: Buffer.concat([this.#tail, window]) }
      : { start: this.#size - this.#context, bytes: BYTES.subarray(from - this.#context, from + window.length) };
    this.#size += window.length;
    this.#decide(stretch, this.#size - LONGEST);
    const [first] = this.#undecided;
    this.#tail =
      first === undefined ? NOTHING : Buffer.from(stretch.bytes.subarray(Math.max(0, first - KEPT - stretch.start)));
  }

  /** Decides about the anchors that end before `until`; `stretch` holds all from the first of them on. */
  #decide(stretch: Stretch, until: number): void {
    let decided = 0;
    for (const last of this.#undecided) {
      if (last >= until || this.hits.length >= MOST_HITS) break;
      decided += 1;
      if (last < this.#past) continue;
      this.#read(stretch, last);
      const { start, text } = this.#piece;
      const found = this.#match(text, last + 1 - start, this.#past - start);
      if (found === undefined) continue;
      const excerpt = `${printable(found.anchor)}… (${found.match.length} characters)`;
      const index = start + found.index;
      this.hits.push({ kind: found.rule.kind, line: this.#line(stretch, index), excerpt });
      this.#past = index + found.match.length;
    }
    this.#undecided = this.#undecided.slice(decided);
    this.#piece.text = '';
  }

  /** Makes a piece of text that holds the anchor and what may match after it; the next anchors may lie in it too. */
  #read({ start, bytes }: Stretch, last: number): void {
    const piece = this.#piece;
    const end = Math.min(last + LONGEST, start + bytes.length);
    if (piece.text !== '' && end <= piece.start + piece.text.length) return;
    const from = Math.max(0, last - KEPT - start);
    this.#piece = { start: start + from, text: bytes.toString('latin1', from, from + KEPT + 2 * LONGEST) };
  }

  /** The rule that matches with an anchor that ends before `end`. */
  #match(text: string, end: number, past: number) {
    for (const rule of this.#set.rules)
      for (const anchor of rule.anchors) {
        const index = end - anchor.length;
        if (index < past || !text.startsWith(anchor, index)) continue;
        if (rule.anywhere !== true && INSIDE_WORD.test(text.slice(Math.max(0, index - 2), index))) continue;
        rule.pattern.lastIndex = index;
        const match = rule.pattern.exec(text)?.[0];
        if (match !== undefined && (rule.accept === undefined || rule.accept(match)))
          return { rule, anchor, index, match };
      }
    return undefined;
  }

  /** The line of an offset in a stretch that ends where the stream does by now. */
  #line({ start, bytes }: Stretch, offset: number): number {
    let line = this.#newlines + 1;
    for (let at = bytes.indexOf(NEWLINE, offset - start); at >= 0; at = bytes.indexOf(NEWLINE, at + 1)) line -= 1;
    return line;
  }
}

function printable(text: string): string {
  return text.replace(/[^ -~]/g, (character) => `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`);
}
