import * as z from 'zod';
import type { Catcher, Retrier, State } from '../definition.ts';
import { QueryEvaluationError, StateFailure } from '../errors.ts';
import { event, type NewEvent, NOT_TRUNCATED, text } from '../history.ts';
import type { Json } from '../json.ts';
import { errorMatches, planRetry } from '../retry.ts';
import { choice } from './choice.ts';
import { fail } from './fail.ts';
import { type Frame, sleepUntil } from './frame.ts';
import { map } from './map.ts';
import { parallel } from './parallel.ts';
import { pass } from './pass.ts';
import { succeed } from './succeed.ts';
import { task } from './task.ts';
import { type Exit, exitSchema, leave, type Visit } from './visit.ts';
import { wait } from './wait.ts';

const entered = z.object({ at: z.number() });
const failed = z.object({
  error: z.string(),
  cause: z.string(),
  retry: z.object({ retrier: z.number(), due: z.number() }).optional(),
});
type Failed = z.infer<typeof failed>;

/** Runs one visit of a state, with its retries and catchers, and records how it is left. */
export async function visitState(frame: Frame, name: string, state: State, input: Json, path: string): Promise<Exit> {
  const done = frame.find(`${path}/exited`, exitSchema);
  if (done) return done;

  let enteredAt = frame.find(`${path}/entered`, entered)?.at;
  if (enteredAt === undefined) {
    enteredAt = frame.run.services.clock.now();
    frame.record(`${path}/entered`, { at: enteredAt }, [
      event(`${state.Type}StateEntered`, 'stateEnteredEventDetails', {
        name,
        input: text(input),
        inputDetails: NOT_TRUNCATED,
      }),
    ]);
  }

  const { underWay } = frame.run;
  if (state.Type === 'Task' || state.Type === 'Wait' || state.Type === 'Parallel' || state.Type === 'Map') {
    const type = `${state.Type}StateAborted`;
    underWay.begin(path, frame.execution.arn, event(type));
  }
  const retriers = 'Retry' in state ? (state.Retry ?? []) : [];
  const counts = retriers.map(() => 0);
  for (let attempt = 0; ; attempt++) {
    const visit = { frame, name, state, input, path: `${path}/${attempt}`, enteredAt, retryCount: attempt };
    let failure = frame.find(`${visit.path}/failed`, failed);
    if (!failure) {
      try {
        return exit(visit, path, await dispatch(visit));
      } catch (error) {
        if (!(error instanceof StateFailure)) throw error;
        failure = recordFailure(visit, error, retriers, counts);
      }
    }
    if (!failure.retry) {
      const catcher = catcherOf(state, failure);
      if (!catcher) {
        underWay.end(path);
        throw new StateFailure(failure.error, failure.cause, { eventId: frame.eventId });
      }
      // A failure that nobody named is null in the service's own words.
      const errorOutput = { Error: failure.error || null, Cause: failure.cause || null };
      return exit(visit, path, await leave(visit, catcher, catcher.Next, errorOutput, { errorOutput }));
    }
    counts[failure.retry.retrier] = (counts[failure.retry.retrier] ?? 0) + 1;
    await sleepUntil(frame, failure.retry.due);
  }
}

function dispatch(visit: Visit): Promise<Exit> {
  const { state } = visit;
  switch (state.Type) {
    case 'Task':
      return task({ ...visit, state });
    case 'Parallel':
      return parallel({ ...visit, state });
    case 'Map':
      return map({ ...visit, state });
    case 'Choice':
      return choice({ ...visit, state });
    case 'Wait':
      return wait({ ...visit, state });
    case 'Pass':
      return pass({ ...visit, state });
    case 'Succeed':
      return succeed({ ...visit, state });
    case 'Fail':
      return fail({ ...visit, state });
  }
}

function exit(visit: Visit, path: string, how: Exit): Exit {
  const { frame, name, state } = visit;
  const assigned = Object.entries(how.assign).map(([variable, value]) => [variable, text(value)] as const);
  frame.record(
    `${path}/exited`,
    how,
    [
      event(`${state.Type}StateExited`, 'stateExitedEventDetails', {
        name,
        output: text(how.output),
        outputDetails: NOT_TRUNCATED,
        assignedVariables: assigned.length === 0 ? undefined : Object.fromEntries(assigned),
      }),
    ],
    { closeUnder: `${path}/` },
  );
  frame.run.underWay.end(path);
  return how;
}

/** Decides on a retry before the failure is recorded, so that a restart keeps both the count and the due time. */
function recordFailure(visit: Visit, failure: StateFailure, retriers: readonly Retrier[], counts: number[]): Failed {
  const { clock, random } = visit.frame.run.services;
  const plan = planRetry(retriers, counts, failure.error, random);
  const record: Failed = { error: failure.error, cause: failure.detail };
  if (plan) record.retry = { retrier: plan.retrier, due: clock.now() + plan.delayMs };
  // The chain of events goes on from what failed inside, past the events of what that cut off.
  const { frame } = visit;
  frame.eventId = failure.eventId ?? frame.eventId;
  const isCutOff = visit.state.Type === 'Parallel' || visit.state.Type === 'Map';
  frame.record(
    `${visit.path}/failed`,
    { error: record.error, cause: record.cause, ...(record.retry ? { retry: record.retry } : {}) },
    failureEvents(visit, failure, plan !== undefined),
    { closeUnder: `${visit.path}/`, continueFrom: plan && isCutOff ? frame.eventId : undefined },
  );
  return record;
}

/** A Parallel or Map says that it failed only once nothing is tried again. */
function failureEvents(visit: Visit, failure: StateFailure, retried: boolean): NewEvent[] {
  const { error, detail: cause } = failure;
  const events: NewEvent[] = [];
  if (failure instanceof QueryEvaluationError) {
    const { location } = failure;
    events.push(
      event('EvaluationFailed', 'evaluationFailedEventDetails', { error, cause, location, state: visit.name }),
    );
  }
  const { Type } = visit.state;
  if (Type === 'Parallel' || Type === 'Map') {
    const cutOff = visit.frame.run.underWay.cutOff(visit.path, visit.frame.execution.arn, visit.frame.eventId);
    const failed = event(`${Type}StateFailed`);
    const from = events.length === 0 ? { previousEventId: visit.frame.eventId } : {};
    events.push(...cutOff, ...(retried ? [] : [{ ...failed, ...from }]));
  }
  return events;
}

function catcherOf(state: State, { error }: Failed): Catcher | undefined {
  const catchers: readonly Catcher[] = 'Catch' in state ? (state.Catch ?? []) : [];
  return catchers.find(({ ErrorEquals }) => errorMatches(ErrorEquals, error));
}
