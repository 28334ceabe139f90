import * as z from 'zod';
import type { InvokeResult } from '../lambda/functions.ts';

const BatchAnswer = z.object({
  batchItemFailures: z.array(z.object({ itemIdentifier: z.string() })).nullish(),
});

/**
 * Which of a batch's items an invocation says failed; all of them where the function itself did, or where it names an item that
 * is not in the batch. Source: AWS Lambda developer guide, "Configuring partial batch response".
 */
export function failedItems(result: InvokeResult, ids: readonly string[], reportsItems: boolean): ReadonlySet<string> {
  const all = new Set(ids);
  if (result.functionError !== null) return all;
  if (!reportsItems) return new Set();
  const answer = BatchAnswer.nullable().safeParse(JSON.parse(result.payload));
  if (!answer.success) return all;
  const failed = (answer.data?.batchItemFailures ?? []).map(({ itemIdentifier }) => itemIdentifier);
  return failed.every((id) => all.has(id)) ? new Set(failed) : all;
}
