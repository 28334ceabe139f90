import * as z from 'zod';
import type { MapState } from '../definition.ts';
import { StateFailure } from '../errors.ts';
import { event } from '../history.ts';
import { type Json, jsonValue } from '../json.ts';
import { runBranch } from './branch.ts';
import type { Frame } from './frame.ts';
import type { MapPlan } from './map-plan.ts';
import { bindings, type Visit, withinLimit } from './visit.ts';

export const begunSchema = z.object({ input: jsonValue });
export const endedSchema = z.union([
  z.object({ output: jsonValue }),
  z.object({ error: z.string(), cause: z.string(), failedAt: z.number().optional() }),
]);
/** How an iteration ended; `failedAt` is the last event before its failure, `eventId` the last of all. */
export type Ended = z.infer<typeof endedSchema> & { readonly eventId: number };

/** One iteration of an inline Map: part of the execution, its history and its variables. */
export async function inlineIteration(
  visit: Visit<MapState>,
  plan: MapPlan,
  index: number,
  signal: AbortSignal,
): Promise<Ended> {
  const { name, state, path } = visit;
  const item = { index, value: plan.items[index] ?? null };
  const frame = visit.frame.child(`${path}/i${index}`, signal, item);
  const known = frame.find(`${frame.path}/ended`, endedSchema);
  if (known) return { ...known, eventId: frame.eventId };
  const details = { name, index };
  const { underWay } = frame.run;
  const aborted = event('MapIterationAborted', 'mapIterationAbortedEventDetails', details);
  underWay.begin(frame.path, frame.execution.arn, aborted);
  const end = await endOf(async () => {
    const begun = frame.find(`${frame.path}/started`, begunSchema);
    return runBranch(frame, state.ItemProcessor, begun ? begun.input : await begin(visit, frame, item));
  });
  const how = 'output' in end ? 'Succeeded' : 'Failed';
  frame.record(`${frame.path}/ended`, end, [event(`MapIteration${how}`, `mapIteration${how}EventDetails`, details)], {
    closeUnder: `${frame.path}/`,
  });
  underWay.end(frame.path);
  return { ...end, eventId: frame.eventId };
}

/** What running an iteration comes to; only the failure of a state is an end of it. */
export async function endOf(run: () => Promise<Json>): Promise<z.infer<typeof endedSchema>> {
  try {
    return { output: await run() };
  } catch (error) {
    if (!(error instanceof StateFailure)) throw error;
    const { error: name, detail: cause, eventId: failedAt } = error;
    return { error: name, cause, ...(failedAt !== undefined && { failedAt }) };
  }
}

/** The input of an iteration: the item, or what ItemSelector makes of it. */
export async function inputOf(visit: Visit<MapState>, item: { index: number; value: Json }): Promise<Json> {
  const { state, name, frame } = visit;
  const input =
    state.ItemSelector === undefined
      ? item.value
      : await frame.run.services.evaluator.value(state.ItemSelector, 'ItemSelector', bindings(visit, { item }));
  return withinLimit(input, `The input of iteration ${item.index} of the state '${name}'`);
}

async function begin(visit: Visit<MapState>, frame: Frame, item: { index: number; value: Json }): Promise<Json> {
  const input = await inputOf(visit, item);
  frame.record(`${frame.path}/started`, { input }, [
    event('MapIterationStarted', 'mapIterationStartedEventDetails', { name: visit.name, index: item.index }),
  ]);
  return input;
}
