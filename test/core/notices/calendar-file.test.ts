import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { calendarFile, type DueDate } from '#core/notices/calendar-file.ts';

const caseId = `case-${'a'.repeat(40)}`;
const at = '2026-03-02T17:00:00.000Z';
const dates: DueDate[] = [
  { standard: 'us-frontier/2026.1', what: 'determination', who: 'nsa', due: '2026-12-31' },
  { standard: 'us-frontier/2026.1', what: 'condition', who: 'nsa', due: '2028-02-29', condition: '1.1' },
];
/** The lines of a calendar file, those that are folded put together (RFC 5545, 3.1). */
const linesOf = (file: string) => file.replaceAll('\r\n ', '').split('\r\n');
const uidsOf = (file: string) => linesOf(file).filter((line) => line.startsWith('UID:'));

describe('the calendar file of a case', () => {
  it('has each due date as a whole day, with an alarm five days and one day before', () => {
    const lines = linesOf(calendarFile(caseId, dates, at));
    expect(lines.slice(0, 4)).toEqual([
      'BEGIN:VCALENDAR',
      'VERSION:2.0',
      'PRODID:-//Countersign//due dates//EN',
      'METHOD:PUBLISH',
    ]);
    expect(lines.filter((line) => /^DT(START|END|STAMP)/.test(line))).toEqual([
      'DTSTAMP:20260302T170000Z',
      'DTSTART;VALUE=DATE:20261231',
      'DTEND;VALUE=DATE:20270101',
      'DTSTAMP:20260302T170000Z',
      'DTSTART;VALUE=DATE:20280229',
      'DTEND;VALUE=DATE:20280301',
    ]);
    expect(lines.filter((line) => line.startsWith('TRIGGER'))).toEqual([
      'TRIGGER:-P5D',
      'TRIGGER:-P1D',
      'TRIGGER:-P5D',
      'TRIGGER:-P1D',
    ]);
    expect(lines).toContain(`SUMMARY:A determination is due (${caseId})`);
  });

  it('keeps the UID of what is owed when its date moves, and gives two things two', () => {
    const before = uidsOf(calendarFile(caseId, dates, at));
    const moved = dates.map((date) => ({ ...date, due: '2029-01-01' }));
    expect(uidsOf(calendarFile(caseId, moved, at))).toEqual(before);
    expect(new Set(before).size).toBe(2);
  });

  it('escapes what would end a line, and folds lines at 75 bytes', () => {
    const file = calendarFile(
      caseId,
      [{ standard: 's;t,a/1', what: 'answer', who: 'acme\r\nATTACH:x', due: '2026-12-31' }],
      at,
    );
    expect(file).not.toMatch(/^ATTACH/m);
    expect(file).toContain('s\\;t\\,a/1');
    expect(Math.max(...file.split('\r\n').map((line) => Buffer.byteLength(line)))).toBeLessThanOrEqual(75);
  });

  it('without anything owed is an empty calendar', () => {
    expect(linesOf(calendarFile(caseId, [], at)).filter((line) => line.startsWith('BEGIN'))).toEqual([
      'BEGIN:VCALENDAR',
    ]);
  });

  it('is the same in every time zone', () => {
    const script = `import { calendarFile } from '#core/notices/calendar-file.ts';
      process.stdout.write(calendarFile(${JSON.stringify(caseId)}, ${JSON.stringify(dates)}, ${JSON.stringify(at)}));`;
    const run = (TZ: string) =>
      execFileSync(process.execPath, ['--input-type=module-typescript', '-e', script], { env: { ...process.env, TZ } });
    expect(run('America/Los_Angeles').equals(run('Asia/Tokyo'))).toBe(true);
    expect(String(run('America/Los_Angeles'))).toBe(calendarFile(caseId, dates, at));
  });
});
