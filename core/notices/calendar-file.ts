import ical, { ICalAlarmType, ICalCalendarMethod, ICalEventTransparency } from 'ical-generator';
import { addDays, type Day, dayNumber } from '../adjudication/calendar/day.ts';
import { digestOf } from '../attestation/canonical-json.ts';
import { dueWords } from './due-words.ts';

/** Something that is owed in a case by the end of a day. */
export interface DueDate {
  /** id/version of the standard. */
  readonly standard: string;
  readonly what: string;
  readonly who: string;
  readonly due: Day;
  /** The condition that is due. */
  readonly condition?: string | undefined;
}

/** Days before a due date on which the calendar program speaks up. */
const ALARMS = [5, 1];

/**
 * A calendar file (RFC 5545) with the due dates of a case as all-day events, each with alarms. An event keeps its UID as long as it
 * is the same thing that is owed, so that a calendar which subscribes moves it with its date.
 * @param at ISO 8601; when the file was made
 */
export function calendarFile(caseId: string, dates: readonly DueDate[], at: string): string {
  const calendar = ical({
    name: `Countersign ${caseId}`,
    prodId: { company: 'Countersign', product: 'due dates', language: 'EN' },
    method: ICalCalendarMethod.PUBLISH,
    ttl: 3600,
  });
  for (const { standard, what, who, due, condition } of dates) {
    const event = calendar.createEvent({
      id: `${digestOf({ caseId, standard, what, who, condition: condition ?? null }).slice(-32)}@countersign`,
      stamp: at,
      start: midnight(due),
      end: midnight(addDays(due, 1)),
      allDay: true,
      summary: `${dueWords(what)} is due (${caseId})`,
      description: [
        `Case: ${caseId}`,
        `Standard: ${standard}`,
        `Owed by: ${who}`,
        ...(condition === undefined ? [] : [`Condition: ${condition}`]),
        'Due until the end of this day where the standard counts its days.',
      ].join('\n'),
      transparency: ICalEventTransparency.TRANSPARENT,
    });
    for (const days of ALARMS)
      event.createAlarm({
        type: ICalAlarmType.display,
        trigger: days * 86_400,
        description: `${dueWords(what)} is due on ${due}`,
      });
  }
  return calendar.toString();
}

const midnight = (day: Day): Date => new Date(dayNumber(day) * 86_400_000);
