import type { RandomAccess, Spool } from '../io/random-access.ts';
import type { Evidence } from './evidence.ts';
import type { KeepScores } from './sample-scores.ts';
import type { Threads } from './threads.ts';

export interface ReaderIo {
  spool?: Spool;
  /** Takes what each figure is made of, for comparisons sample by sample. */
  keepScores?: KeepScores;
  /** Other threads that take part of the work; the evidence is the same without them. */
  threads?: Threads;
}

/** Reads one format of evaluation log. A reader is found by what the bytes are, never by the name of the file. */
export interface Reader {
  /** As it stands in `Evidence.format`. */
  readonly format: string;
  /** What the bytes must show, in words for the person whose log nobody knows. */
  readonly looksFor: string;
  /** Whether the log is of this format; `head` is its first bytes (64 KiB, or all of a smaller log). */
  detects(head: Uint8Array, log: RandomAccess): Promise<boolean>;
  /** The log as evidence. A hostile or broken log gives evidence with flags; only errors of the source are thrown. */
  read(log: RandomAccess, file: string, io: ReaderIo): Promise<Evidence>;
}
