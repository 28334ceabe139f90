import { prices } from './prices.ts';

/** What the review of one bundle takes, as `npm run bench -- pipeline` measures it. */
export interface Usage {
  readonly transitions: number;
  readonly invocations: number;
  /** Of all functions: their seconds by their memory. */
  readonly gigabyteSeconds: number;
}

/** The example `modest-model` on a machine that did other work as well, so that its seconds are too many rather than too few. */
export const SMALL_CASE: Usage = { transitions: 32, invocations: 37, gigabyteSeconds: 22 };

/** What the parts of a review cost, in dollars. */
export interface CaseCost {
  readonly workflow: number;
  readonly functions: number;
  readonly stores: number;
}

/** Assumption: a function writes one object and reads three, each with a data key of its own. */
export const PUTS = 1;
export const GETS = 3;
/** Writes: case and event when it opens; case, verdict, three or four checks, two events in the decision; all in transactions. */
export const TABLE_WRITE_UNITS = 2 * (2 + 9);
/** Assumption: the event of the upload, the verdict, and what the case's log tells the bus. */
const EVENTS = 6;

/**
 * The cost of one review at list prices. Evidence has a data key for each object, so that each of its requests is one of KMS. Left out, being
 * less than a tenth of it: reads of the table, logs, traces, messages, requests of the API.
 */
export function caseCost({ transitions, invocations, gigabyteSeconds }: Usage): CaseCost {
  const objects = invocations * (PUTS * prices.s3Put + GETS * prices.s3Get + (PUTS + GETS) * prices.keyRequest);
  return {
    workflow: transitions * prices.stateTransition,
    functions: gigabyteSeconds * prices.lambdaGbSecond + invocations * prices.lambdaRequest,
    stores: objects + TABLE_WRITE_UNITS * prices.tableWrite + EVENTS * prices.event,
  };
}
