import '../support/referred-case.ts';
import { beforeEach, describe, expect, it } from 'vitest';
import { Command } from '#core/adjudication/case/command.ts';
import { holdOn, KEPT, type Retention } from '#core/adjudication/retention/retention.ts';
import type { HoldRequest } from '#core/api/holds.ts';
import type { Caller, PersonRole } from '#core/api/people.ts';
import { sightOf } from '#core/api/sight.ts';
import { CaseEvent, verifyChain } from '#core/attestation/event-chain.ts';
import { CaseFinder } from '#functions/api/case-finder.ts';
import { summaryOf } from '#functions/api/cases.ts';
import { Holds } from '#functions/api/holds.ts';
import { requireKept } from '#functions/api/require-kept.ts';
import { seenEvent } from '#functions/api/seen-events.ts';
import { table as client } from '#functions/shared/clients.ts';
import { rulesFor } from '#functions/shared/procedure/rules.ts';
import { AccessTable } from '#functions/shared/table/access-table.ts';
import {
  CASE,
  cases,
  FEDERAL,
  found,
  OPENED,
  openCase,
  procedures,
  referredCase,
  reviewer,
  table,
} from '../support/referred-case.ts';

const person = (...roles: PersonRole[]): Caller => ({ kind: 'person', id: 'cora', name: 'Cora', roles });
const COORDINATOR = person({ role: 'coordinator' });
const VENDOR = person({ role: 'vendor', vendor: 'acme' });
const finder = new CaseFinder(cases, rulesFor);
const holds = new Holds(cases, finder, new AccessTable(client, 'cases'));
const place: HoldRequest = { do: 'place', reason: 'Litigation.' };
const lift: HoldRequest = { do: 'lift', reason: 'It is over.' };
const log = () => cases.items(CASE, 'EVENT#', CaseEvent);

const begun = { seq: 1, hash: 'a', at: OPENED };
const destruction = { parts: ['bundle' as const], bundle: 1, by: 'term' as const, begun, ended: null };
async function retain(retention: Retention): Promise<void> {
  const nothing = { events: [], create: [], replace: [], remove: [] };
  await cases.commit(await found(), { summary: { retention }, ...nothing });
}

beforeEach(() => table.items.clear());

describe('a legal hold', () => {
  it('is placed and lifted by the coordinator at any stage, each once, with the reason and without the name in the log', async () => {
    await openCase();
    const placed = await holds.change(COORDINATOR, CASE, place);
    expect(placed).toMatchObject({ hold: { reason: 'Litigation.' }, lastSeq: 1 });
    expect(await holds.change(COORDINATOR, CASE, { ...place, reason: 'Again.' })).toEqual(placed);
    expect((await found()).retention?.holds).toMatchObject([{ placed: { by: 'cora' }, lifted: null }]);
    expect(await holds.change(COORDINATOR, CASE, lift)).toMatchObject({ hold: null, lastSeq: 2 });
    expect(await holds.change(COORDINATOR, CASE, lift)).toMatchObject({ hold: null, lastSeq: 2 });
    const events = await log();
    expect(verifyChain(events)).toEqual([]);
    expect(events.map(({ type }) => type)).toEqual(['opened', 'hold_placed', 'hold_lifted']);
    expect(JSON.stringify(events)).not.toContain('cora');
    const sight = sightOf(VENDOR, { vendor: 'acme', standards: [] }) ?? expect.fail('the vendor sees its case');
    expect(events.map((event) => seenEvent(event, sight).data)).toEqual(events.map(({ data }) => data));
  });

  it.each([
    ['its vendor', VENDOR],
    ['an agency', person({ role: 'reviewer', agency: 'nsa' })],
    ['an auditor', person({ role: 'auditor' })],
    ['a coordinator who acts for the vendor', person({ role: 'coordinator' }, { role: 'vendor', vendor: 'acme' })],
  ])('is no matter of %s', async (_, caller) => {
    await referredCase();
    await expect(holds.change(caller, CASE, place)).rejects.toMatchObject({ status: 403 });
    expect(holdOn((await found()).retention ?? KEPT)).toBeNull();
  });

  it('is placed on what another writer left, and not on what has begun to go', async () => {
    await referredCase();
    table.interloper = () => retain({ ...KEPT, destructions: [destruction] });
    await expect(holds.change(COORDINATOR, CASE, place)).rejects.toMatchObject({
      status: 409,
      code: 'destruction-begun',
    });
    expect((await log()).map(({ type }) => type)).not.toContain('hold_placed');
  });
});

describe('what was destroyed', () => {
  it('is answered with 410 and words from the first record on, and a later version of the bundle is shown', async () => {
    await referredCase();
    await retain({ ...KEPT, destructions: [destruction] });
    const item = await found();
    expect(() => requireKept(item, 'evidence')).not.toThrow();
    expect(() => requireKept(item, 'bundle')).toThrow(/bundle of case .* is being destroyed: its time was over/);
    expect(() => requireKept({ ...item, bundle: 2 }, 'bundle')).not.toThrow();
  });

  it('is said in lists of cases and, once the case is owed something again, in queues', async () => {
    await referredCase();
    expect(summaryOf(await found()).keeping).toBeUndefined();
    await holds.change(COORDINATOR, CASE, place);
    expect(summaryOf(await found()).keeping).toBe('held');
    await retain({ ...KEPT, destructions: [destruction] });
    expect(summaryOf(await found()).keeping).toBe('destroyed');
    expect(summaryOf({ ...(await found()), bundle: 2 }).keeping).toBeUndefined();
    expect((await cases.duties('nsa', 50)).duties[0]).not.toHaveProperty('destroyed');
    const concur = { type: 'determine', determination: { kind: 'concur' } } as const;
    await procedures.act(CASE, FEDERAL, Command.parse({ id: 'a', by: reviewer('odni'), do: concur }));
    expect((await cases.duties('nsa', 50)).duties).toMatchObject([{ destroyed: ['bundle'] }]);
  });
});
