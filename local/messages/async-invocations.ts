import type { DatabaseSync } from 'node:sqlite';
import * as z from 'zod';
import { type Clock, systemClock } from '../clock/clock.ts';
import type { Functions, InvokeResult } from '../lambda/functions.ts';
import type { Log } from '../log.ts';
import { transaction } from './database.ts';
import type { Queues } from './queues.ts';

const Row = z.object({
  id: z.number(),
  function: z.string(),
  payload: z.string(),
  attempts: z.number(),
  acceptedAt: z.number(),
});
type Row = z.infer<typeof Row>;

/** Lambda waits one minute before the first retry and two before the second; nobody at a terminal does. */
const RETRY_DELAYS_MS = [1_000, 2_000];

/**
 * Lambda's asynchronous invocations: accepted means on disk; run at least once; a failing one is tried twice more and then
 * goes to the function's dead-letter queue and failure destination.
 */
export class AsyncInvocations {
  readonly #database: DatabaseSync;
  readonly #functions: Functions;
  readonly #queues: Queues;
  readonly #log: Log;
  readonly #retryDelays: readonly number[];
  readonly #underWay = new Set<number>();
  readonly #clock: Clock;
  #cancelTimer = () => {};
  #started = false;
  #stopped = false;

  constructor(
    database: DatabaseSync,
    functions: Functions,
    queues: Queues,
    log: Log,
    retryDelays: readonly number[] = RETRY_DELAYS_MS,
    clock: Clock = systemClock,
  ) {
    this.#clock = clock;
    this.#database = database;
    this.#functions = functions;
    this.#queues = queues;
    this.#log = log;
    this.#retryDelays = retryDelays;
  }

  /** Accepts an event for a function; when this returns, it is on disk. @throws {FunctionNotFound} */
  accept(functionName: string, payload: string): void {
    const now = this.#clock.now();
    this.#database
      .prepare('INSERT INTO invocations (function, payload, acceptedAt, due) VALUES (?, ?, ?, ?)')
      .run(this.#functions.get(functionName).name, payload, now, now);
  }

  /** Begins to run what is accepted, what an earlier process left included. */
  start(): void {
    this.#started = true;
    this.run();
  }

  /** Runs what is due; to be called once an {@link accept} is committed. */
  run(): void {
    if (!this.#started || this.#stopped) return;
    const now = this.#clock.now();
    for (const raw of this.#database.prepare('SELECT * FROM invocations WHERE due <= ? ORDER BY id').all(now)) {
      const row = Row.parse(raw);
      if (this.#underWay.has(row.id)) continue;
      this.#underWay.add(row.id);
      void this.#attempt(row).finally(() => {
        this.#underWay.delete(row.id);
        this.#schedule();
      });
    }
    this.#schedule();
  }

  /** True while nothing runs: what is left waits for the time of its next attempt. */
  get idle(): boolean {
    return this.#underWay.size === 0;
  }

  /** True while an invocation is under way or waits for its next attempt. */
  get busy(): boolean {
    const row = this.#database.prepare('SELECT 1 AS one FROM invocations LIMIT 1').get();
    return row !== undefined;
  }

  stop(): void {
    this.#stopped = true;
    this.#cancelTimer();
  }

  #schedule(): void {
    if (this.#stopped) return;
    this.#cancelTimer();
    const row = this.#database.prepare('SELECT min(due) AS due FROM invocations WHERE due > ?').get(this.#clock.now());
    const { due } = z.object({ due: z.number().nullable() }).parse(row);
    if (due !== null) this.#cancelTimer = this.#clock.setTimer(Math.max(1, due - this.#clock.now()), () => this.run());
  }

  async #attempt(row: Row): Promise<void> {
    const fn = this.#functions.get(row.function);
    const result = await this.#functions.invoke(row.function, row.payload);
    // Cut off by the shutdown: it stays on disk and runs again at the next start.
    if (this.#stopped) return;
    if (result.functionError === null) {
      this.#database.prepare('DELETE FROM invocations WHERE id = ?').run(row.id);
      return;
    }
    const delay = this.#retryDelays[Math.min(row.attempts, this.#retryDelays.length - 1)] ?? 0;
    const tooOld = this.#clock.now() + delay - row.acceptedAt > fn.asyncInvoke.maximumAgeSeconds * 1000;
    if (row.attempts < fn.asyncInvoke.retries && !tooOld) {
      this.#database
        .prepare('UPDATE invocations SET attempts = attempts + 1, due = ? WHERE id = ?')
        .run(this.#clock.now() + delay, row.id);
      return;
    }
    this.#giveUp(row, result);
  }

  #giveUp(row: Row, result: InvokeResult): void {
    const { arn, asyncInvoke } = this.#functions.get(row.function);
    const response: unknown = JSON.parse(result.payload);
    const error = z.object({ errorMessage: z.string() }).safeParse(response).data?.errorMessage ?? '';
    this.#log(
      `${row.function} failed ${row.attempts + 1} times on an event, which goes to its dead-letter queue: ${error}`,
    );
    transaction(this.#database, () => {
      if (asyncInvoke.deadLetterQueue !== null) {
        this.#queues.send(asyncInvoke.deadLetterQueue, row.payload, {
          RequestID: result.requestId,
          ErrorCode: '200',
          ErrorMessage: error.slice(0, 1024),
        });
      }
      if (asyncInvoke.onFailure !== null) {
        const record = {
          version: '1.0',
          timestamp: new Date(this.#clock.now()).toISOString(),
          requestContext: {
            requestId: result.requestId,
            functionArn: `${arn}:$LATEST`,
            condition: 'RetriesExhausted',
            approximateInvokeCount: row.attempts + 1,
          },
          requestPayload: JSON.parse(row.payload),
          responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: 'Unhandled' },
          responsePayload: response,
        };
        this.#queues.send(asyncInvoke.onFailure, JSON.stringify(record));
      }
      this.#database.prepare('DELETE FROM invocations WHERE id = ?').run(row.id);
    });
  }
}
