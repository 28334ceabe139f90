import { MessageChannel, receiveMessageOnPort, Worker } from 'node:worker_threads';
import type { Answer, Work } from './work.ts';

/** A thread ended, or failed at what it was asked for: what it was asked for is not done. */
export class ThreadError extends Error {
  override readonly name = 'ThreadError';
}

type Result = Extract<Answer, { kind: 'done' }>['result'];
/** Work as it is asked for; its number is the helper's. */
type Asked<W = Work> = W extends Work ? Omit<W, 'id'> : never;

interface Pending {
  resolve(result: Result): void;
  reject(error: ThreadError): void;
}

/** V8 lets the young generation of a thread grow as if it were a process of its own; three times the semi-space of a function. */
const YOUNG_MB = 12;

/** One other thread, and what it was asked for and has not answered. It keeps the process alive only while it has work. */
export class Helper {
  readonly #worker: Worker;
  readonly #port;
  readonly #pending = new Map<number, Pending>();
  #requests = 0;
  #ready = false;
  #ended = false;

  constructor(script: URL) {
    const { port1, port2 } = new MessageChannel();
    this.#port = port1;
    this.#worker = new Worker(script, {
      workerData: port2,
      transferList: [port2],
      resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MB },
    });
    this.#worker.on('error', (error) => this.#end(`a thread that reads logs failed: ${error.message}`));
    this.#worker.on('exit', (code) => this.#end(`a thread that reads logs ended with code ${code}`));
    this.#port.on('message', (answer: Answer) => this.#take(answer));
    this.#rest();
  }

  /** Loaded, and alive. */
  get ready(): boolean {
    return this.#ready && !this.#ended;
  }

  get ended(): boolean {
    return this.#ended;
  }

  /** Requests without an answer. */
  get load(): number {
    return this.#pending.size;
  }

  /** Takes answers that have come, which otherwise waits until the thread that asks has nothing to do. */
  drain(): void {
    for (let next = receiveMessageOnPort(this.#port); next; next = receiveMessageOnPort(this.#port))
      this.#take(next.message);
  }

  /** @throws ThreadError, as a rejection, where the thread fails or ends before it has answered. */
  ask(work: Asked, bytes: ArrayBuffer[]): Promise<Result> {
    return new Promise((resolve, reject) => {
      if (this.#ended) return reject(new ThreadError('a thread that reads logs has ended'));
      const id = this.#requests;
      this.#requests += 1;
      this.#pending.set(id, { resolve, reject });
      this.#port.ref();
      this.#worker.ref();
      this.#port.postMessage({ ...work, id }, bytes);
    });
  }

  #take(answer: Answer): void {
    if (answer.kind === 'ready') this.#ready = true;
    else {
      const pending = this.#pending.get(answer.id);
      this.#pending.delete(answer.id);
      if (answer.kind === 'done') pending?.resolve(answer.result);
      else pending?.reject(new ThreadError(`a thread that reads logs failed: ${answer.why}`));
    }
    if (this.#pending.size === 0) this.#rest();
  }

  #end(why: string): void {
    this.#ended = true;
    this.#port.close();
    for (const { reject } of this.#pending.values()) reject(new ThreadError(why));
    this.#pending.clear();
  }

  #rest(): void {
    this.#port.unref();
    this.#worker.unref();
  }
}
