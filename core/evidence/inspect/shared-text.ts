/** Most that are remembered. */
const MOST = 1_024;
const known = new Map<string, string>();

/** The same text, as one that was met before where there is one: tens of thousands of rows name one and the same model. */
export function sharedText(text: string): string {
  const same = known.get(text);
  if (same !== undefined) return same;
  if (known.size >= MOST) known.clear();
  known.set(text, text);
  return text;
}
