import type { Pointer } from '../evidence.ts';
import type { SampleRow } from './row.ts';
import { sharedScores } from './shared-scores.ts';
import { sharedText } from './shared-text.ts';

/** What a row says of few samples only. */
type Rare = Pick<SampleRow, 'onlyScore' | 'metadata' | 'impossibleUsage' | 'limit' | 'fallback' | 'edits' | 'homePath'>;
const NOTHING: Rare = {
  onlyScore: undefined,
  metadata: null,
  impossibleUsage: null,
  limit: null,
  fallback: null,
  edits: 0,
  homePath: null,
};

/** Bits of what is so or not. */
const ERRORED = 1;
const REFUSED = 2;
const INVALIDATED = 4;
const BACKWARDS = 8;
const TRANSCRIPT = 16;

/**
 * A row in the little memory that tens of thousands of them leave each: half of what a plain object of the same fields takes.
 */
export class KeptRow implements SampleRow {
  readonly id: string;
  readonly epoch: number;
  readonly scores: Map<string, unknown>;
  readonly question: string | null;
  readonly answeredBy: string | null;
  #is: number;
  #rare: Rare;
  readonly #file: string;
  readonly #member: string | undefined;
  readonly #path: string | undefined;
  readonly #bytes: Pointer['bytes'];

  /** @param id the row's own, as it is held elsewhere already */
  constructor(row: SampleRow, id: string = row.id) {
    this.id = id;
    this.epoch = row.epoch;
    this.scores = sharedScores(row.scores);
    this.question = row.question;
    this.answeredBy = row.answeredBy === null ? null : sharedText(row.answeredBy);
    this.#is =
      (row.errored ? ERRORED : 0) |
      (row.refused ? REFUSED : 0) |
      (row.invalidated ? INVALIDATED : 0) |
      (row.backwards ? BACKWARDS : 0) |
      (row.transcript ? TRANSCRIPT : 0);
    this.#rare = rareOf(row);
    this.#file = row.pointer.file;
    this.#member = row.pointer.member;
    this.#path = row.pointer.path;
    this.#bytes = row.pointer.bytes;
  }

  get errored(): boolean {
    return (this.#is & ERRORED) !== 0;
  }

  get refused(): boolean {
    return (this.#is & REFUSED) !== 0;
  }

  get invalidated(): boolean {
    return (this.#is & INVALIDATED) !== 0;
  }

  get backwards(): boolean {
    return (this.#is & BACKWARDS) !== 0;
  }

  get transcript(): boolean {
    return (this.#is & TRANSCRIPT) !== 0;
  }

  get onlyScore(): unknown {
    return this.#rare.onlyScore;
  }

  get metadata(): Map<string, string> | null {
    return this.#rare.metadata;
  }

  get impossibleUsage(): string | null {
    return this.#rare.impossibleUsage;
  }

  get limit(): string | null {
    return this.#rare.limit;
  }

  get fallback(): string | null {
    return this.#rare.fallback;
  }

  get edits(): number {
    return this.#rare.edits;
  }

  get homePath(): string | null {
    return this.#rare.homePath;
  }

  get pointer(): Pointer {
    return {
      file: this.#file,
      ...(this.#member !== undefined && { member: this.#member }),
      ...(this.#path !== undefined && { path: this.#path }),
      ...(this.#bytes && { bytes: this.#bytes }),
    };
  }

  /** Whether a sample that this is the summary of would be completed by nothing: all that counts of it then are its scores. */
  get addsNothing(): boolean {
    return this.#rare === NOTHING && (this.#is & (ERRORED | BACKWARDS)) === 0;
  }

  /** The sample's row, completed by what its summary says, where it stands: a third row for each of many would be held for nothing. */
  completedBy(summary: KeptRow): this {
    this.#is |= summary.#is & (ERRORED | BACKWARDS);
    if (summary.#rare !== NOTHING)
      this.#rare = {
        ...this.#rare,
        metadata: this.metadata ?? summary.metadata,
        limit: this.limit ?? summary.limit,
        fallback: this.fallback ?? summary.fallback,
        edits: Math.max(this.edits, summary.edits),
        homePath: this.homePath ?? summary.homePath,
      };
    return this;
  }
}

function rareOf({ onlyScore, metadata, impossibleUsage, limit, fallback, edits, homePath }: SampleRow): Rare {
  const nothing =
    onlyScore === undefined &&
    metadata === null &&
    impossibleUsage === null &&
    limit === null &&
    fallback === null &&
    edits === 0 &&
    homePath === null;
  return nothing ? NOTHING : { onlyScore, metadata, impossibleUsage, limit, fallback, edits, homePath };
}
