import * as z from 'zod';
import type { MapState } from '../definition.ts';
import { event, NOT_TRUNCATED, text } from '../history.ts';
import { type Json, jsonValue } from '../json.ts';
import { executionArn } from '../names.ts';
import { runBranch } from './branch.ts';
import { type Ended, endedSchema, endOf, inputOf } from './map-iteration.ts';
import { labelOf, type MapPlan } from './map-plan.ts';
import type { Identity } from './run.ts';
import { type Visit, withinLimit } from './visit.ts';

const begunSchema = z.object({ input: jsonValue, at: z.number() });

/**
 * One iteration of a Distributed Map: an execution of its own, with its own history, context and limit of events, and without
 * the variables around it. Its journal is that of the execution around it.
 */
export async function childWorkflow(
  visit: Visit<MapState>,
  plan: MapPlan,
  mapRun: string,
  index: number,
  signal: AbortSignal,
): Promise<Ended> {
  const { state, path } = visit;
  const own = `${path}/i${index}`;
  const around = visit.frame.child(own, signal);
  const known = around.find(`${own}/ended`, endedSchema);
  if (known) return { ...known, eventId: 0 };

  const begun = around.find(`${own}/started`, begunSchema);
  const input = begun ? begun.input : await inputFor(visit, plan, index);
  const at = begun?.at ?? visit.frame.run.services.clock.now();
  const frame = visit.frame.workflow(own, signal, identityOf(visit, `${mapRun}-${index}`, input, at));
  if (!begun) {
    const started = event('ExecutionStarted', 'executionStartedEventDetails', {
      input: text(input),
      inputDetails: NOT_TRUNCATED,
      roleArn: frame.run.roleArn,
    });
    frame.record(`${own}/started`, { input, at }, [started], { continueFrom: 0 });
  }
  const end = await endOf(() => runBranch(frame, state.ItemProcessor, input));
  const last =
    'output' in end
      ? event('ExecutionSucceeded', 'executionSucceededEventDetails', {
          output: text(end.output),
          outputDetails: NOT_TRUNCATED,
        })
      : event('ExecutionFailed', 'executionFailedEventDetails', {
          error: end.error || undefined,
          cause: end.cause || undefined,
        });
  // Events of a child workflow mean nothing around it.
  const outcome = 'output' in end ? end : { error: end.error, cause: end.cause };
  frame.record(`${own}/ended`, outcome, [last], { closeUnder: `${own}/` });
  return { ...outcome, eventId: 0 };
}

function inputFor(visit: Visit<MapState>, plan: MapPlan, index: number): Json | Promise<Json> {
  const value = plan.items[index] ?? null;
  if (!plan.sizes) return inputOf(visit, { index, value });
  return withinLimit(value, `The input of batch ${index} of the state '${visit.name}'`);
}

function identityOf(visit: Visit<MapState>, name: string, input: Json, startedAt: number): Identity {
  const { machineArn, machineName } = visit.frame.execution;
  const label = labelOf(visit);
  const machine = { machineArn: `${machineArn}/${label}`, machineName: `${machineName}/${label}` };
  return { arn: executionArn(machine.machineArn, name), name, input, startedAt, ...machine };
}
