import '../setup-environment.ts';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { table as client } from '#functions/shared/clients.ts';
import { TurnTable } from '#functions/shared/turns/turn-table.ts';
import { InMemoryTable } from '../../statemachines/support/in-memory-table.ts';

const table = new InMemoryTable();
const turns = new TurnTable(client, 'cases', { perVendor: 2, inAll: 3 });
const taken = (line: string) => table.of(`TURN#${line}`).map(({ execution }) => execution);

beforeEach(() => {
  table.items.clear();
  vi.useFakeTimers({ now: Date.parse('2026-03-02T12:00:00Z'), toFake: ['Date'] });
});
afterEach(() => {
  vi.useRealTimers();
});

describe('turns', () => {
  it('are as many for a vendor, and as many in all, as there are', async () => {
    const given: boolean[] = [];
    for (const [vendor, execution] of [
      ['flood', 'f-1'],
      ['flood', 'f-2'],
      ['flood', 'f-3'],
      ['honest', 'h-1'],
      ['other', 'o-1'],
    ] as const)
      given.push(await turns.take(vendor, execution));
    expect(given).toEqual([true, true, false, true, false]);
    expect(taken('*').toSorted()).toEqual(['f-1', 'f-2', 'h-1']);
  });

  it('are one for a review, however often it asks', async () => {
    for (let asked = 0; asked < 3; asked += 1) expect(await turns.take('acme', 'a-1')).toBe(true);
    expect(taken('acme')).toEqual(['a-1']);
    expect(taken('*')).toEqual(['a-1']);
  });

  it('are free again when they are given back, and by themselves once a review cannot run any more', async () => {
    await turns.take('acme', 'a-1');
    await turns.take('acme', 'a-2');
    await turns.giveBack('acme', 'a-1');
    expect(await turns.take('acme', 'a-3')).toBe(true);
    expect(await turns.take('acme', 'a-4')).toBe(false);
    vi.setSystemTime(Date.parse('2026-03-02T14:16:00Z'));
    expect(await turns.take('acme', 'a-4')).toBe(true);
    expect(await turns.take('acme', 'a-5')).toBe(true);
  });

  it('of somebody else are not given back', async () => {
    await turns.take('acme', 'a-1');
    await turns.giveBack('acme', 'a-2');
    await turns.giveBack('other', 'a-1');
    expect(taken('acme')).toEqual(['a-1']);
  });

  it('go to somebody else where two want the same slot at once, and to both where there are two', async () => {
    table.interloper = () => turns.take('acme', 'a-2');
    expect(await turns.take('acme', 'a-1')).toBe(true);
    expect(taken('acme').toSorted()).toEqual(['a-1', 'a-2']);
    table.interloper = null;
    expect(await turns.take('acme', 'a-3')).toBe(false);
  });

  it('are never more than there are, whatever is taken and given back', async () => {
    const step = fc.record({
      take: fc.boolean(),
      vendor: fc.constantFrom('a', 'b', 'c'),
      n: fc.integer({ min: 1, max: 4 }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 30 }), async (steps) => {
        table.items.clear();
        for (const { take, vendor, n } of steps) {
          await (take ? turns.take(vendor, `${vendor}-${n}`) : turns.giveBack(vendor, `${vendor}-${n}`));
          const own = ['a', 'b', 'c'].map((line) => taken(line));
          expect(own.every((held) => held.length <= 2)).toBe(true);
          expect(taken('*').toSorted()).toEqual(own.flat().toSorted());
          expect(taken('*').length).toBeLessThanOrEqual(3);
        }
      }),
      { numRuns: 60 },
    );
  });
});
