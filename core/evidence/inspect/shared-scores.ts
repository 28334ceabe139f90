/** Most that are remembered. */
const MOST = 1_024;
const known = new Map<string, Map<string, unknown>>();

/**
 * The same scores, as one that was met before where there is one: most samples have one score of a few values, and of tens of
 * thousands of rows each would otherwise hold a table of its own. Nobody may change it from then on.
 */
export function sharedScores(scores: Map<string, unknown>): Map<string, unknown> {
  if (scores.size !== 1) return scores;
  for (const [name, value] of scores) {
    if ((typeof value === 'object' && value !== null) || Object.is(value, -0)) return scores;
    // The length keeps apart what a name and what a value end and begin with.
    const key = `${typeof value} ${name.length} ${name}${value}`;
    const same = known.get(key);
    if (same) return same;
    if (known.size >= MOST) known.clear();
    known.set(key, scores);
  }
  return scores;
}
