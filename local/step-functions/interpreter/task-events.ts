import { event, type NewEvent, NOT_TRUNCATED, text } from '../history.ts';
import type { Json } from '../json.ts';
import type { TaskResource } from '../resource.ts';
import type { TaskOutcome } from './run.ts';

export interface Schedule {
  readonly args: Json;
  readonly timeoutSeconds: number | undefined;
  readonly heartbeatSeconds: number | undefined;
}

const isFunction = (resource: TaskResource) => resource.service === 'lambda-function';
const named = (resource: TaskResource) => ({
  resourceType: resource.service,
  resource: resource.waitForTaskToken ? `${resource.action}.waitForTaskToken` : resource.action,
});

/** The events of a call about to be made: a function by its own ARN has its own event types. */
export function scheduledEvents(resource: TaskResource, schedule: Schedule, region: string): NewEvent[] {
  const { args, timeoutSeconds: timeoutInSeconds, heartbeatSeconds: heartbeatInSeconds } = schedule;
  if (isFunction(resource)) {
    return [
      event('LambdaFunctionScheduled', 'lambdaFunctionScheduledEventDetails', {
        resource: resource.arn,
        input: text(args),
        inputDetails: NOT_TRUNCATED,
        timeoutInSeconds,
      }),
      event('LambdaFunctionStarted'),
    ];
  }
  return [
    event('TaskScheduled', 'taskScheduledEventDetails', {
      ...named(resource),
      region,
      parameters: text(args),
      timeoutInSeconds,
      heartbeatInSeconds,
    }),
    event('TaskStarted', 'taskStartedEventDetails', named(resource)),
  ];
}

/** The event of a call that returned while its task goes on waiting for the token. */
export function submittedEvent(resource: TaskResource, output: Json): NewEvent {
  return event('TaskSubmitted', 'taskSubmittedEventDetails', {
    ...named(resource),
    output: text(output),
    outputDetails: NOT_TRUNCATED,
  });
}

/** The event that ends a task. */
export function outcomeEvent(resource: TaskResource, outcome: TaskOutcome): NewEvent {
  const prefix = isFunction(resource) ? 'LambdaFunction' : 'Task';
  const key = isFunction(resource) ? 'lambdaFunction' : 'task';
  const common = isFunction(resource) ? {} : named(resource);
  if ('result' in outcome) {
    return event(`${prefix}Succeeded`, `${key}SucceededEventDetails`, {
      ...common,
      output: text(outcome.result),
      outputDetails: NOT_TRUNCATED,
    });
  }
  const timedOut = outcome.error === 'States.Timeout' || outcome.error === 'States.HeartbeatTimeout';
  const how = timedOut ? 'TimedOut' : 'Failed';
  return event(`${prefix}${how}`, `${key}${how}EventDetails`, {
    ...common,
    error: outcome.error || undefined,
    cause: outcome.cause || undefined,
  });
}
