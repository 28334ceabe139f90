import '../functions/support/referred-case.ts';
import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { GetExecutionHistoryCommand, SFNClient } from '@aws-sdk/client-sfn';
import { mockClient } from 'aws-sdk-client-mock';
import fc from 'fast-check';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { ROUTES, ruleOf } from '#core/api/authorisation.ts';
import { CaseFindings } from '#core/api/wire.ts';
import { createApp } from '#functions/api/app.ts';
import { callApi, person } from '../functions/support/call-api.ts';
import { CASE, FEDERAL, OPENED, referredCase, table, undecided } from '../functions/support/referred-case.ts';

const s3 = mockClient(S3Client);
const sfn = mockClient(SFNClient);
const AGENCIES = ['nsa', 'odni', 'oncd', 'joint'];
const FINDINGS = AGENCIES.map((agency) => undecided(agency, `${agency.slice(0, 3).toUpperCase()}-01`));

beforeEach(async () => {
  table.items.clear();
  s3.reset();
  sfn.reset();
  sfn.on(GetExecutionHistoryCommand).resolves({ events: [] });
  s3.on(GetObjectCommand).callsFake(() => ({
    Body: { transformToString: async () => JSON.stringify(FINDINGS) },
  }));
  vi.useFakeTimers({ toFake: ['Date'], now: new Date(OPENED) });
  await referredCase();
});

const GROUPS = [
  ...['nsa', 'odni', 'oncd', 'cisa'].flatMap((agency) => [`agency.${agency}.reviewer`, `agency.${agency}.principal`]),
  ...['coordinator', 'auditor', 'panelist', 'company', 'company.acme', 'standards-editor', 'vendor.acme'],
  ...['vendor.rival', 'vendor.acm', 'admin', 'agency.nsa.root', 'agency..reviewer'],
];
const people = fc.tuple(fc.constantFrom('ann', 'bob', 'eve'), fc.subarray(GROUPS, { maxLength: 4 }));

/** What somebody with these groups may see of findings in a case of acme under a standard of nsa, odni and oncd; said anew, apart from the code. */
function allowed(groups: readonly string[]): readonly string[] {
  if (groups.includes('vendor.acme')) return AGENCIES;
  const own = ['nsa', 'odni', 'oncd'].filter((agency) =>
    ['reviewer', 'principal'].some((office) => groups.includes(`agency.${agency}.${office}`)),
  );
  const reads = own.length > 0 || groups.includes('coordinator') || groups.includes('auditor');
  return reads ? [...own, 'joint'] : [];
}

describe('nobody reads what the policy forbids', () => {
  it('of findings, whoever asks with whatever groups; and what is read stands in the ledger', async () => {
    await fc.assert(
      fc.asyncProperty(people, async ([name, groups]) => {
        const before = table.of(`ACCESS#${CASE}`).length;
        const answer = await callApi(person(name, ...groups), 'GET', `/cases/${CASE}/findings?standard=${FEDERAL}`);
        const may = allowed(groups);
        const seen = CaseFindings.safeParse(answer.json).data?.findings.map(({ agency }) => agency) ?? [];
        expect([...seen].sort()).toEqual([...may].sort());
        for (const agency of AGENCIES.filter((one) => !may.includes(one)))
          expect(answer.text).not.toContain(`${agency.slice(0, 3).toUpperCase()}-01`);
        expect(table.of(`ACCESS#${CASE}`).length - before).toBe(may.length > 0 ? 1 : 0);
      }),
      { numRuns: 100 },
    );
  });

  it('on every other route: without a role of the table there is no answer, nor with a token of less right', async () => {
    const ofCase = ROUTES.filter(({ route }) => route.startsWith('GET /cases/{caseId}'));
    await fc.assert(
      fc.asyncProperty(people, fc.constantFrom(...ofCase), async ([name, groups], { route, reads }) => {
        const asked = route.replace('GET ', '').replace('{caseId}', CASE).replace('{n}', '0');
        const path = asked.endsWith('/samples') ? `${asked}?criterion=NSA-07` : asked;
        const before = new Set(table.of(`ACCESS#${CASE}`).map(({ id }) => id));
        const { status } = await callApi(person(name, ...groups), 'GET', path);
        if (allowed(groups).length === 0) expect([403, 404]).toContain(status);
        const recorded = table.of(`ACCESS#${CASE}`).filter(({ id }) => !before.has(id));
        expect(recorded.map(({ what }) => what)).toEqual(status === 200 && reads !== null ? [reads] : []);
        const weak = { ...person(name, ...groups), scope: 'countersign/submit' };
        expect((await callApi(weak, 'GET', path)).status).toBe(403);
      }),
      { numRuns: 150 },
    );
  });
});

describe('the table of routes', () => {
  it('has every route of the API, and no other', () => {
    const nothing: unknown = new Proxy({}, { get: () => nothing });
    const app = createApp({ vendorOf: async () => null }, Object(nothing));
    const routes = [...new Set(app.routes.map(({ method, path }) => `${method} ${path}`))];
    expect(routes.filter((route) => ruleOf(route) === null)).toEqual([]);
    expect(routes.map((route) => ruleOf(route)?.route).sort()).toEqual(ROUTES.map(({ route }) => route).sort());
  });
});
