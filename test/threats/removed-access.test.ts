import '../functions/support/referred-case.ts';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { AccessList, heldFast, verifyAccesses } from '#core/api/accesses.ts';
import { CaseLog } from '#core/api/procedure-wire.ts';
import { verifyLog } from '#core/api/verify-log.ts';
import { callApi, person } from '../functions/support/call-api.ts';
import { CASE, FEDERAL, OPENED, referredCase, table } from '../functions/support/referred-case.ts';

const NSA = person('nora', 'agency.nsa.reviewer');
const VENDOR = person('vera', 'vendor.acme');
const LEDGER = `ACCESS#${CASE}`;

const newest = () => table.of(LEDGER).at(-1) ?? expect.fail('there is a record');
const read = () => callApi(NSA, 'GET', `/cases/${CASE}/events`);
/** The check of the vendor: its log, then its ledger. */
async function faults() {
  const { events } = CaseLog.parse((await callApi(VENDOR, 'GET', `/cases/${CASE}/events`)).json);
  const { accesses } = AccessList.parse((await callApi(VENDOR, 'GET', `/cases/${CASE}/accesses`)).json);
  expect(verifyLog(events).faults).toEqual([]);
  return verifyAccesses(accesses, heldFast(events)).faults;
}

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['Date'], now: new Date(OPENED) });
  table.items.clear();
  await referredCase();
});

/** The newest record is named by no other, so that the ledger alone does not show that it is gone. */
describe('who takes away the newest record of who read what', () => {
  const ACTS = {
    hold: () =>
      callApi(person('cora', 'coordinator'), 'POST', `/cases/${CASE}/hold`, { do: 'place', reason: 'Litigation.' }),
    determination: () =>
      callApi(NSA, 'POST', `/cases/${CASE}/commands`, {
        ...{ id: 'c-1', standard: FEDERAL },
        do: { type: 'determine', determination: { kind: 'concur', resolves: [] } },
      }),
    'emergency access': () =>
      callApi(person('gail', 'break-glass'), 'POST', `/cases/${CASE}/break-glass`, {
        ...{ do: 'open', minutes: 5, reason: 'Incident 26-114: weights that were found may be these.' },
      }),
  };

  it.each(Object.entries(ACTS))(
    'is found out once anything has happened in the case after it, such as a %s',
    async (_, act) => {
      await read();
      vi.setSystemTime(new Date(Date.parse(OPENED) + 1000));
      await read();
      expect((await act()).status).toBe(200);
      expect(await faults()).toEqual([]);
      // The vendor's own readings are newer, and name what is there; whoever removes takes those away as well.
      for (const record of table.of(LEDGER).slice(1)) table.items.delete(`${record.PK} ${record.SK}`);
      const missing = await faults();
      expect(missing.some(({ fault }) => fault === 'missing')).toBe(true);
    },
  );

  it('is not found out before, which is why events hold records fast', async () => {
    await read();
    const { PK, SK } = newest();
    table.items.delete(`${PK} ${SK}`);
    expect(await faults()).toEqual([]);
  });
});
