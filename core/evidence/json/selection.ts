export type JsonPath = readonly (string | number)[];

/**
 * What to do with a value: hand out its bytes, pass over it, look inside it (a scalar is then taken), or pass over it and all
 * that follows it in the same array or object.
 */
export type Selection = 'take' | 'skip' | 'descend' | 'skip-rest';

/** A stretch of the text: the first byte, and the one past the last. */
export interface Span {
  start: number;
  end: number;
}

export interface Scan {
  /** Asked once per value, before it is read. The path is only valid during the call. */
  select(path: JsonPath): Selection;
  /** A value that was taken, as its own JSON text. */
  value(path: JsonPath, bytes: Uint8Array, span: Span): void;
  /** An object or array that was descended into has ended. */
  leave?(path: JsonPath, span: Span): void;
}

export interface ScanLimits {
  /** Most bytes of one taken value. */
  taken: number;
}
