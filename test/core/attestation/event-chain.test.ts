import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type CaseEvent, nextEvent, verifyChain } from '#core/attestation/event-chain.ts';

const data = fc.dictionary(fc.string(), fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constant(null)));
const type = fc.constantFrom<CaseEvent['type'][]>('opened', 'accepted', 'returned', 'decided', 'referred');

const chain = fc.array(fc.record({ type, data }), { minLength: 1, maxLength: 8 }).map((records) => {
  const events: CaseEvent[] = [];
  for (const [i, record] of records.entries()) {
    const at = new Date(1_700_000_000_000 + i * 1000).toISOString();
    events.push(nextEvent(events.at(-1) ?? null, { ...record, caseId: 'case-1', at }));
  }
  return events;
});

describe('event chain', () => {
  it('holds as it was built', () => {
    fc.assert(
      fc.property(chain, (events) => {
        expect(verifyChain(events)).toEqual([]);
      }),
    );
  });

  it('shows every change of an event, wherever it is made', () => {
    fc.assert(
      fc.property(chain, fc.nat(), (events, at) => {
        const changed = events.map((event, i) =>
          i === at % events.length ? { ...event, at: '2031-01-01T00:00:00.000Z' } : event,
        );
        expect(verifyChain(changed)).not.toEqual([]);
      }),
    );
  });

  it('shows an event that was removed, unless it was the last', () => {
    fc.assert(
      fc.property(chain, fc.nat(), (events, at) => {
        fc.pre(events.length > 1);
        expect(verifyChain(events.toSpliced(at % (events.length - 1), 1))).not.toEqual([]);
      }),
    );
  });

  it('shows two events that changed places', () => {
    fc.assert(
      fc.property(chain, (events) => {
        fc.pre(events.length > 1);
        const [first, second, ...rest] = events;
        if (first === undefined || second === undefined) return;
        expect(verifyChain([second, first, ...rest])).not.toEqual([]);
      }),
    );
  });
});

describe('what an event holds fast of the ledger of accesses', () => {
  const one = { caseId: 'case-1', type: 'opened', at: '2026-03-02T17:00:00.000Z', data: {} } as const;

  it('is part of its hash, and of an event without it nothing is', () => {
    const without = nextEvent(null, one);
    expect(without).not.toHaveProperty('ledger');
    const held = nextEvent(without, { ...one, type: 'hold_placed' }, ['sha256:a']);
    expect(verifyChain([without, held])).toEqual([]);
    const { ledger: _, ...stripped } = held;
    for (const changed of [stripped, { ...held, ledger: ['sha256:b'] }])
      expect(verifyChain([without, changed])).toEqual([{ seq: 1, fault: 'wrong-hash' }]);
  });
});
