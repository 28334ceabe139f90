import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import * as z from 'zod';
import { messageOf, StoreLocked } from './errors.ts';
import type { HistoryEvent, NewEvent } from './history.ts';
import { type Json, parseJson } from './json.ts';
import type { JournalRecord, Rewrite } from './redrive.ts';
import {
  bodyRow,
  EXECUTIONS,
  type ExecutionRow,
  type ExecutionStatus,
  executionRow,
  historyRow,
  journalPath,
  journalRow,
  maxRow,
  SCHEMA,
  type TokenRow,
  tokenRow,
} from './store-rows.ts';
import { VersionRows } from './version-rows.ts';

/** What one durable step writes, all or nothing. */
export interface JournalEntry {
  readonly execution: string;
  readonly path: string;
  readonly data: Json;
  readonly at: number;
  readonly previousEventId: number;
  readonly events: readonly NewEvent[];
  /** Closes every open token whose path starts with this. */
  readonly closeTokens?: string;
  /** Whose history the events are: the execution's own when absent, or a child workflow's. */
  readonly history?: string;
  /** Where this line of control goes on from, when that is not the last of the events. */
  readonly continueFrom?: number | undefined;
  /** Opens a token for `path`'s attempt. */
  readonly openToken?: { readonly token: string; readonly path: string };
}

/** How an execution ended. */
export interface Ending {
  readonly status: Exclude<ExecutionStatus, 'RUNNING'>;
  readonly output?: string;
  readonly error?: string;
  readonly cause?: string;
}

/**
 * The durable state of all executions in one SQLite file, held by one process.
 *
 * A process that is killed loses nothing that was committed, at either sync level. A machine that loses power may lose
 * the last commits at NORMAL; those can be done again because tasks run at least once. What was acknowledged to a
 * caller (a start, a task token's outcome) cannot, so these commit at FULL, which also makes all before them durable.
 */
export class Store {
  readonly #db: DatabaseSync;
  readonly versions: VersionRows;
  readonly #statements = new Map<string, StatementSync>();

  /** @throws {StoreLocked} when another process holds the file */
  constructor(path: string) {
    if (path !== ':memory:') mkdirSync(dirname(path), { recursive: true });
    this.#db = new DatabaseSync(path);
    this.versions = new VersionRows(this.#db);
    try {
      this.#db.exec('PRAGMA locking_mode=EXCLUSIVE; PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;');
      this.#db.exec(SCHEMA);
      // Takes the exclusive lock now, not at the first write.
      this.#db.exec('BEGIN IMMEDIATE; COMMIT;');
    } catch (error) {
      this.#db.close();
      if (!messageOf(error).includes('locked')) throw error;
      throw new StoreLocked(`${path} is used by another process; stop it, or choose another state folder`, {
        cause: error,
      });
    }
  }

  #sql(sql: string): StatementSync {
    const known = this.#statements.get(sql);
    if (known) return known;
    const made = this.#db.prepare(sql);
    this.#statements.set(sql, made);
    return made;
  }

