import { type Day, daysBetween, weekdayOf } from '#core/adjudication/calendar/day.ts';
import type { DutyKind } from '#core/adjudication/procedure/duty.ts';
import { count } from './text.ts';

/** "Tue 2026-12-08". */
export function dayWords(day: Day): string {
  const weekday = weekdayOf(day);
  return `${weekday[0]?.toUpperCase()}${weekday.slice(1, 3)} ${day}`;
}

/** How long something that is due on a day still has, seen from another. */
export function leftWords(due: Day, today: Day): string {
  const days = daysBetween(today, due);
  if (days === 0) return 'today';
  return days > 0 ? `${count(days, 'day')} left` : `${count(-days, 'day')} late`;
}

const DUTIES: Record<DutyKind, string> = {
  cure: 'a bundle put right',
  answer: 'answer to the request',
  determination: 'determination',
  signature: 'second signature',
  working_group_vote: 'vote, working group',
  principals_vote: 'vote, principals',
  decision: 'decision',
  condition: 'condition',
  panel: 'a panel',
  appeal: 'decision on the appeal',
  emergency_review: 'review of an emergency access',
};

/** What is owed, in plain words. */
export const dutyWords = (what: DutyKind): string => DUTIES[what];

/** A party as people say it: an agency by its id, a vendor or a member of a panel by name. */
export function partyWords(party: string): string {
  const [kind, name] = party.split(/:(.*)/s);
  if (name === undefined || kind === undefined) return party;
  return kind === 'panel' ? `${name} (panel)` : `${name} (${kind})`;
}
