import '../support/referred-case.ts';
import { SFNClient } from '@aws-sdk/client-sfn';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { Command } from '#core/adjudication/case/command.ts';
import { BreakGlassAnswer, BreakGlassRequest } from '#core/api/break-glass.ts';
import type { Caller, PersonRole } from '#core/api/people.ts';
import { CaseView } from '#core/api/wire.ts';
import { CaseEvent, verifyChain } from '#core/attestation/event-chain.ts';
import { BreakGlass } from '#functions/api/break-glass.ts';
import { CaseFinder } from '#functions/api/case-finder.ts';
import { Queues } from '#functions/api/queues.ts';
import { table as client } from '#functions/shared/clients.ts';
import { rulesFor } from '#functions/shared/procedure/rules.ts';
import { AccessTable } from '#functions/shared/table/access-table.ts';
import { callApi, person as claims } from '../support/call-api.ts';
import {
  CASE,
  cases,
  decideBundle,
  FEDERAL,
  found,
  OPENED,
  openCase,
  procedures,
  referredCase,
  reviewer,
  STATES,
  table,
  VENDOR,
} from '../support/referred-case.ts';

const person = (id: string, ...roles: PersonRole[]): Caller => ({ kind: 'person', id, name: id, roles });
const GAIL = person('gail', { role: 'break_glass' });
const NSA = person('nora', { role: 'reviewer', agency: 'nsa' });
const ONCD = person('olga', { role: 'principal', agency: 'oncd' });
const COORDINATOR = person('cora', { role: 'coordinator' });
const finder = new CaseFinder(cases, rulesFor);
const breakGlassWhere = (enabled: boolean) =>
  new BreakGlass(cases, finder, new AccessTable(client, 'cases'), rulesFor, enabled);
const breakGlass = breakGlassWhere(true);
const queues = new Queues(cases, rulesFor);
const act = (caller: Caller, request: BreakGlassRequest) => breakGlass.act(caller, CASE, request);
const OPEN: BreakGlassRequest = {
  do: 'open',
  reason: 'Incident 26-114: weights that were found may be these.',
  minutes: 60,
};
const review = (more: object = {}): BreakGlassRequest => ({
  ...{ do: 'review', grant: 1, finding: 'justified', comment: 'The incident needed it.' },
  ...more,
});
const log = () => cases.items(CASE, 'EVENT#', CaseEvent);
const owed = async (caller: Caller) =>
  (await queues.page(caller)).entries.flatMap(({ duties }) => duties.map(({ what }) => what));
const later = (minutes: number) => vi.setSystemTime(new Date(Date.parse(OPENED) + minutes * 60_000));

beforeEach(() => {
  table.items.clear();
  vi.useFakeTimers({ toFake: ['Date'], now: new Date(OPENED) });
});

