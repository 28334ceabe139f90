import type { DatabaseSync } from 'node:sqlite';
import * as z from 'zod';

/** How far a mapping has come in a stream: after a record of a shard, or at the oldest record there is. */
export interface Position {
  readonly shard: string | null;
  /** Sequence number of the last record that is dealt with. */
  readonly sequence: string | null;
}

const Row = z.object({ stream: z.string(), shard: z.string().nullable(), sequence: z.string().nullable() });

/** Where each mapping goes on after a restart. */
export class Checkpoints {
  readonly #database: DatabaseSync;

  constructor(database: DatabaseSync) {
    this.#database = database;
  }

  /** Null where the mapping has read nothing of this stream yet. `stream` is the engine's ARN: a table made anew has another. */
  find(mapping: string, stream: string): Position | null {
    const found = this.#database
      .prepare('SELECT stream, shard, sequence FROM checkpoints WHERE mapping = ?')
      .get(mapping);
    if (found === undefined) return null;
    const { stream: of, ...position } = Row.parse(found);
    return of === stream ? position : null;
  }

  save(mapping: string, stream: string, { shard, sequence }: Position): void {
    this.#database
      .prepare('INSERT OR REPLACE INTO checkpoints (mapping, stream, shard, sequence) VALUES (?, ?, ?, ?)')
      .run(mapping, stream, shard, sequence);
  }
}
