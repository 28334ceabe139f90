import { globSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseCalendar } from '#core/adjudication/calendar/parse-calendar.ts';

/** A holiday calendar as the functions load it. */
export interface BuiltCalendar {
  readonly id: string;
  readonly json: string;
}

/** Every holiday calendar under a directory of standards. @throws CalendarInvalid (from core) where one is not valid. */
export async function readCalendars(policyDirectory: string): Promise<BuiltCalendar[]> {
  const folder = join(policyDirectory, 'calendars');
  return Promise.all(
    globSync('*.yaml', { cwd: folder })
      .sort()
      .map(async (file) => {
        const path = join(folder, file);
        const { data } = parseCalendar(path, await readFile(path, 'utf8'));
        return { id: data.id, json: JSON.stringify(data) };
      }),
  );
}
