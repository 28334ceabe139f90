import type { MapState } from '../definition.ts';
import { type Json, jsonBytes } from '../json.ts';
import { bindings, PAYLOAD_LIMIT, type Visit } from './visit.ts';

/**
 * Puts a Distributed Map's items, selected one by one, together into inputs of child workflows: `{Items, BatchInput}`.
 * Source: Step Functions developer guide, "ItemBatcher (Map)".
 */
export async function batchItems(
  visit: Visit<MapState>,
  items: readonly Json[],
): Promise<{ batches: Json[]; sizes: number[] }> {
  const { ItemBatcher = {}, ItemSelector } = visit.state;
  const { evaluator } = visit.frame.run.services;
  const readable = bindings(visit);
  const limit = async (field: 'MaxItemsPerBatch' | 'MaxInputBytesPerBatch', otherwise: number) =>
    ItemBatcher[field] === undefined
      ? otherwise
      : evaluator.integer(ItemBatcher[field], `ItemBatcher/${field}`, readable, 1);
  const mostItems = await limit('MaxItemsPerBatch', Number.POSITIVE_INFINITY);
  const mostBytes = Math.min(await limit('MaxInputBytesPerBatch', PAYLOAD_LIMIT), PAYLOAD_LIMIT);
  const shared: Record<string, Json> =
    ItemBatcher.BatchInput === undefined
      ? {}
      : { BatchInput: await evaluator.value(ItemBatcher.BatchInput, 'ItemBatcher/BatchInput', readable) };

  const groups: Json[][] = [];
  const emptyBytes = jsonBytes({ ...shared, Items: [] });
  let bytes = 0;
  for (const [index, value] of items.entries()) {
    const item =
      ItemSelector === undefined
        ? value
        : await evaluator.value(ItemSelector, 'ItemSelector', bindings(visit, { item: { index, value } }));
    const more = jsonBytes(item) + 1;
    const current = groups.at(-1);
    if (current && current.length < mostItems && bytes + more <= mostBytes) {
      current.push(item);
      bytes += more;
    } else {
      groups.push([item]);
      bytes = emptyBytes + more;
    }
  }
  return { batches: groups.map((Items) => ({ ...shared, Items })), sizes: groups.map(({ length }) => length) };
}
