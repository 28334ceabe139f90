import * as z from 'zod';
import type { ClockMove } from './control.ts';

const UNIT_MS: Readonly<Record<string, number>> = { d: 86_400_000, h: 3_600_000, m: 60_000, s: 1000 };

/** What was typed says no time to move to. */
export class NotAMove extends Error {
  override name = 'NotAMove';
}

/**
 * Reads what a person types: `+15d`, `+36h`, `+1d12h`, or an instant such as `2026-03-01T09:00:00Z`.
 * @throws {NotAMove}
 */
export function readMove(text: string): ClockMove {
  if (z.iso.datetime({ offset: true }).safeParse(text).success) return { advanceTo: text };
  if (!/^\+(?:\d{1,6}[dhms])+$/.test(text)) {
    throw new NotAMove(`"${text}": expected +15d, +36h, +1d12h30m or an instant such as 2026-03-01T09:00:00Z`);
  }
  const parts = [...text.matchAll(/(\d+)([dhms])/g)];
  return { advanceMs: parts.reduce((sum, [, count, unit]) => sum + Number(count) * (UNIT_MS[unit ?? ''] ?? 0), 0) };
}
