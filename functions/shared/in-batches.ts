/** As many documents of the evidence bucket as are read at once. */
const AT_ONCE = 25;

/** Does something with each item, some at once, and gives the results in the order of the items. */
export async function inBatches<T, R>(items: readonly T[], does: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  for (let at = 0; at < items.length; at += AT_ONCE)
    results.push(...(await Promise.all(items.slice(at, at + AT_ONCE).map(does))));
  return results;
}
