import { DatabaseSync } from 'node:sqlite';

/**
 * Opens the file that holds what must outlive a crash: asynchronous invocations that are not finished, the messages
 * of the queues, when each schedule is due next, and how far event source mappings have come in their streams. Every commit is on the
 * operating system's side before it returns, so killing the process loses nothing.
 */
export function openMessages(path: string): DatabaseSync {
  const database = new DatabaseSync(path);
  database.exec(`
    PRAGMA journal_mode = WAL;
    PRAGMA synchronous = NORMAL;
    PRAGMA busy_timeout = 5000;
    CREATE TABLE IF NOT EXISTS invocations (
      id INTEGER PRIMARY KEY,
      function TEXT NOT NULL,
      payload TEXT NOT NULL,
      attempts INTEGER NOT NULL DEFAULT 0,
      acceptedAt INTEGER NOT NULL,
      due INTEGER NOT NULL
    );
    CREATE TABLE IF NOT EXISTS messages (
      id TEXT PRIMARY KEY,
      queue TEXT NOT NULL,
      body TEXT NOT NULL,
      attributes TEXT NOT NULL,
      sentAt INTEGER NOT NULL,
      visibleAt INTEGER NOT NULL,
      receives INTEGER NOT NULL DEFAULT 0
    );
    CREATE TABLE IF NOT EXISTS schedules (
      arn TEXT PRIMARY KEY,
      expression TEXT NOT NULL,
      due INTEGER
    );
    CREATE INDEX IF NOT EXISTS messagesByQueue ON messages (queue, sentAt);
    CREATE TABLE IF NOT EXISTS held (message TEXT PRIMARY KEY) WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS checkpoints (
      mapping TEXT PRIMARY KEY,
      stream TEXT NOT NULL,
      shard TEXT,
      sequence TEXT
    );
  `);
  return database;
}

/** Runs `work` as one transaction: all of its writes, or none. */
export function transaction<T>(database: DatabaseSync, work: () => T): T {
  if (database.isTransaction) return work();
  database.exec('BEGIN IMMEDIATE');
  try {
    const result = work();
    database.exec('COMMIT');
    return result;
  } catch (error) {
    database.exec('ROLLBACK');
    throw error;
  }
}
