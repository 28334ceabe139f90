import { ServiceException } from './errors.ts';
import type { Services, TaskOutcome } from './interpreter/run.ts';
import { recordOutcome, resourceOf, scheduledSchema } from './interpreter/task-outcome.ts';
import { PAYLOAD_LIMIT } from './interpreter/visit.ts';
import { type Json, parseJson } from './json.ts';
import type { TokenRow } from './store-rows.ts';

/** What holders of task tokens send back. A token ends its task once; after that it is closed. */
export class TaskTokens {
  readonly #services: Services;

  constructor(services: Services) {
    this.#services = services;
  }

  /**
   * @param output JSON text, the task's result
   * @throws {ServiceException} InvalidOutput, InvalidToken, TaskTimedOut
   */
  success(token: string, output: string): void {
    let result: Json;
    try {
      result = parseJson(output);
    } catch (error) {
      throw new ServiceException('InvalidOutput', 'The output is not JSON', 400, { cause: error });
    }
    if (Buffer.byteLength(output) > PAYLOAD_LIMIT) {
      throw new ServiceException('InvalidOutput', `The output is over ${PAYLOAD_LIMIT} bytes`);
    }
    this.#end(token, { result });
  }

  /** @throws {ServiceException} InvalidToken, TaskTimedOut */
  failure(token: string, error = '', cause = ''): void {
    this.#end(token, { error, cause });
  }

  /** Puts the heartbeat's deadline off. @throws {ServiceException} InvalidToken, TaskTimedOut */
  heartbeat(token: string): void {
    this.#open(token);
    const now = this.#services.clock.now();
    this.#services.store.beat(token, now);
    this.#services.listeners.get(token)?.heartbeat(now);
  }

  #open(token: string): TokenRow {
    const row = this.#services.store.token(token);
    if (!row) throw new ServiceException('InvalidToken', `Invalid Token: '${token}'`);
    if (row.closed) {
      throw new ServiceException('TaskTimedOut', 'Task Timed Out: the provided task does not exist anymore');
    }
    return row;
  }

  /** Writes the outcome before it answers; the interpreter may be there to hear of it, or read it when it gets there. */
  #end(token: string, outcome: TaskOutcome): void {
    const row = this.#open(token);
    const { store, listeners } = this.#services;
    const path = row.path.slice(0, -1);
    const scheduled = store.find(row.execution, `${path}/scheduled`);
    const submitted = store.find(row.execution, `${path}/submitted`);
    const { resource: arn, history } = scheduledSchema.parse(scheduled?.data);
    const previousEventId = (submitted ?? scheduled)?.eventId ?? 0;
    recordOutcome(this.#services, { execution: row.execution, history }, path, resourceOf(arn), {
      previousEventId,
      outcome,
      acknowledged: true,
    });
    listeners.get(token)?.completed(outcome);
  }
}