  #transaction<T>(sync: 'NORMAL' | 'FULL', work: () => T): T {
    if (sync === 'FULL') this.#db.exec('PRAGMA synchronous=FULL');
    this.#db.exec('BEGIN IMMEDIATE');
    try {
      const result = work();
      this.#db.exec('COMMIT');
      return result;
    } catch (error) {
      this.#db.exec('ROLLBACK');
      throw error;
    } finally {
      if (sync === 'FULL') this.#db.exec('PRAGMA synchronous=NORMAL');
    }
  }

  #append(executionArn: string, at: number, previousEventId: number, events: readonly NewEvent[]): number {
    if (events.length === 0) return previousEventId;
    let { id } = maxRow.parse(
      this.#sql('SELECT coalesce(max(id), 0) AS id FROM history WHERE execution = ?').get(executionArn),
    );
    let previous = previousEventId;
    const insert = this.#sql('INSERT INTO history VALUES(?, ?, ?, ?, ?, ?)');
    for (const { type, details, previousEventId: own } of events) {
      id += 1;
      insert.run(executionArn, id, own ?? previous, at, type, JSON.stringify(details ?? {}));
      previous = id;
    }
    return id;
  }

  /** Writes a step and its events; returns the id of the last event on this line of control. */
  record(entry: JournalEntry, sync: 'NORMAL' | 'FULL' = 'NORMAL'): number {
    return this.#transaction(sync, () => {
      const { previousEventId, continueFrom, events } = entry;
      const written = this.#append(entry.history ?? entry.execution, entry.at, previousEventId, events);
      const last = continueFrom ?? written;
      this.#sql('INSERT INTO journal VALUES(?, ?, ?, ?)').run(
        entry.execution,
        entry.path,
        JSON.stringify(entry.data),
        last,
      );
      if (entry.openToken) {
        const { token, path } = entry.openToken;
        this.#sql('INSERT INTO tokens VALUES(?, ?, ?, 0, ?)').run(token, entry.execution, path, entry.at);
      }
      if (entry.closeTokens !== undefined) {
        this.#sql('UPDATE tokens SET closed = 1 WHERE execution = ? AND substr(path, 1, length(?)) = ?').run(
          entry.execution,
          entry.closeTokens,
          entry.closeTokens,
        );
      }
      return last;
    });
  }

  /** The step recorded at a path, with the id of the last event before whatever comes next. */
  find(executionArn: string, path: string): { data: Json; eventId: number } | undefined {
    const row = this.#sql('SELECT data, event FROM journal WHERE execution = ? AND path = ?').get(executionArn, path);
    if (!row) return undefined;
    const { data, event } = journalRow.parse(row);
    return { data: parseJson(data), eventId: event };
  }

  /** Creates a running execution with its first event. The definition is kept, so that a later one cannot change it. */
  start(
    row: Pick<ExecutionRow, 'arn' | 'machine' | 'name' | 'input' | 'started' | 'version' | 'alias'>,
    definition: { id: string; body: string },
    first: NewEvent,
  ): void {
    this.#transaction('FULL', () => {
      this.#sql('INSERT OR IGNORE INTO definitions VALUES(?, ?)').run(definition.id, definition.body);
      this.#sql(`INSERT INTO executions VALUES(?, ?, ?, ?, ?, 'RUNNING', ?, NULL, NULL, NULL, NULL)`).run(
        row.arn,
        row.machine,
        row.name,
        definition.id,
        row.input,
        row.started,
      );
      if (row.version !== null)
        this.#sql('INSERT INTO qualifiers VALUES(?, ?, ?)').run(row.arn, row.version, row.alias);
      this.#append(row.arn, row.started, 0, [first]);
    });
  }

  /** Ends a running execution; false when it had ended already. */
  finish(executionArn: string, at: number, previousEventId: number, ending: Ending, last: NewEvent): boolean {
    return this.#transaction('FULL', () => {
      const changed = this.#sql(
        `UPDATE executions SET status = ?, stopped = ?, output = ?, error = ?, cause = ? WHERE arn = ? AND status = 'RUNNING'`,
      ).run(ending.status, at, ending.output ?? null, ending.error ?? null, ending.cause ?? null, executionArn);
      if (Number(changed.changes) === 0) return false;
      this.#append(executionArn, at, previousEventId, [last]);
      this.#sql('UPDATE tokens SET closed = 1 WHERE execution = ?').run(executionArn);
      return true;
    });
  }

  /** Takes up an execution that has ended: its journal is rewritten, and it runs again. */
  redrive(executionArn: string, at: number, rewrite: (records: JournalRecord[]) => Rewrite, redriven: NewEvent): void {
    this.#transaction('FULL', () => {
      const records = z
        .array(journalPath)
        .parse(this.#sql('SELECT path, data FROM journal WHERE execution = ? ORDER BY path').all(executionArn));
      const { remove, rename } = rewrite(records);
      for (const path of remove)
        this.#sql('DELETE FROM journal WHERE execution = ? AND path = ?').run(executionArn, path);
      for (const { from, to } of rename) {
        this.#sql('UPDATE journal SET path = ? WHERE execution = ? AND path = ?').run(to, executionArn, from);
      }
      this.#sql(
        `UPDATE executions SET status = 'RUNNING', stopped = NULL, output = NULL, error = NULL, cause = NULL WHERE arn = ?`,
      ).run(executionArn);
      this.#sql(
        'INSERT INTO redrives VALUES(?, 1, ?) ON CONFLICT(execution) DO UPDATE SET count = count + 1, at = excluded.at',
      ).run(executionArn, at);
      const { id } = maxRow.parse(
        this.#sql('SELECT coalesce(max(id), 0) AS id FROM history WHERE execution = ?').get(executionArn),
      );
      this.#append(executionArn, at, id, [redriven]);
    });
  }

  execution(executionArn: string): ExecutionRow | undefined {
    return executionRow.optional().parse(this.#sql(`SELECT * FROM ${EXECUTIONS} WHERE arn = ?`).get(executionArn));
  }

  running(): ExecutionRow[] {
    return z
      .array(executionRow)
      .parse(this.#sql(`SELECT * FROM ${EXECUTIONS} WHERE status = 'RUNNING' ORDER BY started, arn`).all());
  }

  /** Newest first; those of a version or an alias alone where one is given. */
  executions(
    machine: string,
    status: ExecutionStatus | undefined,
    limit: number,
    offset: number,
    { version = null, alias = null }: { version?: number | null; alias?: string | null } = {},
  ): ExecutionRow[] {
    return z.array(executionRow).parse(
      this.#sql(
        `SELECT * FROM ${EXECUTIONS} WHERE machine = ? AND (? IS NULL OR status = ?) AND (? IS NULL OR version = ?) AND (? IS NULL OR alias = ?)
           ORDER BY started DESC, arn LIMIT ? OFFSET ?`,
      ).all(machine, status ?? null, status ?? null, version, version, alias, alias, limit, offset),
    );
  }

  definition(id: string): string {
    return bodyRow.parse(this.#sql('SELECT body FROM definitions WHERE id = ?').get(id)).body;
  }

  saveMachine(arn: string, name: string, body: string): void {
    this.#sql(
      'INSERT INTO machines VALUES(?, ?, ?) ON CONFLICT(arn) DO UPDATE SET name = excluded.name, body = excluded.body',
    ).run(arn, name, body);
  }

  machine(arn: string): string | undefined {
    return bodyRow.optional().parse(this.#sql('SELECT body FROM machines WHERE arn = ?').get(arn))?.body;
  }

  machines(): string[] {
    return z
      .array(bodyRow)
      .parse(this.#sql('SELECT body FROM machines ORDER BY name, arn').all())
      .map((row) => row.body);
  }

  token(token: string): TokenRow | undefined {
    return tokenRow.optional().parse(this.#sql('SELECT * FROM tokens WHERE token = ?').get(token));
  }

  beat(token: string, at: number): void {
    this.#sql('UPDATE tokens SET heartbeat = ? WHERE token = ?').run(at, token);
  }

  history(executionArn: string, reverse: boolean, limit: number, offset: number): HistoryEvent[] {
    const order = reverse ? 'DESC' : 'ASC';
    return z
      .array(historyRow)
      .parse(
        this.#sql(`SELECT * FROM history WHERE execution = ? ORDER BY id ${order} LIMIT ? OFFSET ?`).all(
          executionArn,
          limit,
          offset,
        ),
      );
  }

  close(): void {
    this.#statements.clear();
    this.#db.close();
  }
}
