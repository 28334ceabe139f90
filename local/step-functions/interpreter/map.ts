import * as z from 'zod';
import type { MapState } from '../definition.ts';
import { StateFailure } from '../errors.ts';
import { event } from '../history.ts';
import { type Json, jsonValue } from '../json.ts';
import { together } from './cut.ts';
import { type Ended, inlineIteration } from './map-iteration.ts';
import { beginMapRun, intolerable, isDistributed, type MapPlan, planMap } from './map-plan.ts';
import { childWorkflow } from './map-workflow.ts';
import { type Exit, leave, nextOf, type Visit, withinLimit } from './visit.ts';

/** Map: one iteration per item, some at a time; iterations that failed within the tolerance are left out of the result. */
export async function map(visit: Visit<MapState>): Promise<Exit> {
  const { frame, state, path } = visit;
  let result = frame.find(`${path}/succeeded`, z.array(jsonValue));
  if (!result) {
    result = await (isDistributed(state) ? distributed(visit) : inline(visit));
    // The exit follows on the last iteration, beside the event of the success.
    frame.record(`${path}/succeeded`, result, [event('MapStateSucceeded')], { continueFrom: frame.eventId });
  }
  return leave(visit, state, nextOf(state), result, { result });
}

async function inline(visit: Visit<MapState>): Promise<Json[]> {
  const plan = await planMap(visit);
  let last = visit.frame.eventId;
  const result = await iterate(visit, plan, async (index, signal) => {
    const end = await inlineIteration(visit, plan, index, signal);
    last = Math.max(last, end.eventId);
    return end;
  });
  visit.frame.eventId = last;
  return result;
}

/** A Distributed Map's iterations are executions of their own: the history here tells of their run alone. */
async function distributed(visit: Visit<MapState>): Promise<Json[]> {
  const { frame, path } = visit;
  const mapRun = await beginMapRun(visit);
  const begun = frame.eventId;
  try {
    const plan = await planMap(visit);
    const result = await iterate(visit, plan, (index, signal) => childWorkflow(visit, plan, mapRun, index, signal));
    if (!frame.find(`${path}/mapRunEnded`, z.unknown())) {
      frame.eventId = begun;
      frame.record(`${path}/mapRunEnded`, null, [event('MapRunSucceeded')]);
    }
    return result;
  } catch (error) {
    if (!(error instanceof StateFailure) || error.error === 'States.Runtime') throw error;
    if (!frame.find(`${path}/mapRunEnded`, z.unknown())) {
      const { error: name, detail: cause } = error;
      frame.eventId = begun;
      frame.record(`${path}/mapRunEnded`, null, [
        event('MapRunFailed', 'mapRunFailedEventDetails', { error: name, cause }),
      ]);
    }
    throw error;
  }
}

async function iterate(
  visit: Visit<MapState>,
  plan: MapPlan,
  run: (index: number, signal: AbortSignal) => Promise<Ended>,
): Promise<Json[]> {
  const { frame, state } = visit;
  const results: (Ended | undefined)[] = plan.items.map(() => undefined);
  const failed: number[] = [];
  let next = 0;

  async function lane(signal: AbortSignal): Promise<void> {
    for (let index = next++; index < plan.items.length && !signal.aborted; index = next++) {
      const end = await run(index, signal);
      results[index] = end;
      if ('output' in end) continue;
      failed.push(index);
      const verdict = intolerable(state, plan, failed);
      if (verdict === 'first') throw new StateFailure(end.error, end.cause, { eventId: end.failedAt });
      if (verdict) throw verdict;
    }
  }

  await together(frame, (signal) =>
    Array.from({ length: Math.min(plan.concurrency, plan.items.length) }, () => lane(signal)),
  );
  const result = results.flatMap((end) => (end && 'output' in end ? [end.output] : []));
  return withinLimit(result, `The result of the state '${visit.name}'`);
}
