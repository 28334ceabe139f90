import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { BusinessCalendar } from '#core/adjudication/calendar/business-calendar.ts';
import { CalendarData } from '#core/adjudication/calendar/calendar.ts';

/** The bundle of a function carries the calendars that the build read from `policy/calendars`, each as one JSON file. */
const folder = join(process.env.LAMBDA_TASK_ROOT ?? import.meta.dirname, 'calendars');

const loaded = new Map<string, BusinessCalendar>();

/** A holiday calendar by its id, read when it is first asked for. */
export function calendarNamed(id: string): BusinessCalendar {
  const known = loaded.get(id);
  if (known !== undefined) return known;
  const calendar = new BusinessCalendar(
    CalendarData.parse(JSON.parse(readFileSync(join(folder, `${id}.json`), 'utf8'))),
  );
  loaded.set(id, calendar);
  return calendar;
}
