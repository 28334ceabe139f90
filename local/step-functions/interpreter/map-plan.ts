import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import type { MapState } from '../definition.ts';
import { QueryEvaluationError, StateFailure } from '../errors.ts';
import { event } from '../history.ts';
import { type Json, jsonValue, toJson } from '../json.ts';
import { mapRunArn } from '../names.ts';
import { batchItems } from './item-batcher.ts';
import { readItems } from './item-reader.ts';
import { bindings, type Visit } from './visit.ts';

const planSchema = z.object({
  /** What each iteration works on: an item, or a batch of them that is its input as it stands. */
  items: z.array(jsonValue),
  /** How many items each batch holds; absent where there are no batches. */
  sizes: z.array(z.number()).optional(),
  concurrency: z.number(),
  toleratedCount: z.number().optional(),
  toleratedPercentage: z.number().optional(),
});
/** What a Map is about to do, fixed before its first iteration. */
export type MapPlan = z.infer<typeof planSchema>;
const mapRunSchema = z.object({ id: z.string() });

// The service runs at most this many iterations of an inline Map at once; a Distributed Map is held to it here too.
const MOST_AT_ONCE = 40;

export const isDistributed = (state: MapState) => state.ItemProcessor.ProcessorConfig?.Mode === 'DISTRIBUTED';

/** The label that the ARNs of a Distributed Map's run and child workflows carry. */
export const labelOf = ({ name, state }: Visit<MapState>) =>
  state.Label ?? name.replaceAll(/[^A-Za-z0-9_-]/g, '').slice(0, 40);

/** Begins the run of a Distributed Map, once; gives its id. */
export async function beginMapRun(visit: Visit<MapState>): Promise<string> {
  const { frame, state, path } = visit;
  const known = frame.find(`${path}/mapRun`, mapRunSchema);
  if (known) return known.id;
  const id = randomUUID();
  // How many there are is not known before they are read.
  const length = state.ItemReader ? 0 : (await ownItems(visit)).length;
  const run = mapRunArn(frame.execution.machineArn, labelOf(visit), id);
  frame.record(`${path}/mapRun`, { id }, [
    event('MapStateStarted', 'mapStateStartedEventDetails', { length }),
    event('MapRunStarted', 'mapRunStartedEventDetails', { mapRunArn: run }),
  ]);
  return id;
}

/** The Map's items and limits, recorded once. */
export async function planMap(visit: Visit<MapState>): Promise<MapPlan> {
  const { frame, state, path } = visit;
  const known = frame.find(`${path}/plan`, planSchema);
  if (known) return known;
  const { evaluator } = frame.run.services;
  const readable = bindings(visit);
  const limit = async (field: 'MaxConcurrency' | 'ToleratedFailureCount') => {
    const template = state[field];
    return template === undefined ? undefined : evaluator.integer(template, field, readable, 0);
  };
  const { ToleratedFailurePercentage: share } = state;
  const items = state.ItemReader ? await readItems(visit, state.ItemReader) : await ownItems(visit);
  const batched = state.ItemBatcher && (await batchItems(visit, items));
  const plan: MapPlan = {
    items: batched?.batches ?? items,
    sizes: batched?.sizes,
    concurrency: Math.min((await limit('MaxConcurrency')) || MOST_AT_ONCE, MOST_AT_ONCE),
    toleratedCount: await limit('ToleratedFailureCount'),
    toleratedPercentage:
      share === undefined ? undefined : await evaluator.number(share, 'ToleratedFailurePercentage', readable, 0, 100),
  };
  const started = event('MapStateStarted', 'mapStateStartedEventDetails', { length: items.length });
  frame.record(`${path}/plan`, toJson(plan), isDistributed(state) ? [] : [started]);
  return plan;
}

async function ownItems(visit: Visit<MapState>): Promise<Json[]> {
  const { Items } = visit.state;
  const items =
    Items === undefined ? visit.input : await visit.frame.run.services.evaluator.value(Items, 'Items', bindings(visit));
  if (Array.isArray(items)) return items;
  throw new QueryEvaluationError(
    `The field 'Items' of the state '${visit.name}' is ${JSON.stringify(items).slice(0, 200)}, expected an array.`,
    'Items',
  );
}

/**
 * The failure that these failed iterations amount to, if any. Without a tolerance the first failed iteration's
 * error is an inline Map's own. Of a batch every item counts.
 */
export function intolerable(
  state: MapState,
  plan: MapPlan,
  failedIterations: readonly number[],
): StateFailure | 'first' | undefined {
  if (failedIterations.length === 0) return undefined;
  const { toleratedCount, toleratedPercentage, items, sizes } = plan;
  if (toleratedCount === undefined && toleratedPercentage === undefined && !isDistributed(state)) return 'first';
  const size = (iteration: number) => sizes?.[iteration] ?? 1;
  const total = items.reduce((sum: number, _, iteration) => sum + size(iteration), 0);
  const failed = failedIterations.reduce((sum, iteration) => sum + size(iteration), 0);
  const share = (failed / total) * 100;
  const over =
    (toleratedCount === undefined && toleratedPercentage === undefined) ||
    (toleratedCount !== undefined && failed > toleratedCount) ||
    (toleratedPercentage !== undefined && share > toleratedPercentage);
  if (!over) return undefined;
  return new StateFailure(
    'States.ExceedToleratedFailureThreshold',
    `The specified tolerated failure threshold was exceeded: ${failed} of ${total} items failed.`,
  );
}
