import type { InspectUsage } from './header.ts';

/** Why token counts cannot be true; null where they can. */
export function impossibleUsage(counts: InspectUsage): string | null {
  const {
    input_tokens: input = 0,
    output_tokens: output = 0,
    total_tokens: total,
    reasoning_tokens: reasoning = 0,
  } = counts;
  if ([input, output, total ?? 0, reasoning].some((n) => n < 0 || !Number.isInteger(n)))
    return 'a count is not a whole number from 0 up';
  if (total !== undefined && total < Math.max(input, output))
    return `${total} tokens in all, fewer than ${Math.max(input, output)} of one kind`;
  return null;
}

/** The same of one sample's `model_usage`, whatever it holds; by hand, for there are as many as samples. */
export function impossibleSampleUsage(usage: unknown): string | null {
  if (!isObject(usage)) return null;
  for (const counts of Object.values(usage)) {
    if (!isObject(counts)) continue;
    const why = impossibleUsage({
      input_tokens: count(counts.input_tokens),
      output_tokens: count(counts.output_tokens),
      total_tokens: count(counts.total_tokens),
      reasoning_tokens: count(counts.reasoning_tokens),
    });
    if (why !== null) return why;
  }
  return null;
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const count = (value: unknown): number | undefined =>
  typeof value === 'number' && Number.isFinite(value) ? value : undefined;
