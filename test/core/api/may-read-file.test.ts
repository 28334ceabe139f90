import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { audienceOf, type FileSight, mayReadFile } from '#core/api/may-read-file.ts';
import type { Caller, PersonRole } from '#core/api/people.ts';
import { sightOf } from '#core/api/sight.ts';
import type { Audience } from '#core/bundle/audience.ts';

const AGENCIES = ['nsa', 'odni', 'oncd'];
const seen = {
  vendor: 'acme',
  standards: [{ name: 'us/1', agencies: AGENCIES, panel: ['paula'] }],
};
const person = (id: string, ...roles: PersonRole[]): Caller => ({ kind: 'person', id, name: id, roles });
const PEOPLE = {
  vendor: person('vera', { role: 'vendor', vendor: 'acme' }),
  nsa: person('nina', { role: 'reviewer', agency: 'nsa' }),
  oncd: person('olga', { role: 'principal', agency: 'oncd' }),
  panel: person('paula', { role: 'panelist' }),
  coordinator: person('carl', { role: 'coordinator' }),
  auditor: person('anna', { role: 'auditor' }),
} as const;
const RANK: Record<FileSight, number> = { digest: 0, summary: 1, content: 2 };

const may = (caller: Caller, audience: Audience, needs: readonly string[] = ['nsa']) => {
  const sight = sightOf(caller, seen);
  return sight === null ? null : mayReadFile(sight, audience, () => needs);
};
const level = (name: Audience['level'], ...agencies: string[]): Audience => ({
  level: name,
  agencies: agencies.length === 0 ? null : new Set(agencies),
});

describe('who may read a file', () => {
  it.each([
    ['public', [], ['content', 'content', 'content', 'content', 'content', 'content']],
    ['summary', [], ['content', 'content', 'content', 'content', 'summary', 'summary']],
    ['agency', [], ['content', 'content', 'digest', 'content', 'digest', 'digest']],
    ['agency', ['nsa'], ['content', 'content', 'digest', 'summary', 'digest', 'digest']],
    ['agency', ['oncd'], ['content', 'digest', 'digest', 'summary', 'digest', 'digest']],
    ['sealed', [], ['digest', 'digest', 'digest', 'digest', 'digest', 'digest']],
  ] as const)(
    'of level %s for %j: vendor, nsa that needs it, oncd, panel, coordinator, auditor',
    (name, agencies, all) => {
      expect(Object.values(PEOPLE).map((one) => may(one, level(name, ...agencies)))).toEqual(all);
    },
  );

  const audience = fc.record({
    level: fc.constantFrom('public' as const, 'summary' as const, 'agency' as const, 'sealed' as const),
    agencies: fc.option(fc.subarray(AGENCIES, { minLength: 1 }).map((some) => new Set(some))),
  });
  const role: fc.Arbitrary<PersonRole> = fc.oneof(
    fc.record({
      role: fc.constantFrom('reviewer' as const, 'principal' as const),
      agency: fc.constantFrom(...AGENCIES),
    }),
    fc.constantFrom('coordinator', 'auditor', 'panelist').map((name): PersonRole => ({ role: name })),
  );

  it('nobody sees more than the digest of a sealed file, whoever they are and whatever is needed', () => {
    fc.assert(
      fc.property(fc.array(role), fc.subarray(AGENCIES), (roles, needs) => {
        const sees = may(person('paula', ...roles, { role: 'vendor', vendor: 'acme' }), level('sealed'), needs);
        expect(sees).toBe('digest');
        expect(may(person('paula', ...roles), level('sealed'), needs) ?? 'digest').toBe('digest');
      }),
    );
  });

  it('an agency reads a file of level agency only where it needs it and is not left out', () => {
    fc.assert(
      fc.property(fc.constantFrom(...AGENCIES), fc.subarray(AGENCIES), audience, (agency, needs, one) => {
        const sees = may(person('x', { role: 'reviewer', agency }), { ...one, level: 'agency' }, needs);
        expect(sees === 'content').toBe(needs.includes(agency) && (one.agencies?.has(agency) ?? true));
      }),
    );
  });

  it('a stricter level never shows more', () => {
    const order = ['public', 'summary', 'agency', 'sealed'] as const;
    fc.assert(
      fc.property(fc.array(role, { minLength: 1 }), fc.subarray(AGENCIES), audience, (roles, needs, one) => {
        const ranks = order.map((name) => {
          const sees = may(person('x', ...roles), { ...one, agencies: null, level: name }, needs);
          return sees === null ? -1 : RANK[sees];
        });
        expect(ranks).toEqual(ranks.toSorted((a, b) => b - a));
      }),
    );
  });
});

describe('the audience of a path', () => {
  const file = (path: string, confidentiality: Audience['level'], agencies?: string[]) => ({
    path,
    bytes: 1,
    sha256: `sha256:${'0'.repeat(64)}`,
    confidentiality,
    ...(agencies && { agencies }),
  });
  const evaluation = (id: string, path: string) => ({
    ...{ id, path, configuration: 'release' as const, attack: 'none' as const, sectors: [], claims: [] },
  });

  it('of a log is the strictest of its files, and of those beside it that no evaluation declares', () => {
    const manifest = {
      files: [
        file('logs/a.eval', 'public'),
        file('logs/b.eval', 'sealed'),
        file('logs/extra.jsonl', 'agency', ['nsa', 'oncd']),
        file('set/1.eval', 'agency', ['nsa', 'odni']),
        file('set/deep/2.eval', 'agency', ['nsa', 'oncd']),
      ],
      evaluations: [evaluation('a', 'logs/a.eval'), evaluation('b', 'logs/b.eval'), evaluation('set', 'set')],
    };
    expect(audienceOf(manifest, 'logs/a.eval')).toEqual(level('agency', 'nsa', 'oncd'));
    expect(audienceOf(manifest, 'logs/b.eval')?.level).toBe('sealed');
    expect(audienceOf(manifest, 'set')).toEqual(level('agency', 'nsa'));
    expect(audienceOf(manifest, 'set/1.eval')).toEqual(level('agency', 'nsa', 'odni'));
    expect(audienceOf(manifest, 'absent')).toBeNull();
  });
});
