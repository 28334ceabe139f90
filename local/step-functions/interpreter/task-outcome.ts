import * as z from 'zod';
import { StateFailure } from '../errors.ts';
import { type Json, jsonValue } from '../json.ts';
import { parseResource, type TaskResource } from '../resource.ts';
import type { Services, TaskOutcome } from './run.ts';
import { outcomeEvent } from './task-events.ts';

export const scheduledSchema = z.object({
  at: z.number(),
  resource: z.string(),
  args: jsonValue,
  token: z.string().optional(),
  /** Whose history the events are. */
  history: z.string().optional(),
  timeoutSeconds: z.number().optional(),
  heartbeatSeconds: z.number().optional(),
});
/** A call as recorded before it is made. */
export type Scheduled = z.infer<typeof scheduledSchema>;

export const outcomeSchema = z.union([
  z.object({ result: jsonValue }),
  z.object({ error: z.string(), cause: z.string() }),
]);

/** The resource of a task. @throws {StateFailure} `States.Runtime` when it is not one */
export function resourceOf(arn: string): TaskResource {
  const resource = parseResource(arn);
  if (resource) return resource;
  throw new StateFailure('States.Runtime', `'${arn}' is not a resource that a Task can call`);
}

/**
 * Writes how a task ended: by whoever learns it first, the interpreter or the holder of the token. The journal's key
 * lets only one of them do so. Returns the event's id.
 */
export function recordOutcome(
  services: Services,
  { execution, history = execution }: { execution: string; history: string | undefined },
  path: string,
  resource: TaskResource,
  { previousEventId, outcome, acknowledged }: { previousEventId: number; outcome: TaskOutcome; acknowledged: boolean },
): number {
  const data: Json = 'result' in outcome ? { result: outcome.result } : { error: outcome.error, cause: outcome.cause };
  return services.store.record(
    {
      execution,
      history,
      path: `${path}/outcome`,
      data,
      at: services.clock.now(),
      previousEventId,
      events: [outcomeEvent(resource, outcome)],
      closeTokens: `${path}/`,
    },
    acknowledged ? 'FULL' : 'NORMAL',
  );
}
