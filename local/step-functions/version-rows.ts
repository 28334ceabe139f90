import type { DatabaseSync } from 'node:sqlite';
import * as z from 'zod';

/** The part of the store's schema that is about versions and aliases. A version that was deleted stays, so that no number is given twice. */
export const VERSION_SCHEMA = `
CREATE TABLE IF NOT EXISTS versions(
  machine TEXT NOT NULL, number INTEGER NOT NULL, revision TEXT NOT NULL, body TEXT NOT NULL, deleted INTEGER NOT NULL,
  PRIMARY KEY(machine, number)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS aliases(
  machine TEXT NOT NULL, name TEXT NOT NULL, body TEXT NOT NULL, PRIMARY KEY(machine, name)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS qualifiers(execution TEXT PRIMARY KEY, version INTEGER NOT NULL, alias TEXT) WITHOUT ROWID;
`;

const versionRow = z.object({ number: z.int(), revision: z.string(), body: z.string() });
/** A published version: its number, the revision that it is of, and what was published as JSON text. */
export type VersionRow = z.infer<typeof versionRow>;
const aliasRow = z.object({ name: z.string(), body: z.string() });
const numberRow = z.object({ number: z.int() });

/** Reads and writes versions and aliases of state machines. */
export class VersionRows {
  readonly #db: DatabaseSync;

  constructor(db: DatabaseSync) {
    this.#db = db;
  }

  /** Adds a version under the next number, which it gives. */
  add(machine: string, revision: string, body: string): number {
    const { number } = numberRow.parse(
      this.#db.prepare('SELECT coalesce(max(number), 0) + 1 AS number FROM versions WHERE machine = ?').get(machine),
    );
    this.#db.prepare('INSERT INTO versions VALUES(?, ?, ?, ?, 0)').run(machine, number, revision, body);
    return number;
  }

  /** All that were not deleted, newest first. */
  all(machine: string): VersionRow[] {
    const found = this.#db
      .prepare('SELECT number, revision, body FROM versions WHERE machine = ? AND deleted = 0 ORDER BY number DESC')
      .all(machine);
    return z.array(versionRow).parse(found);
  }

  remove(machine: string, number: number): void {
    this.#db.prepare('UPDATE versions SET deleted = 1 WHERE machine = ? AND number = ?').run(machine, number);
  }

  saveAlias(machine: string, name: string, body: string): void {
    this.#db
      .prepare('INSERT INTO aliases VALUES(?, ?, ?) ON CONFLICT(machine, name) DO UPDATE SET body = excluded.body')
      .run(machine, name, body);
  }

  /** By name. */
  aliases(machine: string): { name: string; body: string }[] {
    return z
      .array(aliasRow)
      .parse(this.#db.prepare('SELECT name, body FROM aliases WHERE machine = ? ORDER BY name').all(machine));
  }

  removeAlias(machine: string, name: string): void {
    this.#db.prepare('DELETE FROM aliases WHERE machine = ? AND name = ?').run(machine, name);
  }
}
