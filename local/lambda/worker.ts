import { type ChildProcess, fork } from 'node:child_process';
import { closeSync, mkdirSync, mkdtempSync, openSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { LocalFunction } from './function.ts';
import { ownMemoryMb } from './memory.ts';
import { type Invoke, type LambdaError, WorkerMessage } from './protocol.ts';

const MEMORY_CHECK_MS = 100;
const SIGNALS: Partial<Record<NodeJS.Signals, string>> = {
  SIGKILL: 'killed',
  SIGABRT: 'aborted',
  SIGSEGV: 'segmentation fault',
};

/** How an invocation ended. `failed` carries the payload that Lambda gives with `FunctionError: Unhandled`. */
export type Outcome = { readonly payload: string } | { readonly failed: LambdaError };

export interface WorkerOptions {
  /** Folder for the logs of functions; one file each. */
  readonly logs: string;
  /** Folder under which each worker gets its own `TMPDIR`, and all share what Node.js compiled, unless this process has a place for it. */
  readonly temporary: string;
  /** What Lambda sets besides the template: region, credentials, endpoints. */
  readonly environment: () => Readonly<Record<string, string>>;
  /** A variable of the template with the addresses of this machine in it; as it is where absent. */
  readonly localized?: (value: string) => string;
  /** How far the handlers' time is ahead of the machine's, in ms; 0 where absent. */
  readonly clockOffsetMs?: () => number;
}

/** One execution environment of a function: a process of its own, one invocation at a time. */
export class Worker {
  readonly #fn: LocalFunction;
  readonly #clockOffsetMs: () => number;
  readonly #child: ChildProcess;
  readonly #temporary: string;
  readonly #ready: Promise<void>;
  #current: { requestId: string; settle: (outcome: Outcome) => void } | null = null;
  #initError: LambdaError | null = null;
  /** Why this process was killed, where it was. */
  #doom: LambdaError | null = null;
  #alive = true;

  constructor(fn: LocalFunction, options: WorkerOptions) {
    this.#fn = fn;
    this.#clockOffsetMs = options.clockOffsetMs ?? (() => 0);
    const { localized = (value: string) => value } = options;
    mkdirSync(options.temporary, { recursive: true });
    this.#temporary = mkdtempSync(join(options.temporary, 'worker-'));
    const log = openSync(join(options.logs, `${fn.name}.log`), 'a');
    this.#child = fork(join(import.meta.dirname, 'bootstrap.ts'), [], {
      cwd: fn.taskRoot,
      // Only what Lambda would give: nothing of this shell reaches a handler.
      env: {
        PATH: process.env.PATH,
        NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE ?? join(options.temporary, 'compile-cache'),
        ...options.environment(),
        ...Object.fromEntries(Object.entries(fn.environment).map(([name, value]) => [name, localized(value)])),
        TZ: ':UTC',
        TMPDIR: this.#temporary,
        _HANDLER: fn.handler,
        LAMBDA_TASK_ROOT: fn.taskRoot,
        AWS_EXECUTION_ENV: `AWS_Lambda_nodejs${process.versions.node.split('.')[0]}.x`,
        AWS_LAMBDA_FUNCTION_NAME: fn.name,
        AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
        AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(fn.memoryMb),
        AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
        AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${fn.name}`,
        AWS_LAMBDA_LOG_STREAM_NAME: 'local',
        COUNTERSIGN_LOCAL_FUNCTION_ARN: fn.arn,
        COUNTERSIGN_LOCAL_CLOCK_OFFSET_MS: String(this.#clockOffsetMs()),
      },
      execArgv: [
        `--max-old-space-size=${fn.memoryMb}`,
        ...(fn.environment.NODE_OPTIONS ? [] : ['--enable-source-maps']),
      ],
      stdio: ['ignore', log, log, 'ipc'],
      // Ctrl-C of the terminal reaches the runtime alone; it ends its workers itself.
      detached: true,
    });
    closeSync(log);
    this.#ready = new Promise((resolve) => {
      this.#child.on('message', (raw) => {
        const message = WorkerMessage.parse(raw);
        if (message.kind === 'ready') return resolve();
        if (message.kind === 'init-error') {
          this.#initError = message.error;
          this.kill();
          return;
        }
        if (message.requestId !== this.#current?.requestId) return;
        this.#settle(message.kind === 'result' ? { payload: message.payload } : { failed: message.error });
      });
      this.#child.on('error', () => this.kill());
      this.#child.on('exit', (code, signal) => {
        this.#alive = false;
        rmSync(this.#temporary, { recursive: true, force: true });
        this.#settle({ failed: this.#doom ?? this.#initError ?? this.#exitError(code, signal) });
        resolve();
      });
    });
  }

  get alive(): boolean {
    return this.#alive && this.#doom === null && this.#initError === null;
  }

  /** Runs one invocation; never rejects. The time limit counts from the moment the handler is loaded, as in Lambda. */
  async invoke(request: Omit<Invoke, 'timeoutMs' | 'clockOffsetMs'>): Promise<Outcome> {
    const { promise, resolve } = Promise.withResolvers<Outcome>();
    this.#current = { requestId: request.requestId, settle: resolve };
    const initTimer = setTimeout(
      () => this.#end('Sandbox.Timedout', 'Init phase timed out after 10.00 seconds'),
      10_000,
    );
    await this.#ready;
    clearTimeout(initTimer);
    if (!this.#alive) {
      this.#settle({ failed: this.#doom ?? this.#initError ?? this.#exitError(null, null) });
      return promise;
    }
    const { timeoutMs } = this.#fn;
    const timer = setTimeout(
      () => this.#end('Sandbox.Timedout', `Task timed out after ${(timeoutMs / 1000).toFixed(2)} seconds`),
      timeoutMs,
    );
    const memory = setInterval(() => void this.#checkMemory(), MEMORY_CHECK_MS);
    try {
      this.#child.send({ ...request, timeoutMs, clockOffsetMs: this.#clockOffsetMs() } satisfies Invoke);
      return await promise;
    } finally {
      clearTimeout(timer);
      clearInterval(memory);
    }
  }

  kill(): void {
    this.#child.kill('SIGKILL');
  }

  /** Ends the process; resolves once it is gone. */
  async stop(): Promise<void> {
    if (!this.#alive) return;
    const gone = new Promise((resolve) => this.#child.once('exit', resolve));
    this.kill();
    await gone;
  }

  #settle(outcome: Outcome): void {
    this.#current?.settle(outcome);
    this.#current = null;
  }

  #end(errorType: string, message: string): void {
    this.#doom ??= { errorType, errorMessage: `RequestId: ${this.#current?.requestId} Error: ${message}` };
    this.kill();
  }

  #exitError(code: number | null, signal: NodeJS.Signals | null): LambdaError {
    const how = signal ? `signal: ${SIGNALS[signal] ?? signal}` : `exit status ${code ?? 1}`;
    const id = this.#current?.requestId;
    return {
      errorType: 'Runtime.ExitError',
      errorMessage: `RequestId: ${id} Error: Runtime exited with error: ${how}`,
    };
  }

  async #checkMemory(): Promise<void> {
    const used = this.#child.pid === undefined ? null : await ownMemoryMb(this.#child.pid);
    if (used !== null && used > this.#fn.memoryMb) {
      this.#end('Runtime.ExitError', 'Runtime exited with error: signal: killed (out of memory)');
    }
  }
}
