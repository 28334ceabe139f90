import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addDays } from '#core/adjudication/calendar/day.ts';
import { deadlinesOf, remindersOf } from '#core/adjudication/case/clocks.ts';
import { Command } from '#core/adjudication/case/command.ts';
import { decideEvents } from '#core/adjudication/case/decide-events.ts';
import { today } from '#core/adjudication/case/rules.ts';
import type { CaseState } from '#core/adjudication/case/state.ts';
import { COORDINATOR } from '#core/adjudication/procedure/duty.ts';
import { nextLook, remindersBetween } from '#core/adjudication/procedure/next-look.ts';
import { awaitedIn, CLOCK, owedIn } from '#core/adjudication/procedure/owed.ts';
import { actionOf, start, steps } from '../case/commands.ts';
import { DAY_0, mandatory, Play, SYSTEM, voluntary } from '../case/play.ts';

/** A case after what some people did, and the instant up to which it has been played. */
const cases = fc
  .record({ points: start, steps: fc.array(steps, { maxLength: 25 }), rules: fc.constantFrom(voluntary, mandatory) })
  .map(({ points, steps: all, rules }) => {
    const play = Play.inReview(points, rules);
    let day = 0;
    for (const step of all) {
      day += step.wait;
      play.do(day, step.by, actionOf(step, play.now));
    }
    play.tick(day);
    return { rules, state: play.now, at: `${addDays(DAY_0, day)}T17:00:00.000Z` };
  });
const RUNS = { numRuns: 100 };

describe('the next look at a case', () => {
  it('is after the last, and at rest nothing is owed by a date', () => {
    fc.assert(
      fc.property(cases, ({ rules, state, at }) => {
        const next = nextLook(rules, state, at);
        if (next === null) expect(deadlinesOf(rules, state)).toEqual([]);
        else expect(Date.parse(next)).toBeGreaterThan(Date.parse(at));
      }),
      RUNS,
    );
  });

  it('skips no deadline and no reminder on the way to its rest, and comes to it', () => {
    fc.assert(
      fc.property(cases, ({ rules, state, at }) => {
        let now: CaseState = state;
        let seen = at;
        for (let looks = 0; looks < 25; looks += 1) {
          const next = nextLook(rules, now, seen);
          if (next === null) return;
          const before = Date.parse(next) - 1;
          const early = new Date(before).toISOString();
          expect(remindersBetween(rules, now, seen, early)).toEqual([]);
          expect(decideEvents(rules, now, tickAt(early), early)).toMatchObject({ events: [] });
          const missed = deadlinesOf(rules, now).filter(({ due }) => due < today(rules, early));
          expect(missed.filter(({ due }) => due >= today(rules, seen))).toEqual([]);
          const result = decideEvents(rules, now, tickAt(next), next);
          if ('refused' in result || result.state === null) throw new Error(JSON.stringify(result));
          expect(Date.parse(next)).toBeGreaterThan(Date.parse(seen));
          now = result.state;
          seen = next;
        }
        // A mandatory review gets a new date for as long as nobody decides, and an appeal likewise.
        expect(['agency_review', 'reopened', 'working_group', 'principals', 'appeal', 'automated_checks']).toContain(
          now.stage,
        );
      }),
      { numRuns: 30 },
    );
  });

  it('gives each reminder once, however often one looks', () => {
    fc.assert(
      fc.property(cases, fc.nat(40), fc.nat(40), ({ rules, state, at }, a, b) => {
        const mid = new Date(Date.parse(at) + a * 43_200_000).toISOString();
        const end = new Date(Date.parse(mid) + b * 43_200_000).toISOString();
        const halves = [...remindersBetween(rules, state, at, mid), ...remindersBetween(rules, state, mid, end)];
        expect(halves).toEqual(remindersBetween(rules, state, at, end));
        const names = halves.map((one) => JSON.stringify(one));
        expect(new Set(names).size).toBe(names.length);
        const known = new Set([...rules.agencies, COORDINATOR, 'panel', state.vendor]);
        expect(halves.filter(({ who }) => !known.has(who))).toEqual([]);
        expect(halves.length).toBeLessThanOrEqual(remindersOf(rules, state, today(rules, at)).length);
      }),
      RUNS,
    );
  });
});

describe('who owes something', () => {
  it('is a party of the case, each once, for all that is due, by the earliest date', () => {
    fc.assert(
      fc.property(cases, ({ rules, state }) => {
        const owed = owedIn(rules, state);
        const parties = owed.map(({ party }) => party);
        expect(new Set(parties).size).toBe(parties.length);
        const panel = state.appeal?.panel.map(({ id }) => `panel:${id}`) ?? [];
        const known = new Set([...rules.agencies, COORDINATOR, `vendor:${state.vendor}`, ...panel]);
        expect(parties.filter((party) => !known.has(party))).toEqual([]);
        for (const { due, duties } of owed) expect(duties.map((duty) => duty.due).sort()[0]).toBe(due);
        const dues = new Set(owed.flatMap(({ duties }) => duties.map(({ due }) => due)));
        expect(new Set(deadlinesOf(rules, state).map(({ due }) => due))).toEqual(dues);
      }),
      RUNS,
    );
  });

  it('is waited for, or the clock alone is', () => {
    fc.assert(
      fc.property(cases, ({ rules, state }) => {
        const awaited = awaitedIn(rules, state);
        const parties = new Set(owedIn(rules, state).map(({ party }) => party));
        if (!awaited.includes(CLOCK)) expect(awaited.filter((party) => !parties.has(party))).toEqual([]);
        else expect(awaited).toEqual([CLOCK]);
      }),
      RUNS,
    );
  });
});

function tickAt(at: string) {
  return Command.parse({ id: `tick.${at}`, by: SYSTEM, do: { type: 'tick' } });
}
