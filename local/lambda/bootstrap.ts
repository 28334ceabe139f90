import { existsSync } from 'node:fs';
import { flushCompileCache } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';
import { replaceDate } from './handler-date.ts';
import type { Invoke, LambdaError, WorkerMessage } from './protocol.ts';

/**
 * Runs in a worker process: loads the handler that the environment names and answers one invocation at a time. It loads
 * nothing of npm, so that start time and memory are the handler's own.
 */

type Handler = (event: unknown, context: unknown) => unknown;

const variable = (name: string) => process.env[name] ?? '';

// Before the handler is loaded: what it does with the time as it loads counts too.
const clock = replaceDate();
clock.setOffset(Number(variable('COUNTERSIGN_LOCAL_CLOCK_OFFSET_MS')));

function describe(error: unknown): LambdaError {
  if (!(error instanceof Error)) return { errorType: typeof error, errorMessage: String(error), trace: [] };
  return {
    errorType: error.name || 'Error',
    errorMessage: error.message,
    trace: (error.stack ?? '').split('\n').map((line) => line.trim()),
  };
}

function send(message: WorkerMessage): void {
  process.send?.(message);
}

async function loadHandler(): Promise<Handler> {
  const [module = '', name = ''] = variable('_HANDLER').split(/\.(?=[^.]*$)/);
  const base = join(variable('LAMBDA_TASK_ROOT'), module);
  const file = ['.mjs', '.js', '.cjs'].map((extension) => base + extension).find((path) => existsSync(path));
  if (file === undefined) throw new Error(`Cannot find module '${module}' in ${variable('LAMBDA_TASK_ROOT')}`);
  const exported: unknown = (await import(pathToFileURL(file).href))[name];
  if (typeof exported !== 'function') throw new Error(`${variable('_HANDLER')} is undefined or not exported`);
  return (event, context) => exported(event, context);
}

function contextOf({ requestId, timeoutMs }: Invoke): object {
  const deadline = performance.now() + timeoutMs;
  const functionName = variable('AWS_LAMBDA_FUNCTION_NAME');
  return {
    callbackWaitsForEmptyEventLoop: true,
    functionName,
    functionVersion: '$LATEST',
    memoryLimitInMB: variable('AWS_LAMBDA_FUNCTION_MEMORY_SIZE'),
    logGroupName: variable('AWS_LAMBDA_LOG_GROUP_NAME'),
    logStreamName: variable('AWS_LAMBDA_LOG_STREAM_NAME'),
    invokedFunctionArn: variable('COUNTERSIGN_LOCAL_FUNCTION_ARN'),
    awsRequestId: requestId,
    getRemainingTimeInMillis: () => Math.max(0, deadline - performance.now()),
  };
}

async function invoke(handler: Handler, request: Invoke): Promise<void> {
  const { requestId } = request;
  clock.setOffset(request.clockOffsetMs);
  process.env._X_AMZN_TRACE_ID = request.traceId;
  const started = performance.now();
  try {
    const result = await handler(JSON.parse(request.payload), contextOf(request));
    send({ kind: 'result', requestId, payload: JSON.stringify(result) ?? 'null' });
  } catch (error) {
    console.error(JSON.stringify({ level: 'ERROR', requestId, ...describe(error) }));
    send({ kind: 'error', requestId, error: describe(error) });
  } finally {
    const memory = variable('AWS_LAMBDA_FUNCTION_MEMORY_SIZE');
    const duration = (performance.now() - started).toFixed(2);
    console.log(`REPORT RequestId: ${requestId} Duration: ${duration} ms Memory Size: ${memory} MB`);
  }
}

// Where the runtime was killed nobody waits for an answer any more. A handler that never yields would not notice the closed
// channel, so a thread of its own watches for the parent to change.
const watchdog = `setInterval(() => process.ppid === ${process.ppid} || process.kill(process.pid, 'SIGKILL'), 1000)`;

const isInvoke = (message: unknown): message is Invoke =>
  typeof message === 'object' && message !== null && 'requestId' in message && 'payload' in message;

process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'));
try {
  const handler = await loadHandler();
  process.on('message', (message) => {
    if (isInvoke(message)) void invoke(handler, message);
  });
  send({ kind: 'ready', initMs: performance.now() });
  new Worker(watchdog, { eval: true }).unref();
  // Workers end by a signal, before which nothing is written by itself: the next one would compile it all again.
  flushCompileCache();
} catch (error) {
  console.error(JSON.stringify({ level: 'ERROR', ...describe(error) }));
  send({ kind: 'init-error', error: describe(error) });
}
