import type { Flag, Pointer } from '../evidence.ts';
import { rowKey, type SampleRow } from './row.ts';
import { sharedScores } from './shared-scores.ts';

/** Rows of one source, one per sample and epoch: of several the last counts, as in Inspect's own reader. */
export class Rows {
  readonly #byKey = new Map<string, SampleRow>();
  #repeated = 0;
  #firstRepeat: SampleRow | undefined;

  add(row: SampleRow): void {
    const key = rowKey(row);
    row.scores = sharedScores(row.scores);
    if (this.#byKey.has(key)) {
      this.#repeated += 1;
      this.#firstRepeat ??= row;
    }
    this.#byKey.set(key, row);
  }

  get(row: SampleRow): SampleRow | undefined {
    return this.#byKey.get(rowKey(row));
  }

  get size(): number {
    return this.#byKey.size;
  }

  list(): SampleRow[] {
    return [...this.#byKey.values()];
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
