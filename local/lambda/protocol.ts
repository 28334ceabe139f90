import * as z from 'zod';

/** Messages between the runtime and a worker process; payloads travel as JSON text, as they do to Lambda. */

export interface Invoke {
  readonly requestId: string;
  readonly payload: string;
  /** Time that the handler has, in ms. */
  readonly timeoutMs: number;
  /** How far the clock of the local run is ahead of the machine's, in ms. */
  readonly clockOffsetMs: number;
  readonly traceId: string;
}

/** As the Lambda runtime reports an error. */
export const LambdaError = z.object({
  errorType: z.string(),
  errorMessage: z.string(),
  trace: z.array(z.string()).optional(),
});
export type LambdaError = z.infer<typeof LambdaError>;

export const WorkerMessage = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('ready'), initMs: z.number() }),
  z.object({ kind: z.literal('result'), requestId: z.string(), payload: z.string() }),
  z.object({ kind: z.literal('error'), requestId: z.string(), error: LambdaError }),
  z.object({ kind: z.literal('init-error'), error: LambdaError }),
]);
export type WorkerMessage = z.infer<typeof WorkerMessage>;
