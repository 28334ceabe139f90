import * as z from 'zod';
import { RegisterEntry } from './entry.ts';

/** Days that an entry without a name is counted in. */
const BAND = 30;

/**
 * An entry as it is published. One that names nobody is told apart by its figures less than by its words: its days are a band, and tier
 * and hold are left to the statistics, so that who knows when a model was handed in does not find its case.
 */
export const PublishedEntry = z.object({
  ...RegisterEntry.omit({ days: true, held: true }).shape,
  days: z
    .object({ least: z.int().nonnegative(), most: z.int().nonnegative() })
    .describe('Since acceptance; both the same where the entry has a name, otherwise a band of thirty days'),
  held: z.boolean().nullable().describe('Null where the entry has no name'),
});
export type PublishedEntry = z.infer<typeof PublishedEntry>;

export function published(entry: RegisterEntry): PublishedEntry {
  const { total } = entry.days;
  if (entry.model !== null) return { ...entry, days: { least: total, most: total } };
  const least = Math.floor(total / BAND) * BAND;
  return { ...entry, tier: null, held: null, days: { least, most: least + BAND - 1 } };
}
