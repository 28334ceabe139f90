import { type CaseRules, rulesOf } from '#core/adjudication/case/rules.ts';
import { calendarNamed } from '../calendars.ts';
import { packNamed } from '../packs.ts';

const known = new Map<string, CaseRules>();

/** The calendar of a standard that names none. */
const DEFAULT_CALENDAR = 'us-federal';

/** The procedure of a standard by name (`id/version`), with its calendar. @throws UnknownPackError */
export function rulesFor(name: string): CaseRules {
  const found = known.get(name);
  if (found !== undefined) return found;
  const pack = packNamed(name);
  const rules = rulesOf(pack, calendarNamed(pack.procedure.calendar ?? DEFAULT_CALENDAR));
  known.set(name, rules);
  return rules;
}
