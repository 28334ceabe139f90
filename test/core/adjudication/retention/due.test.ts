import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addDays } from '#core/adjudication/calendar/day.ts';
import { dueOn, termsOver } from '#core/adjudication/retention/due.ts';
import { parseRetention, RetentionInvalid } from '#core/adjudication/retention/parse-retention.ts';
import { destructionOf, holdOn, KEPT, partsKept, underWay } from '#core/adjudication/retention/retention.ts';
import { KeptPart } from '#core/adjudication/retention/rules.ts';
import { VerdictOutcome } from '#core/adjudication/verdict.ts';

const path = join(import.meta.dirname, '../../../../policy/retention.yaml');
const text = readFileSync(path, 'utf8');
const rules = parseRetention('retention.yaml', text);

const outcome = fc.constantFrom(...VerdictOutcome.options);
const since = fc
  .date({ min: new Date('2026-01-01'), max: new Date('2036-01-01'), noInvalidDate: true })
  .map((date) => date.toISOString());
const resting = fc.array(fc.record({ outcome, since }), { minLength: 1, maxLength: 4 });
const part = fc.constantFrom(...KeptPart.options);

describe('the times for which things are kept', () => {
  it('say what is kept how long for every outcome; what was not cleared is kept no longer than what was', () => {
    for (const one of VerdictOutcome.options)
      for (const kept of KeptPart.options) expect(rules.days[one][kept]).toBeLessThanOrEqual(rules.days.cleared[kept]);
    expect(rules.days.withdrawn.bundle).toBeLessThan(rules.days.cleared.bundle);
  });

  it.each([
    ['too short', text.replace('bundle: 1825', 'bundle: 7'), /retention\.yaml: days\.cleared\.bundle/],
    ['an outcome left out', text.replace(/\n {2}lapsed.*/, ''), /days\.lapsed/],
    ['a ledger that ends', text.replace('always', '365'), /accesses/],
    ['no YAML', 'days: [', /is not YAML/],
  ])('are refused with the place: %s', (_, broken, message) => {
    expect(() => parseRetention('retention.yaml', broken)).toThrow(RetentionInvalid);
    expect(() => parseRetention('retention.yaml', broken)).toThrow(message);
  });
});

describe('when something is due', () => {
  it('is by the standard that keeps it longest, so that another standard never brings it forward', () => {
    fc.assert(
      fc.property(part, resting, fc.record({ outcome, since }), (kept, all, one) => {
        const term = dueOn(rules, kept, all);
        const more = dueOn(rules, kept, [...all, one]);
        expect((more?.due ?? '') >= (term?.due ?? '~')).toBe(true);
        for (const each of all)
          expect(term?.due && term.due >= addDays(each.since.slice(0, 10), rules.days[each.outcome][kept])).toBe(true);
      }),
    );
    expect(dueOn(rules, 'bundle', [])).toBeNull();
  });

  it('is over on the day after, and not on the day itself', () => {
    const rested = [{ outcome: 'withdrawn' as const, since: '2026-03-02T17:00:00.000Z' }];
    expect(termsOver(rules, ['bundle'], rested, '2026-04-01T23:59:59.000Z')).toEqual([]);
    expect(termsOver(rules, ['bundle'], rested, '2026-04-02T00:00:00.000Z')).toMatchObject([{ due: '2026-04-01' }]);
  });
});

describe('what was done about keeping a case', () => {
  const act = { at: '2026-03-02T17:00:00.000Z', by: 'cora', reason: 'Litigation.' };
  const begun = { seq: 5, hash: 'a', at: act.at };

  it('knows the hold that is on', () => {
    expect(holdOn(KEPT)).toBeNull();
    const on = { placed: act, lifted: null };
    const off = { placed: act, lifted: act };
    expect(holdOn({ ...KEPT, holds: [off, on] })).toBe(on);
    expect(holdOn({ ...KEPT, holds: [on, off] })).toBeNull();
  });

  it('counts a part as gone from the record that it goes, and a later version of the bundle as kept', () => {
    const destructions = [{ parts: ['bundle' as const], bundle: 2, by: 'term' as const, begun, ended: null }];
    const retention = { ...KEPT, destructions };
    expect(underWay(retention)).toBe(destructions[0]);
    expect(destructionOf(retention, 'bundle', 1)).toBe(destructions[0]);
    expect(partsKept(retention, 2)).toEqual(['evidence']);
    expect(partsKept(retention, 3)).toEqual(['bundle', 'evidence']);
  });
});
