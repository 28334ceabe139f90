import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Action } from '#core/adjudication/case/command.ts';
import { PERMISSIONS } from '#core/adjudication/case/permissions.ts';
import { actorFor, type Caller, groupOf, rolesOf } from '#core/api/people.ts';

const person = (...groups: string[]): Caller => ({ kind: 'person', id: 'p-1', name: 'pat', roles: rolesOf(groups) });
const program: Caller = { kind: 'client', vendor: 'acme', clientId: 'client-acme' };
const pat = { id: 'p-1', agency: null, vendor: null };

describe('roles', () => {
  it('follow from groups, each once; groups that are none of ours give none', () => {
    const groups = ['vendor.acme.labs', 'agency.nsa.reviewer', 'standards-editor', 'agency.nsa.reviewer', 'panelist'];
    expect(rolesOf(groups)).toEqual([
      { role: 'reviewer', agency: 'nsa' },
      { role: 'panelist' },
      { role: 'standards_editor' },
      { role: 'vendor', vendor: 'acme.labs' },
    ]);
  });

  it.each([
    'reviewer',
    'system',
    'vendor',
    'vendor.',
    'vendor.ACME',
    'agency.nsa',
    'agency.nsa.vendor',
    'agency.nsa.coordinator',
    'agency..reviewer',
    'agency.nsa.reviewer.x',
    'xagency.nsa.reviewer',
    'standards_editor',
    'Coordinator',
    'us-east-1_abc_Okta',
    '',
  ])('"%s" gives none', (group) => {
    expect(rolesOf([group])).toEqual([]);
  });
});

describe('whoever acts on a case', () => {
  it('acts in the only role of theirs that may', () => {
    expect(actorFor(person('agency.nsa.reviewer', 'panelist', 'auditor'), 'determine')).toEqual({
      ...pat,
      role: 'reviewer',
      agency: 'nsa',
    });
    expect(actorFor(program, 'withdraw')).toEqual({ id: 'client-acme', role: 'vendor', agency: null, vendor: 'acme' });
  });

  it('is asked for the role where several may, and then acts in the one that is named', () => {
    const both = person('agency.nsa.reviewer', 'agency.oncd.reviewer');
    expect(actorFor(both, 'determine')).toEqual({
      refused: 'You may do "determine" as agency.nsa.reviewer or agency.oncd.reviewer: name the role in which you act.',
    });
    expect(actorFor(both, 'determine', 'agency.oncd.reviewer')).toMatchObject({ role: 'reviewer', agency: 'oncd' });
  });

  it.each<[string, Caller, Parameters<typeof actorFor>[1], string | undefined, string]>([
    ['has no such role', person('agency.nsa.reviewer'), 'vote', 'agency.odni.reviewer', 'You do not have the role'],
    ['has a role that may not', person('auditor'), 'determine', undefined, 'you are auditor'],
    ['names a role that may not', person('auditor', 'coordinator'), 'extend', 'auditor', 'not for auditor'],
    ['has no role at all', person(), 'determine', undefined, 'you have no role'],
    ['is a program, for what agencies do', program, 'determine', undefined, 'you are vendor.acme'],
    ['is a program of another vendor', program, 'withdraw', 'vendor.rival', 'You do not have the role'],
    ['asks for what the workflow does', person('coordinator', 'panelist'), 'tick', undefined, '"tick" is for system'],
  ])('is refused where the caller %s', (_, caller, action, as, reason) => {
    expect(actorFor(caller, action, as)).toEqual({ refused: expect.stringContaining(reason) });
  });

  const id = fc.constantFrom('nsa', 'oncd', 'acme', 'rival', 'system');
  const group = fc.oneof(
    fc.tuple(id, fc.constantFrom('reviewer', 'principal', 'vendor', 'system')).map(([a, r]) => `agency.${a}.${r}`),
    id.map((vendor) => `vendor.${vendor}`),
    fc.constantFrom('coordinator', 'panelist', 'company', 'auditor', 'standards-editor', 'system', 'reviewer'),
    fc.string(),
  );
  const caller = fc.oneof(
    {
      weight: 5,
      arbitrary: fc.array(group, { maxLength: 5 }).map((groups) => ({ groups, caller: person(...groups) })),
    },
    { weight: 1, arbitrary: fc.constant({ groups: ['vendor.acme'], caller: program }) },
  );
  const action = fc.constantFrom(...Action.options.map(({ shape }) => shape.type.value));

  it('never gets an actor of a role, an agency or a vendor that no group names, or that may not do this', () => {
    fc.assert(
      fc.property(caller, action, fc.option(group, { nil: undefined }), ({ groups, caller: by }, type, as) => {
        const actor = actorFor(by, type, as);
        if ('refused' in actor) return;
        const { role, agency, vendor } = actor;
        expect(PERMISSIONS[type].roles).toContain(role);
        expect(role).not.toBe('system');
        const name = agency !== null ? `agency.${agency}.${role}` : vendor !== null ? `vendor.${vendor}` : role;
        expect(groups).toContain(name);
        if (as !== undefined) expect(name).toBe(as);
        expect(actor.id).toBe(by.kind === 'person' ? 'p-1' : 'client-acme');
        expect([agency !== null, vendor !== null]).toEqual([
          ['reviewer', 'principal'].includes(role),
          role === 'vendor',
        ]);
      }),
      { numRuns: 2_000 },
    );
  });

  it('gets one whenever exactly one of their roles may do this', () => {
    fc.assert(
      fc.property(caller, action, ({ groups, caller: by }, type) => {
        const may = rolesOf(groups).filter(({ role }) => PERMISSIONS[type].roles.some((name) => name === role));
        expect('refused' in actorFor(by, type)).toBe(may.length !== 1);
        for (const role of may) expect(actorFor(by, type, groupOf(role))).toMatchObject(role);
      }),
      { numRuns: 2_000 },
    );
  });
});
