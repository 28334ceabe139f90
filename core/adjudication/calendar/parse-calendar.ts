import { parseYaml } from '../../io/parse-yaml.ts';
import { BusinessCalendar } from './business-calendar.ts';
import { CalendarData } from './calendar.ts';

/** A holiday calendar cannot be used. The message names each field that is wrong. */
export class CalendarInvalid extends Error {
  override name = 'CalendarInvalid';
}

/**
 * A calendar from the text of its YAML file.
 * @throws CalendarInvalid
 */
export function parseCalendar(file: string, yaml: string): BusinessCalendar {
  return new BusinessCalendar(parseYaml(file, yaml, CalendarData, CalendarInvalid));
}
