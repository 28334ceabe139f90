import '../support/referred-case.ts';
import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { GetExecutionHistoryCommand, SFNClient } from '@aws-sdk/client-sfn';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type * as z from 'zod';
import type { Action } from '#core/adjudication/case/command.ts';
import { PERMISSIONS } from '#core/adjudication/case/permissions.ts';
import { CaseLog, CommandAnswer, Queue } from '#core/api/procedure-wire.ts';
import { CaseFindings, CaseView } from '#core/api/wire.ts';
import type { CaseEvent } from '#core/attestation/event-chain.ts';
import { keys } from '#functions/shared/table/items.ts';
import { type Claims, callApi as call, person, EVERY_SCOPE as SCOPE } from '../support/call-api.ts';
import {
  CASE,
  decideBundle,
  FEDERAL,
  OPENED,
  openCase,
  procedures,
  referredCase,
  STATES,
  stateOf,
  table,
  undecided,
} from '../support/referred-case.ts';

const sfn = mockClient(SFNClient);
const s3 = mockClient(S3Client);

type Does = z.input<typeof Action>;
let commands = 0;
const does = (claims: Claims, action: Does, more: object = {}, standard = FEDERAL) => {
  commands += 1;
  return call(claims, 'POST', `/cases/${CASE}/commands`, { id: `c${commands}`, standard, do: action, ...more });
};
const view = async (claims: Claims) => CaseView.parse((await call(claims, 'GET', `/cases/${CASE}`)).json);

const NSA = person('nora', 'agency.nsa.reviewer');
const COORDINATOR = person('cora', 'coordinator');
const VENDOR = person('vera', 'vendor.acme');
const concur = { type: 'determine', determination: { kind: 'concur' } } as const;

beforeEach(() => {
  table.items.clear();
  for (const [client, vendor] of [['client-acme', 'acme']] as const)
    table.items.set(`CLIENT#${client} CLIENT`, { ...keys.client(client), vendor });
  sfn.reset();
  s3.reset();
  sfn.on(GetExecutionHistoryCommand).resolves({ events: [] });
  vi.useFakeTimers({ toFake: ['Date'], now: new Date(OPENED) });
});

