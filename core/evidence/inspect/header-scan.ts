import { homePath } from '../flags/home-path.ts';
import { JsonError } from '../json/json-error.ts';
import { parseValue } from '../json/parse-value.ts';
import type { Scan, Span } from '../json/selection.ts';
import { HEADER_KEYS, InspectHeader } from './header.ts';

/** The parts of a header as they come by, and where each stood. */
export class HeaderParts {
  readonly #parts = new Map<string, unknown>();
  /** What they were parsed to, until another comes by. */
  #header: InspectHeader | null = null;
  readonly spans = new Map<string, Span>();
  /** Folders of users that the header names, each with the top-level key it stands under. */
  readonly homePaths = new Map<string, string>();

  /** Takes the header's keys at the top of an object and passes over everything else. */
  readonly scan: Scan = {
    select: (path) => {
      if (path.length === 0) return 'descend';
      return path.length === 1 && HEADER_KEYS.has(path[0] ?? '') ? 'take' : 'skip';
    },
    value: (path, bytes, span) => {
      if (path.length === 0) throw new JsonError('an object was expected', span.start);
      const key = String(path[0]);
      this.#parts.set(key, parseValue(bytes, span.start));
      this.#header = null;
      this.spans.set(key, span);
      const home = homePath(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1'));
      if (home !== null) this.homePaths.set(key, home);
    },
  };

  has(key: string): boolean {
    return this.#parts.has(key);
  }

  header(): InspectHeader {
    this.#header ??= InspectHeader.parse(Object.fromEntries(this.#parts));
    return this.#header;
  }
}
