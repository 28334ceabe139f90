import type { Flag, Pointer } from '../evidence.ts';
import { KeptRow } from './kept-row.ts';
import type { SampleRow } from './row.ts';
import { SampleKeys } from './sample-keys.ts';

/** Most scores of which one row is kept for all that have them. */
const MOST_ALIKE = 64;

/** Rows of one source, one per sample and epoch: of several the last counts, as in Inspect's own reader. */
export class Rows {
  readonly keys: SampleKeys;
  readonly #rows: (KeptRow | undefined)[] = [];
  readonly #alike = new Map<KeptRow['scores'], KeptRow>();
  #repeated = 0;
  #firstRepeat: KeptRow | undefined;

  /** @param keys of the other source that has rows of the same samples */
  constructor(keys: SampleKeys = new SampleKeys()) {
    this.keys = keys;
  }

  /** Answers the number of the sample. */
  add(row: SampleRow): number {
    const number = this.keys.numberOf(row);
    const kept = new KeptRow(row, this.keys.idOf(number));
    if (this.#rows[number]) {
      this.#repeated += 1;
      this.#firstRepeat ??= kept;
    }
    // Without holes, which an array of another kind would be made for.
    while (this.#rows.length <= number) this.#rows.push(undefined);
    this.#rows[number] = kept;
    return number;
  }

  /**
   * Of a summary whose sample has come, only what it says otherwise still counts. Where that can be its scores alone, one row stands
   * for all that have the same, so that of many samples not two rows each are held.
   */
  settle(number: number): void {
    const row = this.#rows[number];
    if (!row?.addsNothing) return;
    const alike = this.#alike.get(row.scores);
    if (alike) this.#rows[number] = alike;
    else if (this.#alike.size < MOST_ALIKE) this.#alike.set(row.scores, row);
  }

  /** The row of the sample that has this number. */
  get(number: number): KeptRow | undefined {
    return this.#rows[number];
  }

  /** In the order of their numbers. */
  list(): KeptRow[] {
    return this.#rows.flatMap((row) => row ?? []);
  }

  duplicates(where: Pointer): Flag[] {
    const first = this.#firstRepeat;
    if (!first) return [];
    const message = `${this.#repeated} row(s) repeat a sample and epoch that the log already has, first sample ${JSON.stringify(first.id.slice(0, 200))}, epoch ${first.epoch}.`;
    return [
      { id: 'duplicate-samples', message, count: this.#repeated, pointer: first.pointer.path ? first.pointer : where },
    ];
  }
}
