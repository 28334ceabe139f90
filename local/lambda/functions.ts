import { randomBytes, randomUUID } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import type { Between } from '../between.ts';
import type { LocalFunction } from './function.ts';
import type { LambdaError } from './protocol.ts';
import { Semaphore } from './semaphore.ts';
import { type Outcome, Worker, type WorkerOptions } from './worker.ts';

const MAX_PAYLOAD_BYTES = 6 * 1024 * 1024;
/** Processes that stay warm over all functions, about 60 MB each: one for every function that a case meets, and some for its logs. */
const MAX_IDLE = 28;

export interface InvokeResult {
  readonly requestId: string;
  /** JSON text: the handler's result, or where `functionError` is set the error as Lambda words it. */
  readonly payload: string;
  readonly functionError: 'Unhandled' | null;
}

/** There is no function of this name. */
export class FunctionNotFound extends Error {
  override name = 'FunctionNotFound';
  constructor(name: string) {
    super(`Function not found: ${name}`);
  }
}

/** The payload is over the 6 MB that Lambda takes. */
export class PayloadTooLarge extends Error {
  override name = 'PayloadTooLarge';
}

/** The functions of a deployment and their warm workers. */
export class Functions {
  readonly #functions = new Map<string, LocalFunction>();
  readonly #options: WorkerOptions & Pick<Between, 'invocation'>;
  readonly #turn: Semaphore;
  /** Idle workers, the longest idle first. */
  readonly #idle: { name: string; worker: Worker }[] = [];
  readonly #all = new Set<Worker>();
  #underWay = 0;
  #stopping = false;

  /** @param concurrency invocations at once, over all functions; the others queue */
  constructor(
    functions: readonly LocalFunction[],
    options: WorkerOptions & Pick<Between, 'invocation'>,
    concurrency = 2 * availableParallelism(),
  ) {
    for (const fn of functions) {
      this.#functions.set(fn.name, fn);
      this.#functions.set(fn.arn, fn);
    }
    this.#options = options;
    this.#turn = new Semaphore(Math.max(2, concurrency));
    mkdirSync(options.logs, { recursive: true });
  }

  /** A function by name, ARN or qualified ARN. */
  find(nameOrArn: string): LocalFunction | undefined {
    return this.#functions.get(nameOrArn) ?? this.#functions.get(nameOrArn.replace(/:\$LATEST$/, ''));
  }

  /** A function by name, ARN or qualified ARN. @throws {FunctionNotFound} */
  get(nameOrArn: string): LocalFunction {
    const fn = this.find(nameOrArn);
    if (!fn) throw new FunctionNotFound(nameOrArn);
    return fn;
  }

  /**
   * Invokes a function and waits for its answer. What the function itself does wrong is in the result.
   * @param payload JSON text
   * @throws {FunctionNotFound} {@link PayloadTooLarge}
   */
  async invoke(nameOrArn: string, payload: string): Promise<InvokeResult> {
    const fn = this.get(nameOrArn);
    const bytes = Buffer.byteLength(payload);
    if (bytes > MAX_PAYLOAD_BYTES) throw new PayloadTooLarge(`${bytes} byte payload is too large (limit 6 MB)`);
    const requestId = randomUUID();
    this.#underWay += 1;
    const outcome = await this.#turn
      .run(() => this.#run(fn, requestId, payload))
      .finally(() => {
        this.#underWay -= 1;
      });
    if ('failed' in outcome) return { requestId, payload: JSON.stringify(outcome.failed), functionError: 'Unhandled' };
    const size = Buffer.byteLength(outcome.payload);
    if (size <= MAX_PAYLOAD_BYTES) return { requestId, payload: outcome.payload, functionError: null };
    const error: LambdaError = {
      errorType: 'Function.ResponseSizeTooLarge',
      errorMessage: `Response payload size exceeded maximum allowed payload size (6291556 bytes).`,
    };
    return { requestId, payload: JSON.stringify(error), functionError: 'Unhandled' };
  }

  /** True while no invocation runs or queues. */
  get idle(): boolean {
    return this.#underWay === 0;
  }

  /** Ends every worker; invocations under way end as failed. */
  async stop(): Promise<void> {
    this.#stopping = true;
    await Promise.all([...this.#all].map((worker) => worker.stop()));
  }

  async #run(fn: LocalFunction, requestId: string, payload: string): Promise<Outcome> {
    if (this.#stopping) return { failed: { errorType: 'Runtime.ExitError', errorMessage: 'The runtime ends.' } };
    const worker = this.#take(fn);
    const traceId = `Root=1-${Math.floor((Date.now() + (this.#options.clockOffsetMs?.() ?? 0)) / 1000).toString(16)}-${randomBytes(12).toString('hex')};Sampled=0`;
    const run = () => worker.invoke({ requestId, payload, traceId });
    const { invocation = ({ run: through }) => through() } = this.#options;
    const outcome = await invocation({ name: fn.name, run, kill: () => worker.kill() });
    if (worker.alive && !this.#stopping) this.#keep(fn.name, worker);
    else this.#all.delete(worker);
    return outcome;
  }

  #take(fn: LocalFunction): Worker {
    // The most recently used one is the likeliest to be in memory.
    for (let at = this.#idle.length - 1; at >= 0; at--) {
      const entry = this.#idle[at];
      if (entry?.name !== fn.name) continue;
      this.#idle.splice(at, 1);
      if (entry.worker.alive) return entry.worker;
      this.#all.delete(entry.worker);
    }
    const worker = new Worker(fn, this.#options);
    this.#all.add(worker);
    return worker;
  }

  #keep(name: string, worker: Worker): void {
    this.#idle.push({ name, worker });
    if (this.#idle.length <= MAX_IDLE) return;
    const oldest = this.#idle.shift();
    if (!oldest) return;
    this.#all.delete(oldest.worker);
    oldest.worker.kill();
  }
}
