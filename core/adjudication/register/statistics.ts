import * as z from 'zod';
import type { RegisterEntry } from './entry.ts';

/** A figure over fewer cases tells of single ones, and of the standard nothing. */
export const LEAST = 5;

const figure = z.number().nullable().describe(`Null over fewer than ${LEAST} cases`);

/** How reviews under a standard went. Samples are not counted. */
export const RegisterStatistics = z.object({
  standard: z.string(),
  entries: z.int().nonnegative(),
  outcomes: z.record(z.string(), z.int().nonnegative()).describe('Entries by outcome; of an appealed case the last'),
  tracks: z.array(
    z.object({
      track: z.string(),
      decisions: z.int().nonnegative(),
      medianDays: figure.describe('From acceptance to the decision'),
      medianAgencyDays: figure.describe('Of those, the days that were not on hold for the vendor'),
    }),
  ),
  held: figure.describe('Share of the decisions before which the vendor was asked for information'),
  appeals: z.object({
    decided: z.int().nonnegative(),
    overturned: figure.describe('Share of them that changed the decision'),
  }),
});
export type RegisterStatistics = z.infer<typeof RegisterStatistics>;

/** Withdrawn and lapsed cases are counted by their outcome; figures of time and of holds are those of decisions. */
export function statisticsOf(standard: string, all: readonly RegisterEntry[]): RegisterStatistics {
  const entries = all.filter(({ invented }) => !invented);
  const decisions = entries.filter(({ by }) => by !== 'vendor' && by !== 'clock');
  const appeals = entries.flatMap(({ appeal }) => appeal ?? []);
  const outcomes = countBy(entries.map(({ outcome }) => outcome));
  const tracks = countBy(decisions.flatMap(({ track }) => track ?? []));
  return {
    standard,
    entries: entries.length,
    outcomes: Object.fromEntries(outcomes),
    tracks: tracks.map(([track, count]) => {
      const days = decisions.filter((one) => one.track === track).map((one) => one.days);
      return {
        track,
        decisions: count,
        medianDays: medianOf(days.map(({ total }) => total)),
        medianAgencyDays: medianOf(days.map(({ total, vendor }) => total - vendor)),
      };
    }),
    held: shareOf(decisions.map(({ held }) => held)),
    appeals: { decided: appeals.length, overturned: shareOf(appeals.map((result) => result === 'overturned')) },
  };
}

function countBy(words: readonly string[]): [string, number][] {
  const counts = new Map<string, number>();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  return [...counts].sort(([a], [b]) => (a < b ? -1 : 1));
}

/** The lower and the upper middle, halved: the usual median. */
function medianOf(values: readonly number[]): number | null {
  if (values.length < LEAST) return null;
  const sorted = values.toSorted((a, b) => a - b);
  const [low = 0, high = 0] = [sorted[(sorted.length - 1) >> 1], sorted[sorted.length >> 1]];
  return (low + high) / 2;
}

function shareOf(values: readonly boolean[]): number | null {
  return values.length < LEAST ? null : values.filter(Boolean).length / values.length;
}
