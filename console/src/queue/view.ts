import * as z from 'zod';
import type { QueueEntry } from '#core/api/procedure-wire.ts';

/** How somebody looks at a queue: what is searched and filtered, and the order. */
export const QueueViewing = z.object({
  search: z.string().default(''),
  standard: z.string().default(''),
  tier: z.string().default(''),
  step: z.string().default(''),
  blocked: z.boolean().default(false),
  sort: z.enum(['due', 'step', 'model', 'vendor', 'tier', 'blockers', 'stage']).default('due'),
  down: z.boolean().default(false),
});
export type QueueViewing = z.infer<typeof QueueViewing>;
export type SortKey = QueueViewing['sort'];

export const SavedViews = z.array(z.object({ name: z.string(), view: QueueViewing }));
export type SavedViews = z.infer<typeof SavedViews>;

export const EVERYTHING: QueueViewing = QueueViewing.parse({});

/** What the party has to do next in a case. */
export const stepOf = (entry: QueueEntry): string => entry.duties[0]?.what ?? 'decision';

const KEYS: Readonly<Record<SortKey, (entry: QueueEntry) => string | number>> = {
  due: ({ due }) => due,
  step: stepOf,
  model: ({ model, caseId }) => model ?? caseId,
  vendor: ({ vendor }) => vendor,
  tier: ({ tier }) => tier ?? '',
  blockers: ({ blockers, points }) => blockers * 1000 + points,
  stage: ({ stage }) => stage,
};

/** The entries that a viewing leaves, in its order; equal ones by due date, then case. */
export function viewed(entries: readonly QueueEntry[], view: QueueViewing): QueueEntry[] {
  const wanted = view.search.trim().toLowerCase().split(/\s+/).filter(Boolean);
  const left = entries.filter((entry) => {
    if (view.standard !== '' && entry.standard !== view.standard) return false;
    if (view.tier !== '' && entry.tier !== view.tier) return false;
    if (view.step !== '' && stepOf(entry) !== view.step) return false;
    if (view.blocked && entry.blockers === 0) return false;
    const text = `${entry.model ?? ''} ${entry.vendor} ${entry.caseId} ${entry.standard}`.toLowerCase();
    return wanted.every((word) => text.includes(word));
  });
  const key = KEYS[view.sort];
  const direction = view.down ? -1 : 1;
  return left.sort(
    (a, b) => direction * compared(key(a), key(b)) || compared(a.due, b.due) || compared(a.caseId, b.caseId),
  );
}

const compared = (a: string | number, b: string | number): number => (a < b ? -1 : a > b ? 1 : 0);
