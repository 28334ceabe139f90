import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Caller, PersonRole } from '#core/api/people.ts';
import { type SeenCase, sightOf } from '#core/api/sight.ts';

const AGENCIES = ['nsa', 'odni', 'oncd', 'caisi'];
const agency = fc.constantFrom(...AGENCIES);
const vendor = fc.constantFrom('acme', 'rival');
const role: fc.Arbitrary<PersonRole> = fc.oneof(
  fc.record({ role: fc.constant('reviewer' as const), agency }),
  fc.record({ role: fc.constant('principal' as const), agency }),
  fc.record({ role: fc.constant('vendor' as const), vendor }),
  fc
    .constantFrom('coordinator', 'panelist', 'company', 'auditor', 'standards_editor', 'break_glass')
    .map((name): PersonRole => ({ role: name })),
);
const person = fc.record({ roles: fc.array(role, { maxLength: 4 }), id: fc.constantFrom('p1', 'p2', 'p3') });
const caller: fc.Arbitrary<Caller> = fc.oneof(
  { weight: 5, arbitrary: person.map((one): Caller => ({ kind: 'person', name: one.id, ...one })) },
  { weight: 1, arbitrary: vendor.map((one): Caller => ({ kind: 'client', vendor: one, clientId: 'c' })) },
);
const seen: fc.Arbitrary<SeenCase> = fc.record({
  vendor,
  standards: fc.uniqueArray(
    fc.record({
      name: fc.constantFrom('us/1', 'eu/1', 'uk/1'),
      agencies: fc.subarray(AGENCIES, { minLength: 1 }),
      panel: fc.subarray(['p1', 'p2']),
    }),
    { selector: ({ name }) => name, maxLength: 3 },
  ),
});
const rolesOf = (one: Caller): readonly PersonRole[] =>
  one.kind === 'person' ? one.roles : [{ role: 'vendor', vendor: one.vendor }];
const vendorsOf = (one: Caller) => rolesOf(one).flatMap((each) => (each.role === 'vendor' ? [each.vendor] : []));
const agenciesOf = (one: Caller) =>
  rolesOf(one).flatMap((each) => (each.role === 'reviewer' || each.role === 'principal' ? [each.agency] : []));
const has = (one: Caller, ...names: PersonRole['role'][]) => rolesOf(one).some((each) => names.includes(each.role));
const onPanel = (one: Caller, panel: readonly string[]) =>
  one.kind === 'person' && has(one, 'panelist') && panel.includes(one.id);
const RUNS = { numRuns: 2_000 };

describe('what a caller sees of a case', () => {
  it("is nothing of another vendor's case, for those who are of a vendor and nothing else", () => {
    fc.assert(
      fc.property(caller, seen, (who, one) => {
        fc.pre(
          rolesOf(who).every((each) => ['vendor', 'company', 'standards_editor', 'break_glass'].includes(each.role)),
        );
        expect(sightOf(who, one) !== null).toBe(vendorsOf(who).includes(one.vendor));
      }),
      RUNS,
    );
  });

  it('is never how agencies deliberate, for somebody of its vendor, whatever else they are', () => {
    fc.assert(
      fc.property(caller, seen, (who, one) => {
        if (vendorsOf(who).includes(one.vendor)) expect(sightOf(who, one)?.deliberation).toBe(false);
      }),
      RUNS,
    );
  });

  it('is, standard by standard, the findings of their own agency and the joint ones, unless they are of the vendor or the panel', () => {
    fc.assert(
      fc.property(caller, seen, (who, one) => {
        const sight = sightOf(who, one);
        fc.pre(sight !== null && !vendorsOf(who).includes(one.vendor));
        for (const { name, agencies, panel } of one.standards) {
          const findingsOf = sight?.standards.get(name);
          const mine = agenciesOf(who).filter((each) => agencies.includes(each));
          if (onPanel(who, panel)) expect(findingsOf).toBeNull();
          else if (mine.length === 0 && !has(who, 'coordinator', 'auditor')) expect(findingsOf).toBeUndefined();
          else expect([...(findingsOf ?? ['all'])].sort()).toEqual([...new Set([...mine, 'joint'])].sort());
        }
      }),
      RUNS,
    );
  });

  it('is nothing for companies, editors of standards, and those who may open an emergency access', () => {
    fc.assert(
      fc.property(
        seen,
        fc.constantFrom('company' as const, 'standards_editor' as const, 'break_glass' as const),
        (one, name) => {
          expect(sightOf({ kind: 'person', id: 'p1', name: 'p1', roles: [{ role: name }] }, one)).toBeNull();
        },
      ),
    );
  });
});
