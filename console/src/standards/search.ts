import type { PublishedStandard } from '#core/api/published-standard.ts';

type Criterion = PublishedStandard['criteria'][number];

/** What somebody looks for, word by word. */
export const wordsOf = (search: string): string[] => search.trim().toLowerCase().split(/\s+/).filter(Boolean);

/** Whether a criterion has all of the words, somewhere in what it says. */
export function fits(
  { id, title, required, motivation, measured, source }: Criterion,
  wanted: readonly string[],
): boolean {
  const text = `${id} ${title} ${required} ${motivation} ${measured} ${source.text}`.toLowerCase();
  return wanted.every((word) => text.includes(word));
}
