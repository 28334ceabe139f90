import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import type { TaskState } from '../definition.ts';
import { Aborted, messageOf, StateFailure } from '../errors.ts';
import { type Json, toJson } from '../json.ts';
import type { TaskResource } from '../resource.ts';
import type { TaskOutcome } from './run.ts';
import { scheduledEvents, submittedEvent } from './task-events.ts';
import { outcomeSchema, recordOutcome, resourceOf, type Scheduled, scheduledSchema } from './task-outcome.ts';
import { bindings, type Exit, leave, nextOf, type Visit, withinLimit } from './visit.ts';

/**
 * Task: records the call, makes it, records what came of it.
 *
 * After a restart a call with no recorded outcome is made again with the same arguments (at least once), with its
 * timeout counted anew because the work starts anew. A call that was submitted and waits for its token is not made
 * again: it keeps its token and its deadlines.
 */
export async function task(visit: Visit<TaskState>): Promise<Exit> {
  const { frame, state, path } = visit;
  const resource = resourceOf(state.Resource);
  let scheduled = frame.find(`${path}/scheduled`, scheduledSchema);
  if (!scheduled) {
    scheduled = await schedule(visit, resource);
    record(visit, resource, scheduled);
  }
  const outcome = frame.find(`${path}/outcome`, outcomeSchema) ?? (await perform(visit, resource, scheduled));
  if ('error' in outcome) throw new StateFailure(outcome.error, outcome.cause);
  return leave(visit, state, nextOf(state), outcome.result, { result: outcome.result });
}

async function schedule(visit: Visit<TaskState>, resource: TaskResource): Promise<Scheduled> {
  const { frame, state, input } = visit;
  const { evaluator, clock } = frame.run.services;
  const token = resource.waitForTaskToken ? randomUUID() + randomUUID() : undefined;
  const readable = bindings(visit, token === undefined ? {} : { taskToken: token });
  const args = state.Arguments === undefined ? input : await evaluator.value(state.Arguments, 'Arguments', readable);
  const seconds = async (field: 'TimeoutSeconds' | 'HeartbeatSeconds') => {
    const template = state[field];
    return template === undefined ? undefined : evaluator.integer(template, field, readable, 1);
  };
  return {
    at: clock.now(),
    resource: state.Resource,
    args: withinLimit(args, `The input of the task of the state '${visit.name}'`),
    token,
    history: frame.execution.arn,
    timeoutSeconds: await seconds('TimeoutSeconds'),
    heartbeatSeconds: await seconds('HeartbeatSeconds'),
  };
}

function record(visit: Visit<TaskState>, resource: TaskResource, scheduled: Scheduled): void {
  const { frame, path } = visit;
  const { token, timeoutSeconds, heartbeatSeconds, args } = scheduled;
  frame.record(
    `${path}/scheduled`,
    toJson(scheduled),
    scheduledEvents(resource, { args, timeoutSeconds, heartbeatSeconds }, frame.run.services.region),
    token === undefined ? {} : { open: { token, path: `${path}/` } },
  );
}

/** Makes the call and waits for the first of: its result, its token, its timeout, a missed heartbeat, the abort. */
function perform(visit: Visit<TaskState>, resource: TaskResource, scheduled: Scheduled): Promise<TaskOutcome> {
  const { frame, name, path } = visit;
  const { services } = frame.run;
  const { store, clock, listeners, integrate } = services;
  const { token, timeoutSeconds, heartbeatSeconds } = scheduled;
  frame.throwIfAborted();
  const submitted = token !== undefined && frame.find(`${path}/submitted`, z.unknown()) !== undefined;
  // A wait for a token goes on from where it was; a call that is made again gets its time again.
  const since = token === undefined ? clock.now() : scheduled.at;

  return new Promise((resolve, reject) => {
    const controller = new AbortController();
    const cancels: (() => void)[] = [];
    let cancelHeartbeat = () => {};
    let open = true;
    const end = () => {
      open = false;
      for (const cancel of cancels) cancel();
      cancelHeartbeat();
      if (token !== undefined) listeners.delete(token);
      frame.signal.removeEventListener('abort', onAbort);
    };
    const onAbort = () => {
      end();
      controller.abort();
      reject(new Aborted('cut off'));
    };
    // A failure to record (the store is gone) must end the wait too, or the execution would hang without a word.
    const guarded = (step: () => void) => {
      if (!open) return;
      try {
        step();
      } catch (error) {
        end();
        reject(error);
      }
    };
    const settle = (outcome: TaskOutcome) =>
      guarded(() => {
        end();
        frame.eventId = recordOutcome(
          services,
          { execution: frame.run.arn, history: frame.execution.arn },
          path,
          resource,
          {
            previousEventId: frame.eventId,
            outcome,
            acknowledged: false,
          },
        );
        resolve(outcome);
      });
    const timeout = (error: string, cause: string) => () => {
      settle({ error, cause });
      controller.abort();
    };
    const beat = (at: number) => {
      cancelHeartbeat();
      if (heartbeatSeconds === undefined) return;
      const cause = `The state '${name}' sent no heartbeat for ${heartbeatSeconds} seconds.`;
      const due = at + heartbeatSeconds * 1000;
      cancelHeartbeat = clock.setTimer(Math.max(0, due - clock.now()), timeout('States.HeartbeatTimeout', cause));
    };

    frame.signal.addEventListener('abort', onAbort, { once: true });
    if (timeoutSeconds !== undefined) {
      const cause = `The state '${name}' did not end within its TimeoutSeconds of ${timeoutSeconds}.`;
      const due = since + timeoutSeconds * 1000;
      cancels.push(clock.setTimer(Math.max(0, due - clock.now()), timeout('States.Timeout', cause)));
    }
    beat(token === undefined ? since : (store.token(token)?.heartbeat ?? since));
    if (token !== undefined) {
      listeners.set(token, {
        completed(outcome) {
          end();
          frame.eventId = store.find(frame.run.arn, `${path}/outcome`)?.eventId ?? frame.eventId;
          resolve(outcome);
        },
        heartbeat: beat,
      });
      if (submitted) return;
    }

    const context = {
      executionArn: frame.execution.arn,
      stateName: name,
      signal: controller.signal,
      ...(token === undefined ? {} : { taskToken: token }),
    };
    call(() => integrate(scheduled.resource, scheduled.args, context), name).then((outcome) => {
      if (token === undefined || 'error' in outcome) settle(outcome);
      else guarded(() => frame.record(`${path}/submitted`, null, [submittedEvent(resource, outcome.result)]));
    });
  });
}

async function call(integrate: () => Promise<unknown>, state: string): Promise<TaskOutcome> {
  try {
    const returned = await integrate();
    const result: Json = returned === undefined ? null : toJson(returned);
    return { result: withinLimit(result, `The result of the task of the state '${state}'`) };
  } catch (error) {
    if (error instanceof StateFailure) return { error: error.error, cause: error.detail };
    return { error: 'States.TaskFailed', cause: messageOf(error) };
  }
}
