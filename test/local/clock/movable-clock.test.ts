import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { ClockCannotMove, MovableClock } from '../../../local/clock/movable-clock.ts';
import { ClockUnreadable, openOffset } from '../../../local/clock/offset.ts';
import { NotAMove, readMove } from '../../../local/clock/read-move.ts';

const DAY = 86_400_000;
const folder = mkdtempSync(join(tmpdir(), 'countersign-clock-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
let files = 0;
const file = () => join(folder, `clock-${files++}.json`);

/** How many days have passed since `start`, to the nearest. */
const dayOf = (clock: MovableClock, start: number) => Math.round((clock.now() - start) / DAY);

describe('a clock that is moved', () => {
  it('is the clock of the machine until it is', () => {
    const clock = new MovableClock(openOffset(file()));
    expect(clock.offsetMs).toBe(0);
    expect(Math.abs(clock.now() - Date.now())).toBeLessThan(50);
  });

  it('fires every timer at the instant it was set for, in order, those included that others set on the way', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 1, max: 50 }), { maxLength: 12 }), async (days) => {
        const clock = new MovableClock(openOffset(file()));
        const start = clock.now();
        const fired: [set: number, at: number][] = [];
        for (const day of days) {
          clock.setTimer(day * DAY, () => {
            fired.push([day, dayOf(clock, start)]);
            clock.setTimer(5 * DAY, () => fired.push([day + 5, dayOf(clock, start)]));
          });
        }
        await clock.advance(60 * DAY);
        clock.stop();
        const expected = days.flatMap((day) => [day, day + 5]).sort((a, b) => a - b);
        expect(fired).toEqual(expected.map((day) => [day, day]));
        expect(dayOf(clock, start)).toBe(60);
      }),
      { numRuns: 30 },
    );
  });

  it('lets what a timer set going come to rest before it moves on', async () => {
    const clock = new MovableClock(openOffset(file()));
    const start = clock.now();
    let working = 0;
    clock.waitsFor(() => working === 0);
    const seen: string[] = [];
    clock.setTimer(10 * DAY, () => {
      working += 1;
      // Work of the machine takes the machine's time.
      setTimeout(() => {
        seen.push(`work on day ${dayOf(clock, start)}`);
        working -= 1;
      }, 20);
    });
    clock.setTimer(11 * DAY, () => seen.push(`timer on day ${dayOf(clock, start)}`));
    await clock.advance(30 * DAY);
    expect(seen).toEqual(['work on day 10', 'timer on day 11']);
    clock.stop();
  });

  it('fires no timer that was cancelled, be it by one that fired before it', async () => {
    const clock = new MovableClock(openOffset(file()));
    let fired = 0;
    const cancel = clock.setTimer(2 * DAY, () => (fired += 1));
    clock.setTimer(DAY, cancel);
    await clock.advance(3 * DAY);
    expect(fired).toBe(0);
    clock.stop();
  });

  it('fires by itself where nobody moves it, an offset or none', async () => {
    const clock = new MovableClock(openOffset(file()));
    await clock.advance(40 * DAY);
    await new Promise<void>((resolve) => void clock.setTimer(5, resolve));
    // Longer than setTimeout can hold: it must not fire at once.
    let fired = false;
    clock.setTimer(50 * DAY, () => (fired = true));
    await new Promise<void>((resolve) => void clock.setTimer(20, resolve));
    expect(fired).toBe(false);
    clock.stop();
  });

  it('moves one step after the other where two ask at once', async () => {
    const clock = new MovableClock(openOffset(file()));
    const start = clock.now();
    const days: number[] = [];
    clock.setTimer(15 * DAY, () => days.push(dayOf(clock, start)));
    await Promise.all([clock.advance(10 * DAY), clock.advance(10 * DAY)]);
    expect(days).toEqual([15]);
    expect(dayOf(clock, start)).toBe(20);
    clock.stop();
  });

  it('goes forward only', async () => {
    const clock = new MovableClock(openOffset(file()));
    await expect(clock.advance(-1)).rejects.toThrow(ClockCannotMove);
    await expect(clock.advance(Number.NaN)).rejects.toThrow(ClockCannotMove);
    await expect(clock.advanceTo(clock.now() - DAY)).rejects.toThrow('it is 20');
    await expect(clock.advanceTo(Number.POSITIVE_INFINITY)).rejects.toThrow('9999');
    expect(clock.offsetMs).toBe(0);
    await clock.advance(0);
  });

  it('keeps its offset in a file, and does not run on one that cannot be read', async () => {
    const path = file();
    const clock = new MovableClock(openOffset(path));
    await clock.advance(15 * DAY);
    clock.stop();
    expect(new MovableClock(openOffset(path)).offsetMs).toBe(clock.offsetMs);
    for (const text of ['{"offsetMs": -5}', '{"offsetMs": "1"}', '']) {
      writeFileSync(path, text);
      expect(() => openOffset(path)).toThrow(ClockUnreadable);
    }
  });
});

describe('what a person types', () => {
  it('is a distance or an instant', () => {
    expect(readMove('+15d')).toEqual({ advanceMs: 15 * DAY });
    expect(readMove('+1d12h30m5s')).toEqual({ advanceMs: DAY + 12 * 3_600_000 + 30 * 60_000 + 5000 });
    expect(readMove('2026-03-01T09:00:00Z')).toEqual({ advanceTo: '2026-03-01T09:00:00Z' });
    for (const text of ['15d', '-15d', '+15', '+d', '2026-03-01', 'tomorrow', '']) {
      expect(() => readMove(text)).toThrow(NotAMove);
    }
  });
});
