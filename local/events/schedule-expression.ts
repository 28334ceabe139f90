import { Cron } from 'croner';

/** The text is not a schedule that EventBridge takes. */
export class NotASchedule extends Error {
  override name = 'NotASchedule';
}

/** When something is to happen, again and again or once. */
export interface ScheduleExpression {
  /** The first time after an instant, both in ms since 1970; null where there is none any more. */
  after(instant: number): number | null;
}

const UNIT_MS: Readonly<Record<string, number>> = { minute: 60_000, hour: 3_600_000, day: 86_400_000 };

/**
 * Reads `rate(15 minutes)`, `cron(0 8 ? * MON-FRI *)` (minutes, hours, day of month, month, day of week from 1 = Sunday, year)
 * or `at(2026-03-01T09:00:00)`. A rate counts from the instant that it is asked about: its phase is the caller's to keep.
 * Source: EventBridge user guide, "Setting a schedule pattern for scheduled rules"; Scheduler user guide, "Schedule types".
 * @param timezone IANA name in which `cron` and `at` are meant
 * @throws {NotASchedule}
 */
export function parseSchedule(text: string, timezone = 'UTC'): ScheduleExpression {
  const [, kind = '', inner = ''] = /^(rate|cron|at)\((.*)\)$/.exec(text) ?? [];
  if (kind === 'rate') return rate(text, inner);
  if (kind === 'cron') return cron(text, inner, timezone);
  if (kind === 'at') return at(text, inner, timezone);
  throw new NotASchedule(`'${text}' is not a schedule: expected rate(…), cron(…) or at(…)`);
}

function rate(text: string, inner: string): ScheduleExpression {
  const [, count = '', unit = '', plural = ''] = /^([1-9]\d{0,8}) (minute|hour|day)(s?)$/.exec(inner) ?? [];
  const unitMs = UNIT_MS[unit];
  if (unitMs === undefined || (count === '1') !== (plural === '')) {
    throw new NotASchedule(`'${text}': expected rate(1 minute), rate(5 minutes), rate(1 hour), … or rate(7 days)`);
  }
  const step = Number(count) * unitMs;
  return { after: (instant) => instant + step };
}

function cron(text: string, inner: string, timezone: string): ScheduleExpression {
  const fields = inner.trim().split(/\s+/);
  const [, , dayOfMonth, , dayOfWeek] = fields;
  if (fields.length !== 6 || (dayOfMonth === '?') === (dayOfWeek === '?')) {
    throw new NotASchedule(
      `'${text}': expected six fields (minutes hours day-of-month month day-of-week year), and ? in exactly one of the two days`,
    );
  }
  try {
    // EventBridge has no seconds, counts the days of the week from 1 = Sunday, and steps from a number (0/15).
    const options = { mode: '7-part', alternativeWeekdays: true, sloppyRanges: true, paused: true, timezone } as const;
    const pattern = new Cron(`0 ${fields.join(' ')}`, options);
    pattern.nextRun(new Date(0));
    return { after: (instant) => pattern.nextRun(new Date(instant))?.getTime() ?? null };
  } catch (cause) {
    throw new NotASchedule(`'${text}' (${timezone}): ${cause instanceof Error ? cause.message : cause}`, { cause });
  }
}

function at(text: string, inner: string, timezone: string): ScheduleExpression {
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/.test(inner)) {
    throw new NotASchedule(`'${text}': expected at(yyyy-mm-ddThh:mm:ss)`);
  }
  try {
    const once = new Cron(inner, { paused: true, timezone });
    return { after: (instant) => once.nextRun(new Date(instant))?.getTime() ?? null };
  } catch (cause) {
    throw new NotASchedule(`'${text}' (${timezone}): ${cause instanceof Error ? cause.message : cause}`, { cause });
  }
}
