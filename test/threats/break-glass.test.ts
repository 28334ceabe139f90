import '../functions/support/referred-case.ts';
import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { GetExecutionHistoryCommand, SFNClient } from '@aws-sdk/client-sfn';
import { mockClient } from 'aws-sdk-client-mock';
import fc from 'fast-check';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { Grant } from '#core/adjudication/break-glass/grant.ts';
import { PERMISSIONS } from '#core/adjudication/case/permissions.ts';
import { mayReadFile } from '#core/api/may-read-file.ts';
import { rolesOf } from '#core/api/people.ts';
import { sightAt } from '#core/api/sight.ts';
import { CaseFindings } from '#core/api/wire.ts';
import { CaseEvent } from '#core/attestation/event-chain.ts';
import { callApi, person } from '../functions/support/call-api.ts';
import {
  CASE,
  cases,
  FEDERAL,
  found,
  OPENED,
  referredCase,
  table,
  undecided,
} from '../functions/support/referred-case.ts';
import { type Resource, synthesize } from '../infra/synthesize.ts';

const s3 = mockClient(S3Client);
const sfn = mockClient(SFNClient);
const AGENCIES = ['nsa', 'odni', 'oncd', 'joint'];
const FINDINGS = AGENCIES.map((agency) => undecided(agency, `${agency.slice(0, 3).toUpperCase()}-01`));
const MINUTE = 60_000;
const at = (minutes: number) => new Date(Date.parse(OPENED) + minutes * MINUTE).toISOString();
const events = () => cases.items(CASE, 'EVENT#', CaseEvent);
const ledger = () => table.of(`ACCESS#${CASE}`);
const readFindings = async (name: string, ...groups: string[]) => {
  const answer = await callApi(person(name, ...groups), 'GET', `/cases/${CASE}/findings?standard=${FEDERAL}`);
  return { ...answer, seen: CaseFindings.safeParse(answer.json).data?.findings.map(({ agency }) => agency) ?? [] };
};
const OPEN = { do: 'open', reason: 'Incident 26-114: weights that were found may be of this model.', minutes: 60 };
const breakGlass = (body: object, name = 'gail', ...groups: string[]) =>
  callApi(person(name, ...(groups.length > 0 ? groups : ['break-glass'])), 'POST', `/cases/${CASE}/break-glass`, body);

beforeEach(async () => {
  vi.restoreAllMocks();
  table.items.clear();
  s3.reset();
  sfn.reset();
  sfn.on(GetExecutionHistoryCommand).resolves({ events: [] });
  s3.on(GetObjectCommand).callsFake(() => ({ Body: { transformToString: async () => JSON.stringify(FINDINGS) } }));
  vi.useFakeTimers({ toFake: ['Date'], now: new Date(OPENED) });
  await referredCase();
});

const GROUPS = [
  ...['break-glass', 'break-glass', 'break-glass', 'auditor', 'coordinator', 'panelist', 'company', 'standards-editor'],
  ...['agency.nsa.reviewer', 'agency.oncd.principal', 'agency.cisa.reviewer', 'vendor.acme', 'vendor.rival'],
  ...['break_glass', 'Break-glass', 'break-glass.admin'],
];
const NAMES = ['gail', 'gus', 'eve'];
const minutes = fc.integer({ min: -300, max: 300 });
const grant = fc.record({
  person: fc.constantFrom(...NAMES),
  openedAt: minutes,
  lasts: fc.constantFrom(5, 60, 240, 100_000),
  ended: fc.option(fc.integer({ min: 0, max: 240 })),
});
type Drawn = typeof grant extends fc.Arbitrary<infer D> ? D : never;

const stored = (drawn: readonly Drawn[]): Grant[] =>
  drawn.map(({ person: who, openedAt, lasts, ended }, index) => ({
    ...{ n: index + 1, person: who, who: `p-${who}`, reason: 'r', openedAt: at(openedAt), until: at(openedAt + lasts) },
    ended: ended === null ? null : { at: at(openedAt + ended), by: 'cora' },
    ...{ owed: [], reviews: [] },
  }));

/** Said anew, apart from the code: whose findings somebody may see of a case of acme at OPENED, and whether by an emergency access. */
function allowed(name: string, groups: readonly string[], grants: readonly Drawn[]): [readonly string[], boolean] {
  const emergency =
    groups.includes('break-glass') &&
    groups.every(
      (one) => !/^(agency\.(nsa|oncd|cisa)|vendor\.|coordinator|panelist|company|standards-editor)/.test(one),
    ) &&
    grants.some(
      (one) =>
        one.person === name && one.openedAt <= 0 && 0 < one.openedAt + Math.min(one.lasts, 240, one.ended ?? 100_000),
    );
  if (emergency || groups.includes('vendor.acme')) return [AGENCIES, emergency];
  const own = [
    ...(groups.includes('agency.nsa.reviewer') ? ['nsa'] : []),
    ...(groups.includes('agency.oncd.principal') ? ['oncd'] : []),
  ];
  const reads = own.length > 0 || groups.includes('coordinator') || groups.includes('auditor');
  return [reads ? [...own, 'joint'] : [], false];
}

