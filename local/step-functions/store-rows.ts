import * as z from 'zod';
import type { HistoryEvent } from './history.ts';
import { jsonValue, parseJson } from './json.ts';
import { VERSION_SCHEMA } from './version-rows.ts';

/** Holds everything the engine knows. `event` of the journal is the last event's id when the step was recorded. */
export const SCHEMA = `
CREATE TABLE IF NOT EXISTS machines(arn TEXT PRIMARY KEY, name TEXT NOT NULL, body TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS definitions(id TEXT PRIMARY KEY, body TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS executions(
  arn TEXT PRIMARY KEY, machine TEXT NOT NULL, name TEXT NOT NULL, definition TEXT NOT NULL, input TEXT NOT NULL,
  status TEXT NOT NULL, started INTEGER NOT NULL, stopped INTEGER, output TEXT, error TEXT, cause TEXT) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS executions_by_machine ON executions(machine, started);
CREATE INDEX IF NOT EXISTS executions_by_status ON executions(status);
CREATE TABLE IF NOT EXISTS history(
  execution TEXT NOT NULL, id INTEGER NOT NULL, previous INTEGER NOT NULL, timestamp INTEGER NOT NULL,
  type TEXT NOT NULL, details TEXT NOT NULL, PRIMARY KEY(execution, id)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS journal(
  execution TEXT NOT NULL, path TEXT NOT NULL, data TEXT NOT NULL, event INTEGER NOT NULL,
  PRIMARY KEY(execution, path)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS tokens(
  token TEXT PRIMARY KEY, execution TEXT NOT NULL, path TEXT NOT NULL, closed INTEGER NOT NULL,
  heartbeat INTEGER NOT NULL) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS tokens_by_execution ON tokens(execution);
CREATE TABLE IF NOT EXISTS redrives(execution TEXT PRIMARY KEY, count INTEGER NOT NULL, at INTEGER NOT NULL) WITHOUT ROWID;
${VERSION_SCHEMA}`;

export const EXECUTION_STATUSES = ['RUNNING', 'SUCCEEDED', 'FAILED', 'TIMED_OUT', 'ABORTED'] as const;
export type ExecutionStatus = (typeof EXECUTION_STATUSES)[number];

export const executionRow = z.object({
  arn: z.string(),
  machine: z.string(),
  name: z.string(),
  definition: z.string(),
  input: z.string(),
  status: z.enum(EXECUTION_STATUSES),
  started: z.number(),
  stopped: z.number().nullable(),
  output: z.string().nullable(),
  error: z.string().nullable(),
  cause: z.string().nullable(),
  /** How often it was taken up again, and when last. */
  redrives: z.number(),
  redriven: z.number().nullable(),
  /** The version that it runs, and the alias that led to it; null where it was started by neither. */
  version: z.number().nullable(),
  alias: z.string().nullable(),
});
/** An execution as stored; times in ms since 1970, input and output as JSON text. */
export type ExecutionRow = z.infer<typeof executionRow>;
/** Executions with what is known of their redrives and of the version that they run. */
export const EXECUTIONS = `(
  SELECT executions.*, coalesce(redrives.count, 0) AS redrives, redrives.at AS redriven, qualifiers.version, qualifiers.alias
  FROM executions LEFT JOIN redrives ON redrives.execution = executions.arn
  LEFT JOIN qualifiers ON qualifiers.execution = executions.arn)`;
export const journalPath = z.object({ path: z.string(), data: z.string() });
export const journalRow = z.object({ data: z.string(), event: z.number() });
export const tokenRow = z.object({
  token: z.string(),
  execution: z.string(),
  path: z.string(),
  closed: z.number().transform((n) => n !== 0),
  heartbeat: z.number(),
});
/** A task token: the attempt it belongs to (`path`) and the last sign of life in ms. */
export type TokenRow = z.infer<typeof tokenRow>;
export const historyRow = z
  .object({ id: z.number(), previous: z.number(), timestamp: z.number(), type: z.string(), details: z.string() })
  .transform(
    (row): HistoryEvent => ({
      id: row.id,
      previousEventId: row.previous,
      timestamp: row.timestamp,
      type: row.type,
      details: z.record(z.string(), jsonValue).parse(parseJson(row.details)),
    }),
  );
export const bodyRow = z.object({ body: z.string() });
export const maxRow = z.object({ id: z.number() });