describe('who may do what', () => {
  const day = '2026-04-01';
  const text = 'So.';
  const ACTIONS: { [type in Does['type']]: Extract<Does, { type: type }> } = {
    open: { type: 'open', vendor: 'acme', standard: FEDERAL, digest: 'd' },
    screen: { type: 'screen' },
    return: { type: 'return', because: [text] },
    accept: { type: 'accept', track: 'standard' },
    start_checks: { type: 'start_checks' },
    record_checks: { type: 'record_checks', bundle: 1, outcome: 'cleared', tier: null, points: [] },
    tick: { type: 'tick' },
    determine: concur,
    sign: { type: 'sign', n: 1 },
    recuse: { type: 'recuse', reason: text },
    vote: { type: 'vote', position: 'cleared', reason: text },
    issue_request: { type: 'issue_request' },
    extend_answer: { type: 'extend_answer', until: day, reason: text },
    extend: { type: 'extend', reason: text },
    meet_condition: { type: 'meet_condition', condition: 'c', evidence: text },
    breach_condition: { type: 'breach_condition', condition: 'c', evidence: text },
    reopen: { type: 'reopen', cause: 'false_statement', statement: text, evidence: text },
    appoint_panel: { type: 'appoint_panel', members: [{ id: 'p', agency: 'nsa' }] },
    decide_appeal: {
      type: 'decide_appeal',
      result: 'upheld',
      votes: [{ member: 'p', result: 'upheld', reason: text }],
      reason: text,
    },
    answer: { type: 'answer', answers: [text] },
    amend: { type: 'amend', digest: 'd', note: text },
    withdraw: { type: 'withdraw', reason: text },
    appeal: { type: 'appeal', ground: text, statement: text },
  };
  const CALLERS: [string, Claims, string | null][] = [
    ['reviewer', NSA, 'reviewer'],
    ['principal', person('paul', 'agency.nsa.principal'), 'principal'],
    ['coordinator', COORDINATOR, 'coordinator'],
    ['person of the vendor', VENDOR, 'vendor'],
    ['program of the vendor', { client_id: 'client-acme', scope: SCOPE }, 'vendor'],
    ['auditor', person('audrey', 'auditor'), 'auditor'],
    ['person of another vendor', person('rita', 'vendor.rival'), null],
    ['panelist of another case', person('petra', 'panelist'), null],
    ['reviewer of an agency that has no part', person('otto', 'agency.cisa.reviewer'), null],
    ['company', person('carl', 'company'), null],
    ['editor of standards', person('ed', 'standards-editor'), null],
  ];
  const actions = Object.values(ACTIONS);
  it.each(CALLERS)('%s, action by action', async (_, claims, role) => {
    await referredCase();
    for (const action of actions) {
      const before = table.of(`CASE#${CASE}`, 'EVENT#').length;
      const { status, code } = await does(claims, action);
      const allowed = PERMISSIONS[action.type].roles.some((one) => one === role);
      if (role === null) expect([status, code], action.type).toEqual([404, 'case-unknown']);
      else if (action.type === 'amend') expect([status, code], action.type).toEqual([400, 'amend-by-upload']);
      else if (!allowed) expect([status, code], action.type).toEqual([403, 'role-refused']);
      else expect([200, 409], action.type).toContain(status);
      const written = table.of(`CASE#${CASE}`, 'EVENT#').length - before;
      if (status !== 200) expect(written, action.type).toBe(0);
      if (status === 200 && action.type === 'withdraw') {
        table.items.delete(`CASE#${CASE} CASE`);
        for (const item of table.of(`CASE#${CASE}`)) table.items.delete(`${item.PK} ${item.SK}`);
        await referredCase();
      }
    }
  });

  it('nobody acts for an agency on the case of their own vendor, or is offered to', async () => {
    await referredCase();
    const both = person('beth', 'agency.nsa.reviewer', 'coordinator', 'vendor.acme');
    expect((await does(both, concur, { as: 'agency.nsa.reviewer' })).code).toBe('own-case');
    expect((await does(both, concur)).code).toBe('own-case');
    expect((await does(both, { type: 'extend', reason: 'So.' })).code).toBe('own-case');
    const offered = (await view(both)).procedures.flatMap(({ next }) => next);
    expect([...new Set(offered.map(({ as }) => as))]).toEqual(['vendor.acme']);
    expect((await does(both, { type: 'withdraw', reason: 'So.' })).status).toBe(200);
  });

  it('everybody is offered what their role may do in this stage, and no more', async () => {
    await referredCase();
    const [procedure] = (await view(NSA)).procedures;
    const may = Object.entries(PERMISSIONS)
      .filter(([, { roles, stages }]) => roles.includes('reviewer') && stages.includes('agency_review'))
      .map(([action]) => ({ action, as: 'agency.nsa.reviewer' }));
    expect(procedure?.next).toEqual(may);
  });

  it('a command before the checks are decided, and under a standard of others, is answered', async () => {
    await openCase();
    expect((await does(VENDOR, { type: 'withdraw', reason: 'So.' })).code).toBe('not-decided');
    await decideBundle({ [FEDERAL]: { outcome: 'referred' } });
    expect((await does(NSA, concur, {}, STATES)).code).toBe('standard-unknown');
  });

  it('a command on what the case was is refused, and one that is repeated is not', async () => {
    await referredCase();
    const { lastSeq } = (await view(NSA)).case;
    const command = { id: 'mine', standard: FEDERAL, expected: lastSeq, do: concur };
    const first = CommandAnswer.parse((await call(NSA, 'POST', `/cases/${CASE}/commands`, command)).json);
    expect(first).toMatchObject({ events: [{ type: 'determined' }], lastSeq: lastSeq + 1 });
    const again = CommandAnswer.parse((await call(NSA, 'POST', `/cases/${CASE}/commands`, command)).json);
    expect(again).toMatchObject({ events: [], lastSeq: lastSeq + 1 });
    const other = person('odette', 'agency.odni.reviewer');
    expect(await does(other, concur, { expected: lastSeq })).toMatchObject({ status: 409, code: 'refused' });
    // Ids are a person's own: that of somebody else is no repetition.
    expect(await does(other, concur, { id: 'mine' })).toMatchObject({ json: { events: [{ type: 'determined' }] } });
  });
});