describe('an emergency access', () => {
  it('is opened once, ends by itself, and is an open task of every agency of the case until that agency has reviewed it', async () => {
    await referredCase([FEDERAL, STATES]);
    const { access } = await act(GAIL, OPEN);
    const agencies = [...new Set([FEDERAL, STATES].flatMap((pack) => rulesFor(pack).agencies))];
    expect(access).toMatchObject({ n: 1, open: true, mayEnd: true, name: 'gail', owed: agencies, yours: [] });
    expect((await act(GAIL, { ...OPEN, minutes: 240 })).access).toEqual(access);
    await expect(act(NSA, review())).rejects.toMatchObject({ status: 409, code: 'emergency-open' });
    expect(await owed(NSA)).toContain('emergency_review');

    later(60);
    const reviewed = await act(NSA, review());
    expect(reviewed.access).toMatchObject({
      open: false,
      name: null,
      reviews: [{ agency: 'nsa', finding: 'justified' }],
    });
    expect(reviewed.access.owed).not.toContain('nsa');
    expect((await act(NSA, review({ finding: 'not_justified' }))).lastSeq).toBe(reviewed.lastSeq);
    expect(await owed(NSA)).not.toContain('emergency_review');
    expect(await owed(ONCD)).toContain('emergency_review');
    const events = await log();
    expect(verifyChain(events)).toEqual([]);
    expect(events.slice(-2).map(({ type }) => type)).toEqual(['emergency_access_opened', 'emergency_access_reviewed']);
    expect(JSON.stringify(events)).not.toMatch(/gail|nora/);
  });

  it('is owed a review also where the case is decided meanwhile, and nothing else is owed', async () => {
    await referredCase();
    await act(GAIL, OPEN);
    const withdraw = { id: 'w', by: VENDOR, do: { type: 'withdraw', reason: 'Another model comes first.' } };
    expect(await procedures.act(CASE, FEDERAL, Command.parse(withdraw))).not.toHaveProperty('refused');
    expect((await found()).emergencies).toHaveLength(1);
    expect(await owed(NSA)).toEqual(['emergency_review']);
  });

  it.each([
    ['its vendor', person('vera', { role: 'vendor', vendor: 'acme' })],
    ['a reviewer', NSA],
    ['a coordinator', COORDINATOR],
    ['an auditor', person('anna', { role: 'auditor' })],
    ['who may, and is of an agency', person('gus', { role: 'break_glass' }, { role: 'reviewer', agency: 'cisa' })],
    ['who may, and votes for a company', person('gus', { role: 'break_glass' }, { role: 'company' })],
    ['a program', { kind: 'client', vendor: 'acme', clientId: 'c' } as const],
  ])('is opened by none such as %s', async (_, caller) => {
    await referredCase();
    await expect(act(caller, OPEN)).rejects.toMatchObject({ status: 403, code: 'role-refused' });
    expect((await found()).emergencies).toBeUndefined();
  });

  it('is not opened where the deployment has none, the case is unknown or not decided, or the person is recused', async () => {
    await openCase();
    await expect(breakGlassWhere(false).act(GAIL, CASE, OPEN)).rejects.toMatchObject({ code: 'break-glass-off' });
    await expect(act(GAIL, OPEN)).rejects.toMatchObject({ status: 409, code: 'not-decided' });
    const unknown = `case-${'f'.repeat(40)}`;
    await expect(breakGlass.act(GAIL, unknown, OPEN)).rejects.toMatchObject({ status: 404 });
    await decideBundle({ [FEDERAL]: { outcome: 'referred' } });
    const recuse = { id: 'r', by: { ...reviewer('nsa'), id: 'gail' }, do: { type: 'recuse', reason: 'A relative.' } };
    expect(await procedures.act(CASE, FEDERAL, Command.parse(recuse))).not.toHaveProperty('refused');
    await expect(act(GAIL, OPEN)).rejects.toMatchObject({ status: 403, code: 'recused' });
  });

  it.each([
    ['a reason that says nothing', { ...OPEN, reason: '          urgent                                          ' }],
    ['more than four hours', { ...OPEN, minutes: 241 }],
    ['no end', { do: 'open', reason: OPEN.do === 'open' ? OPEN.reason : '' }],
  ])('is not opened with %s', async (_, body) => {
    await referredCase();
    const answer = await callApi(claims('gail', 'break-glass'), 'POST', `/cases/${CASE}/break-glass`, body);
    expect(answer).toMatchObject({ status: 400, code: 'body-invalid' });
  });

  it.each([
    ['a principal of the case', ONCD, 'principal'],
    ['the coordinator', COORDINATOR, 'coordinator'],
    ['another of the group', person('gus', { role: 'break_glass' }), 'break_glass'],
  ])('is ended before its time by %s, once', async (_, caller, as) => {
    await referredCase();
    await act(GAIL, OPEN);
    const ended = await act(caller, { do: 'end', grant: 1 });
    expect(ended.access).toMatchObject({ open: false, endedAt: OPENED });
    expect((await act(caller, { do: 'end', grant: 1 })).lastSeq).toBe(ended.lastSeq);
    expect((await log()).at(-1)).toMatchObject({ type: 'emergency_access_ended', data: { grant: 1, as } });
  });

  it('tells nobody of the group what agencies said of one that is over', async () => {
    await referredCase();
    await act(GAIL, OPEN);
    later(60);
    await act(NSA, review());
    const { access } = await act(person('gus', { role: 'break_glass' }), { do: 'end', grant: 1 });
    expect(access).toMatchObject({ open: false, name: null, owed: [], reviews: [] });
  });

  it.each([
    ['a reviewer', NSA],
    [
      'a principal who acts for the vendor',
      person('x', { role: 'principal', agency: 'nsa' }, { role: 'vendor', vendor: 'acme' }),
    ],
  ])('is not ended by %s', async (_, caller) => {
    await referredCase();
    await act(GAIL, OPEN);
    await expect(act(caller, { do: 'end', grant: 1 })).rejects.toMatchObject({ status: 403 });
    await expect(act(ONCD, { do: 'end', grant: 2 })).rejects.toMatchObject({ status: 404, code: 'emergency-unknown' });
  });

  it('is not reviewed by who opened it, whatever they have become since', async () => {
    await referredCase();
    await act(GAIL, OPEN);
    later(60);
    const gail = person('gail', { role: 'reviewer', agency: 'nsa' });
    await expect(act(gail, review())).rejects.toMatchObject({ status: 403, code: 'own-access' });
    expect((await act(NSA, review())).access.reviews).toHaveLength(1);
  });

  it('is opened only while the item of the case has room for it and for every review that is owed', async () => {
    await referredCase([FEDERAL, STATES]);
    let refused: unknown = null;
    for (let n = 1; refused === null && n < 60; n += 1) {
      const opened = act(GAIL, { do: 'open', reason: '\u6f22'.repeat(2_000), minutes: 5 });
      refused = await opened.then(
        () => null,
        (error: unknown) => error,
      );
      later(n * 5);
    }
    expect(refused).toMatchObject({ status: 409, code: 'emergencies-full', message: expect.stringContaining('nsa') });
    const comment = '\u6f22'.repeat(1_000);
    expect(BreakGlassRequest.safeParse(review({ comment: `${comment}.` })).success).toBe(false);
    const { emergencies = [] } = await found();
    expect(emergencies.length).toBeGreaterThan(2);
    for (const { n, owed: agencies } of emergencies)
      for (const agency of agencies)
        await act(person('r', { role: 'reviewer', agency }), review({ grant: n, comment, agency }));
    const bytes = Buffer.byteLength(JSON.stringify(await found()));
    expect(bytes).toBeLessThan(300_000);
  });

  it.each([
    ['an auditor', ['auditor'], 'gail'],
    ['an auditor who is of the vendor', ['auditor', 'vendor.acme'], null],
    ['a reviewer', ['agency.nsa.reviewer'], null],
  ])('is shown to %s (%s) with the name %s', async (_, groups, name) => {
    await referredCase();
    await act(GAIL, OPEN);
    vi.spyOn(SFNClient.prototype, 'send').mockImplementation(async () => ({ events: [] }));
    const { json } = await callApi(claims('anna', ...groups), 'GET', `/cases/${CASE}`);
    expect(CaseView.parse(json).emergencies).toMatchObject([{ n: 1, name }]);
  });

  it('is decided anew on what another writer left', async () => {
    await referredCase();
    const nothing = { events: [], create: [], replace: [], remove: [] };
    table.interloper = async () => cases.commit(await found(), { summary: { tier: 'T3' }, ...nothing });
    expect(BreakGlassAnswer.parse(await act(GAIL, OPEN)).access.open).toBe(true);
    expect(await found()).toMatchObject({ tier: 'T3', emergencies: [{ n: 1 }] });
  });
});
