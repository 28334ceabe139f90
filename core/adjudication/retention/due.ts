import { addDays, type Day } from '../calendar/day.ts';
import { lastDayToAppeal } from '../case/aftermath.ts';
import { deadlinesOf } from '../case/clocks.ts';
import { type CaseRules, today } from '../case/rules.ts';
import type { CaseState } from '../case/state.ts';
import type { VerdictOutcome } from '../verdict.ts';
import type { Term } from './certificate.ts';
import type { KeptPart, RetentionRules } from './rules.ts';

const ENDED: ReadonlySet<CaseState['stage']> = new Set(['decided', 'withdrawn', 'lapsed']);

/**
 * Since when (ISO 8601) a case is at rest under a standard; null while somebody owes something, a condition holds, or an appeal may be filed.
 * @param now ISO 8601
 */
export function restsSince(rules: CaseRules, state: CaseState, now: string): string | null {
  if (!ENDED.has(state.stage) || deadlinesOf(rules, state).length > 0) return null;
  const last = lastDayToAppeal(rules, state);
  return last !== null && today(rules, now) <= last ? null : state.lastAt;
}

/** The outcome that stands under a standard, and since when it has been at rest. */
export interface Resting {
  readonly outcome: VerdictOutcome;
  /** ISO 8601 */
  readonly since: string;
}

/**
 * Until the end of which day (UTC) a part of a case is kept, and by which outcome: of several standards the one that keeps it longest.
 * Null for a case without an outcome, which is kept.
 */
export function dueOn({ days }: RetentionRules, part: KeptPart, resting: readonly Resting[]): Term | null {
  const terms = resting.map(({ outcome, since }): Term => {
    const kept = days[outcome][part];
    return { part, outcome, since, days: kept, due: addDays(dayIn(since), kept) };
  });
  return terms.reduce<Term | null>(
    (longest, term) => (longest === null || term.due > longest.due ? term : longest),
    null,
  );
}

/** The parts of a case whose time is over. @param now ISO 8601 */
export function termsOver(
  rules: RetentionRules,
  parts: readonly KeptPart[],
  resting: readonly Resting[],
  now: string,
): Term[] {
  const terms = parts.flatMap((part) => dueOn(rules, part, resting) ?? []);
  return terms.filter(({ due }) => due < dayIn(now));
}

const dayIn = (at: string): Day => new Date(at).toISOString().slice(0, 10);