describe('what is seen of a case', () => {
  it('is, for the vendor, no determination, vote or silence before the decision, but a log whose hashes chain', async () => {
    await referredCase();
    await does(NSA, concur);
    vi.setSystemTime(new Date('2026-03-19T12:00:00.000Z'));
    await procedures.look(CASE, FEDERAL);
    const path = `/cases/${CASE}/events`;
    const [own, inner] = [await call(VENDOR, 'GET', path), await call(NSA, 'GET', path)].map(
      ({ json }) => CaseLog.parse(json).events,
    );
    const hidden = own?.filter(({ data }) => data === null).map(({ type }) => type);
    expect(hidden).toEqual(['determined', 'silence_recorded', 'silence_recorded', 'escalated']);
    expect(inner?.every(({ data }) => data !== null)).toBe(true);
    const link = ({ hash, previous }: Pick<CaseEvent, 'hash' | 'previous'>) => ({ hash, previous });
    expect(own?.map(link)).toEqual(inner?.map(link));
    for (const [i, { previous }] of (own ?? []).entries()) expect(previous).toBe(own?.[i - 1]?.hash ?? null);
    const [procedure] = (await view(VENDOR)).procedures;
    expect(procedure).toMatchObject({ determinations: [], votes: [], silent: [] });
    expect((await view(NSA)).procedures[0]?.determinations).toMatchObject([{ preparedBy: 'nora' }]);
  });

  it('is, for an agency of one standard, nothing of another, and not its outcome', async () => {
    await openCase();
    await decideBundle({ [FEDERAL]: { outcome: 'cleared' }, [STATES]: { outcome: 'referred' } });
    const states = person('sam', 'agency.ca-oes.reviewer');
    const seen = await view(states);
    expect(seen.case).toMatchObject({ outcome: 'referred', status: 'waiting_for_people' });
    expect(seen.verdicts.map(({ pack }) => pack.id)).toEqual(['us-states']);
    expect(seen.procedures.map(({ standard }) => standard)).toEqual([STATES]);
    expect(await call(states, 'GET', `/cases/${CASE}/findings?standard=${FEDERAL}`)).toMatchObject({
      code: 'standard-unknown',
    });
    const { events } = CaseLog.parse((await call(states, 'GET', `/cases/${CASE}/events`)).json);
    expect(events.filter(({ data }) => data?.standard === FEDERAL)).toEqual([]);
    expect((await view(VENDOR)).case.outcome).toBe('cleared');
  });

  it("is, of findings, one's own agency's and the joint ones", async () => {
    const findings = ['nsa', 'odni', 'joint'].map((agency) => undecided(agency, 'NSA-01', agency));
    await openCase();
    await decideBundle({ [FEDERAL]: { outcome: 'referred', findings } });
    s3.on(GetObjectCommand).callsFake(() => ({ Body: { transformToString: async () => JSON.stringify(findings) } }));
    const of = async (claims: Claims) =>
      CaseFindings.parse((await call(claims, 'GET', `/cases/${CASE}/findings`)).json).findings.map((one) => one.agency);
    expect(await of(NSA)).toEqual(['nsa', 'joint']);
    expect(await of(COORDINATOR)).toEqual(['joint']);
    expect(await of(VENDOR)).toEqual(['nsa', 'odni', 'joint']);
  });
});

describe('queues', () => {
  const queue = async (claims: Claims, query = '') => call(claims, 'GET', `/queue${query}`);
  const many = async () => {
    for (let i = 0; i < 60; i += 1) await referredCase([FEDERAL], `case-${String(i).padStart(40, '0')}`);
  };

  it('come in pages, without gaps and repetitions, and no page of another queue', async () => {
    await many();
    const first = Queue.parse((await queue(NSA)).json);
    expect(first.entries).toHaveLength(50);
    const second = Queue.parse((await queue(NSA, `?start=${first.next}`)).json);
    expect(second.next).toBeNull();
    const ids = [...first.entries, ...second.entries].map(({ caseId }) => caseId);
    expect(new Set(ids).size).toBe(60);
    expect(await queue(person('odette', 'agency.odni.reviewer'), `?start=${first.next}`)).toMatchObject({
      status: 400,
      code: 'start-invalid',
    });
    expect(await queue(NSA, '?start=zzz')).toMatchObject({ status: 400, code: 'start-invalid' });
  });

  it("are those of the caller's parties", async () => {
    await referredCase();
    expect(await queue(NSA, '?party=odni')).toMatchObject({ status: 403, code: 'queue-refused' });
    expect(await queue(person('a', 'auditor'))).toMatchObject({ status: 403, code: 'role-refused' });
    const two = person('t', 'agency.nsa.reviewer', 'coordinator');
    expect(await queue(two)).toMatchObject({ status: 400, code: 'party-ambiguous' });
    expect(Queue.parse((await queue(two, '?party=coordinator')).json).entries).toMatchObject([
      { party: 'coordinator' },
    ]);
    expect(Queue.parse((await queue(VENDOR)).json)).toEqual({ party: 'vendor:acme', entries: [], next: null });
  });

  it('lose an entry as soon as it is done', async () => {
    await referredCase();
    expect(Queue.parse((await queue(NSA)).json).entries).toMatchObject([{ duties: [{ what: 'determination' }] }]);
    await does(NSA, concur);
    expect(Queue.parse((await queue(NSA)).json).entries).toMatchObject([{ duties: [{ what: 'signature' }] }]);
    await does(person('nils', 'agency.nsa.reviewer'), { type: 'sign', n: 1 });
    expect(Queue.parse((await queue(NSA)).json).entries).toEqual([]);
    expect((await stateOf()).awaits).not.toContain('nsa');
  });
});
