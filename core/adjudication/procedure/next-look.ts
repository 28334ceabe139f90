import { addDays, type Day } from '../calendar/day.ts';
import { endOfDay } from '../calendar/zone.ts';
import { nextTick, type Reminder, remindersOf } from '../case/clocks.ts';
import { type CaseRules, today } from '../case/rules.ts';
import type { CaseState } from '../case/state.ts';
import { COORDINATOR } from './duty.ts';

/** When a day begins where the standard counts its days (ISO 8601, UTC). */
const startOf = ({ calendar }: CaseRules, day: Day) => endOfDay(calendar.data.timeZone, addDays(day, -1));

/**
 * When the procedure looks at a case again: at the end of its next deadline or the beginning of the next day on which somebody is
 * reminded, whichever comes first; null where nothing is running.
 * @param after the instant (ISO 8601) up to which reminders have been given
 */
export function nextLook(rules: CaseRules, state: CaseState, after: string): string | null {
  const tick = nextTick(rules, state, today(rules, after));
  if (tick === null) return null;
  const [reminder] = remindersOf(rules, state, today(rules, after))
    .map(({ on }) => startOf(rules, on))
    .filter((at) => Date.parse(at) > Date.parse(after))
    .sort();
  return reminder !== undefined && Date.parse(reminder) < Date.parse(tick) ? reminder : tick;
}

/**
 * Reminders whose day began after one instant and by another: one for all that somebody owes of a kind by a day. What nobody of the
 * parties verifies is the coordinator's.
 */
export function remindersBetween(rules: CaseRules, state: CaseState, after: string, until: string): Reminder[] {
  const due = remindersOf(rules, state, today(rules, after)).filter(({ on }) => {
    const at = Date.parse(startOf(rules, on));
    return at > Date.parse(after) && at <= Date.parse(until);
  });
  const reminders = due.map(({ what, who, due, on }): Reminder => {
    const stranger = what === 'condition' && !rules.agencies.includes(who);
    return { what, who: stranger ? COORDINATOR : who, due, on };
  });
  const named = new Map(reminders.map((one) => [`${one.on} ${one.what} ${one.who} ${one.due}`, one]));
  return [...named.values()];
}
