import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NotASchedule, parseSchedule } from '../../../local/events/schedule-expression.ts';

const next = (text: string, after: string, count: number, zone?: string): string[] => {
  const schedule = parseSchedule(text, zone);
  const found: string[] = [];
  for (let at = schedule.after(Date.parse(after)); at !== null && found.length < count; at = schedule.after(at)) {
    found.push(new Date(at).toISOString().replace(':00.000Z', ''));
  }
  return found;
};

describe('a schedule', () => {
  it('counts a rate from the last time', () => {
    expect(next('rate(1 hour)', '2026-01-01T00:10:00Z', 2)).toEqual(['2026-01-01T01:10', '2026-01-01T02:10']);
    expect(next('rate(7 days)', '2026-01-01T00:10:00Z', 1)).toEqual(['2026-01-08T00:10']);
  });

  it('reads the fields of cron as EventBridge does', () => {
    const from = '2026-01-01T00:00:00Z'; // a Thursday
    expect(next('cron(0 8 ? * MON-FRI *)', from, 3)).toEqual([
      '2026-01-01T08:00',
      '2026-01-02T08:00',
      '2026-01-05T08:00',
    ]);
    // 1 is Sunday.
    expect(next('cron(0 8 ? * 1 *)', from, 1)).toEqual(['2026-01-04T08:00']);
    expect(next('cron(0/15 9 ? * 2-6 *)', from, 3)).toEqual([
      '2026-01-01T09:00',
      '2026-01-01T09:15',
      '2026-01-01T09:30',
    ]);
    expect(next('cron(15 10 L * ? *)', from, 2)).toEqual(['2026-01-31T10:15', '2026-02-28T10:15']);
    expect(next('cron(0 10 1W * ? *)', '2026-08-01T12:00:00Z', 1)).toEqual(['2026-08-03T10:00']);
    expect(next('cron(0 9 ? * 6#3 *)', from, 2)).toEqual(['2026-01-16T09:00', '2026-02-20T09:00']);
    expect(next('cron(0 9 ? * 6L *)', from, 1)).toEqual(['2026-01-30T09:00']);
    expect(next('cron(0 0 29 2 ? 2026-2032)', from, 3)).toEqual(['2028-02-29T00:00', '2032-02-29T00:00']);
  });

  it('keeps the hour of a place whose clocks change', () => {
    expect(next('cron(0 9 * * ? *)', '2026-03-07T00:00:00Z', 2, 'America/New_York')).toEqual([
      '2026-03-07T14:00',
      '2026-03-08T13:00',
    ]);
  });

  it('happens once at an instant', () => {
    expect(next('at(2026-03-01T09:00:00)', '2026-01-01T00:00:00Z', 2)).toEqual(['2026-03-01T09:00']);
    expect(next('at(2026-03-01T09:00:00)', '2026-03-01T09:00:00Z', 2)).toEqual([]);
  });

  it('is always later than what it is asked about, and at that hour and minute', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 59 }),
        fc.integer({ min: 0, max: 23 }),
        fc.integer({ min: 0, max: 4_000_000_000 }),
        (minute, hour, second) => {
          const after = parseSchedule(`cron(${minute} ${hour} * * ? *)`).after(second * 1000);
          const date = new Date(after ?? 0);
          expect([date.getUTCHours(), date.getUTCMinutes(), date.getUTCSeconds()]).toEqual([hour, minute, 0]);
          expect(date.getTime()).toBeGreaterThan(second * 1000);
          expect(date.getTime()).toBeLessThanOrEqual(second * 1000 + 86_400_000);
        },
      ),
    );
  });

  it('is refused where EventBridge refuses it', () => {
    const refused = [
      'rate(1 hours)',
      'rate(5 minute)',
      'rate(0 minutes)',
      'rate(5 weeks)',
      'cron(0 8 * * * *)',
      'cron(0 8 ? * ? *)',
      'cron(0 8 ? * MON)',
      'cron(99 8 ? * MON *)',
      'at(tomorrow)',
      'every day',
    ];
    for (const text of refused) expect(() => parseSchedule(text), text).toThrow(NotASchedule);
    expect(() => parseSchedule('cron(0 8 * * ? *)', 'Mars/Olympus')).toThrow(NotASchedule);
  });
});
