import '../support/referred-case.ts';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type * as z from 'zod';
import { type Action, Command } from '#core/adjudication/case/command.ts';
import type { Actor } from '#core/adjudication/case/parts.ts';
import { RegisterList, RegisterStatistics } from '#core/api/register-wire.ts';
import type { Publication } from '#core/bundle/manifest.ts';
import { callPublic } from '../support/call-api.ts';
import {
  CASE,
  decideBundle,
  FEDERAL,
  OPENED,
  openCase,
  procedures,
  reviewer,
  table,
  VENDOR,
} from '../support/referred-case.ts';

type By = Partial<Actor> & Pick<Actor, 'id' | 'role'>;
const act = (id: string, by: By, action: z.input<typeof Action>) =>
  procedures.act(CASE, FEDERAL, Command.parse({ id, by, do: action }));
const days = (n: number) => new Date(Date.parse(OPENED) + n * 86_400_000);
const register = async (query = `standard=${FEDERAL}`) => callPublic(`/register?${query}`);
const entries = async () => RegisterList.parse((await register()).json).entries;

async function decidedCase(publication: Publication) {
  await openCase();
  await decideBundle({ [FEDERAL]: { outcome: 'referred' } }, 1, CASE, publication);
  await concur();
}
async function concur() {
  for (const agency of ['nsa', 'oncd', 'odni']) {
    await act(agency, reviewer(agency), { type: 'determine', determination: { kind: 'concur' } });
    await act(`${agency} signs`, reviewer(agency, 2), { type: 'sign', n: 1 });
  }
}

beforeEach(() => {
  table.items.clear();
  vi.useFakeTimers({ toFake: ['Date'], now: new Date(OPENED) });
});

describe('the register', () => {
  it('has a decision once it is made, in the same write, without its case', async () => {
    await openCase();
    await decideBundle({ [FEDERAL]: { outcome: 'referred' } });
    expect(await entries()).toEqual([]);
    await concur();
    expect(await entries()).toMatchObject([{ month: '2026-03', outcome: 'cleared', model: null, tier: null }]);
    const { json } = await register();
    expect(JSON.stringify(json)).not.toMatch(/case-|quillon|acme/i);
  });

  it('names vendor and model where the manifest allows it', async () => {
    await decidedCase({ names: 'cleared' });
    expect(await entries()).toMatchObject([{ model: { vendor: 'Quillon Research', name: 'quillon/atlas-5' } }]);
  });

  it('says that a decision is looked at again, and has the new one in its place', async () => {
    await decidedCase({ names: 'never' });
    vi.setSystemTime(days(40));
    const reopen = { type: 'reopen', cause: 'false_statement', statement: 'Untrue.', evidence: 'A letter.' } as const;
    await act('reopen', { id: 'cora', role: 'coordinator' }, reopen);
    expect(await entries()).toMatchObject([{ standing: 'reopened', outcome: 'cleared' }]);
    await act('withdraw', VENDOR, { type: 'withdraw', reason: 'As you say.' });
    expect(await entries()).toMatchObject([{ standing: 'final', outcome: 'withdrawn', month: '2026-04' }]);
  });

  it('is read page by page, and only from where a page ended', async () => {
    for (let n = 0; n < 150; n += 1)
      table.items.set(`entry ${n}`, {
        PK: `REGISTER#${FEDERAL}`,
        SK: `2026-03#${String(n).padStart(32, '0')}`,
        standard: FEDERAL,
        month: '2026-03',
        outcome: 'cleared',
        by: 'unanimous',
        standing: 'final',
        track: 'standard',
        tier: 'T1',
        days: { total: n, vendor: 0 },
        held: false,
        appeal: null,
        conditions: 0,
        invented: false,
        model: null,
      });
    const first = RegisterList.parse((await register()).json);
    const second = RegisterList.parse((await register(`standard=${FEDERAL}&start=${first.next}`)).json);
    expect([first.entries.length, second.entries.length, second.next]).toEqual([100, 50, null]);
    expect((await register(`standard=${FEDERAL}&start=e30`)).code).toBe('start-invalid');
    // Statistics are kept for a minute.
    vi.setSystemTime(days(1));
    const { json } = await callPublic(`/register/statistics?standard=${FEDERAL}`);
    expect(RegisterStatistics.parse(json)).toMatchObject({ entries: 150, held: 0, tracks: [{ medianDays: 74.5 }] });
  });

  it.each(['/register', '/register/statistics'])('%s asks for a standard that there is', async (path) => {
    expect(await callPublic(path)).toMatchObject({ status: 400, code: 'standard-missing' });
    expect(await callPublic(`${path}?standard=us-frontier/1999.1`)).toMatchObject({
      status: 404,
      code: 'standard-unknown',
    });
  });
});
