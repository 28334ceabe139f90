import type { Branch } from '../definition.ts';
import { Aborted, messageOf, StateFailure } from '../errors.ts';
import { event, NOT_TRUNCATED, text } from '../history.ts';
import type { Ending } from '../store.ts';
import { runBranch } from './branch.ts';
import { Frame } from './frame.ts';
import type { Run } from './run.ts';
import { Scope } from './scope.ts';

/** How a run ends: with an ending and its event, or undefined when it was cut off from outside. */
export interface Ended {
  readonly ending: Ending;
  readonly previousEventId: number;
}

/** Runs an execution from its start, over whatever its journal already holds, to its end. */
export async function runExecution(run: Run, definition: Branch, signal: AbortSignal): Promise<Ended | undefined> {
  // The first state's event points at none, as the service has it.
  const frame = new Frame(run, '', new Scope(), signal, 0);
  try {
    const output = text(await runBranch(frame, definition, run.input));
    return { ending: { status: 'SUCCEEDED', output }, previousEventId: frame.eventId };
  } catch (error) {
    if (signal.aborted || error instanceof Aborted) return undefined;
    // Anything but a state's failure is a defect of the interpreter; the execution must say so and not hang.
    const failure =
      error instanceof StateFailure ? error : new StateFailure('States.Runtime', messageOf(error), { cause: error });
    const { error: name, detail: cause } = failure;
    const ending: Ending = { status: 'FAILED', ...(name !== '' && { error: name }), ...(cause !== '' && { cause }) };
    return { ending, previousEventId: failure.eventId ?? frame.eventId };
  }
}

const ENDINGS = {
  SUCCEEDED: ['ExecutionSucceeded', 'executionSucceededEventDetails'],
  FAILED: ['ExecutionFailed', 'executionFailedEventDetails'],
  TIMED_OUT: ['ExecutionTimedOut', 'executionTimedOutEventDetails'],
  ABORTED: ['ExecutionAborted', 'executionAbortedEventDetails'],
} as const;

/** The event that tells of an ending. */
export function endingEvent({ status, output, error, cause }: Ending) {
  const [type, key] = ENDINGS[status];
  return event(
    type,
    key,
    status === 'SUCCEEDED' ? { output: output ?? 'null', outputDetails: NOT_TRUNCATED } : { error, cause },
  );
}
