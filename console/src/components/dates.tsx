import { type Day, daysBetween } from '#core/adjudication/calendar/day.ts';

const DAY = new Intl.DateTimeFormat('en', { dateStyle: 'medium', timeZone: 'UTC' });
const INSTANT = new Intl.DateTimeFormat('en', {
  year: 'numeric',
  month: 'short',
  day: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
  timeZoneName: 'short',
});

/** A civil day, in words; it is the same day wherever it is read. */
export const dayText = (day: Day): string => DAY.format(new Date(`${day}T00:00:00Z`));

/** An instant where the reader is, with the time zone. */
export const instantText = (at: string): string => INSTANT.format(new Date(at));

/** How far a day is from another. */
export function daysLeftText(today: Day, due: Day): string {
  const days = daysBetween(today, due);
  if (days === 0) return 'today';
  const many = Math.abs(days) === 1 ? '1 day' : `${Math.abs(days)} days`;
  return days > 0 ? `${many} left` : `${many} late`;
}

/** `America/New_York` as somebody would say it. */
export const zoneText = (timeZone: string): string => (timeZone.split('/').at(-1) ?? timeZone).replaceAll('_', ' ');

export function DayOf({ day }: { day: Day }) {
  return <time dateTime={day}>{dayText(day)}</time>;
}

export function Instant({ at }: { at: string }) {
  return (
    <time dateTime={at} title={at}>
      {instantText(at)}
    </time>
  );
}

/** A due date: the day, and how long that is; late and near ones stand out, in words too. */
export function Due({ due, today, timeZone }: { due: Day; today: Day; timeZone?: string }) {
  const days = daysBetween(today, due);
  const tone = days < 0 ? 'bad' : days <= 5 ? 'warn' : '';
  return (
    <>
      <DayOf day={due} /> <span class={`tag ${tone}`}>{daysLeftText(today, due)}</span>
      {timeZone !== undefined && <small class="quiet"> end of day in {zoneText(timeZone)}</small>}
    </>
  );
}