describe('an emergency access that is to be abused', () => {
  it('gives nobody more than the table and the accesses that are open: not those that are over, of others, or longer than allowed', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...NAMES),
        fc.subarray(GROUPS, { maxLength: 3 }),
        fc.array(grant, { maxLength: 4 }),
        async (name, groups, drawn) => {
          const nothing = { events: [], create: [], replace: [], remove: [] };
          await cases.commit(await found(), { summary: { emergencies: stored(drawn) }, ...nothing });
          const before = new Set(ledger().map(({ id }) => id));
          const [may, emergency] = allowed(name, groups, drawn);
          const { seen, text } = await readFindings(name, ...groups);
          expect([...seen].sort()).toEqual([...may].sort());
          for (const agency of AGENCIES.filter((one) => !may.includes(one)))
            expect(text).not.toContain(`${agency.slice(0, 3).toUpperCase()}-01`);
          const added = ledger().filter(({ id }) => !before.has(id));
          expect(added).toHaveLength(may.length > 0 ? 1 : 0);
          expect(added.some((record) => record.grant !== undefined)).toBe(emergency);
        },
      ),
      { numRuns: 200 },
    );
  });

  it('is in the log of the case, and tells of itself, before anything is read by it; who it was stays a pseudonym', async () => {
    expect((await readFindings('gail', 'break-glass')).status).toBe(404);
    expect(await breakGlass(OPEN)).toMatchObject({ status: 200, json: { access: { n: 1, open: true } } });
    const opened = (await events()).at(-1);
    expect(opened).toMatchObject({ type: 'emergency_access_opened', data: { grant: 1, minutes: 60, until: at(60) } });
    expect(JSON.stringify(opened)).not.toContain('gail');
    expect((await readFindings('gail', 'break-glass')).seen.sort()).toEqual([...AGENCIES].sort());
    const [record] = ledger();
    expect(record).toMatchObject({ grant: 1, reader: { who: opened?.data.who, roles: ['break-glass'] } });
  });

  it('is not there where it could not be written, whatever else was', async () => {
    table.interloper = () => Promise.reject(new Error('the table is not to be reached'));
    expect((await breakGlass(OPEN)).status).toBe(500);
    expect((await readFindings('gail', 'break-glass')).status).toBe(404);
    expect((await events()).map(({ type }) => type)).not.toContain('emergency_access_opened');
  });

  it('ends by the clock of the service, and at once where it is ended or the group is taken from the person', async () => {
    await breakGlass(OPEN);
    vi.setSystemTime(new Date(Date.parse(at(60)) - 1));
    expect((await readFindings('gail', 'break-glass')).status).toBe(200);
    vi.setSystemTime(new Date(at(60)));
    expect((await readFindings('gail', 'break-glass')).status).toBe(404);
    await breakGlass(OPEN);
    expect((await readFindings('gail')).status).toBe(403);
    expect((await readFindings('gail', 'break-glass', 'agency.cisa.reviewer')).status).toBe(404);
    const ended = await breakGlass({ do: 'end', grant: 2 }, 'olga', 'agency.oncd.principal');
    expect(ended).toMatchObject({ status: 200, json: { access: { open: false } } });
    expect((await readFindings('gail', 'break-glass')).status).toBe(404);
  });

  it('decides nothing: no action, no hold, no review of itself', async () => {
    await breakGlass(OPEN);
    const last = (await found()).lastSeq;
    for (const type of Object.keys(PERMISSIONS)) {
      const command = { id: `c-${type}`, standard: FEDERAL, do: { type, reason: 'Because.' } };
      expect([400, 403, 404]).toContain(
        (await callApi(person('gail', 'break-glass'), 'POST', `/cases/${CASE}/commands`, command)).status,
      );
    }
    const hold = { do: 'place', reason: 'Mine.' };
    expect(await callApi(person('gail', 'break-glass'), 'POST', `/cases/${CASE}/hold`, hold)).toMatchObject({
      status: 403,
    });
    vi.setSystemTime(new Date(at(61)));
    const review = { do: 'review', grant: 1, finding: 'justified', comment: 'It was.' };
    expect((await breakGlass(review)).status).toBe(404);
    expect((await found()).lastSeq).toBe(last);
  });

  it('never shows what is sealed, whatever the file is needed for', () => {
    const gail = { kind: 'person' as const, id: 'gail', name: 'gail', roles: rolesOf(['break-glass']) };
    const seen = { vendor: 'acme', standards: [{ name: FEDERAL, agencies: ['nsa'], panel: [] }] };
    const grants = stored([{ person: 'gail', openedAt: 0, lasts: 60, ended: null }]);
    const sight = sightAt(gail, seen, grants, at(1)) ?? expect.fail('the access is open');
    const shown = (level: 'agency' | 'sealed') => mayReadFile(sight, { level, agencies: new Set(['odni']) }, () => []);
    expect([shown('agency'), shown('sealed')]).toEqual(['content', 'digest']);
    expect(sight.deliberation).toBe(false);
  });
});

describe('a deployment', () => {
  const synthesized = Object.fromEntries(['local', 'prod'].map((env) => [env, synthesize({ env }).resources]));
  const of = (env: string, type: string): Resource[] =>
    Object.values(synthesized[env] ?? {}).filter(({ Type }) => Type === type);

  it('has no emergency access unless it asks for one: neither the group nor the leave of the API', () => {
    for (const [env, enabled] of [
      ['local', true],
      ['prod', false],
    ] as const) {
      const groups = of(env, 'AWS::Cognito::UserPoolGroup').map(({ Properties }) => Properties.GroupName);
      expect(groups.includes('break-glass')).toBe(enabled);
      const variables = of(env, 'AWS::Lambda::Function').map(({ Properties }) =>
        JSON.stringify(Properties.Environment),
      );
      expect(variables.filter((one) => one?.includes(`"BREAK_GLASS":"${enabled ? 'on' : 'off'}"`))).toHaveLength(1);
    }
  });

  it('rings when one is opened', () => {
    const alarm = of('prod', 'AWS::CloudWatch::Alarm').find(({ Properties }) =>
      JSON.stringify(Properties.Dimensions ?? []).includes('emergency_access_opened'),
    );
    expect(alarm?.Properties).toMatchObject({
      MetricName: 'CaseEvents',
      AlarmDescription: expect.stringContaining('docs/runbook.md#emergency-access'),
    });
  });
});
