import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type AccessRecord,
  headsOf,
  MOST_PREVIOUS,
  nextAccess,
  type Reader,
  verifyLedger,
} from '#core/attestation/access-ledger.ts';

const caseId = `case-${'a'.repeat(40)}`;
const reader: Reader = { kind: 'person', who: 'p1', roles: ['agency.nsa.reviewer'] };
const access = (n: number, recent: readonly AccessRecord[]) =>
  nextAccess(
    {
      caseId,
      id: `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`,
      at: new Date(Date.UTC(2026, 2, 2) + n * 1000).toISOString(),
      reader,
      what: 'findings',
      standard: null,
      items: [],
    },
    recent,
  );

/** A ledger of writers who each saw what was there some records before: as if they had met. */
const ledger = fc.array(fc.nat({ max: 4 }), { minLength: 2, maxLength: 30 }).map((lags) => {
  const all: AccessRecord[] = [];
  for (const [n, lag] of lags.entries()) all.push(access(n, all.slice(0, Math.max(0, all.length - lag))));
  return all;
});

describe('the ledger of accesses', () => {
  it('holds, however writers meet', () => {
    fc.assert(
      fc.property(ledger, (records) => {
        expect(verifyLedger(records, headsOf(records))).toEqual([]);
      }),
    );
  });

  it('shows it where a record is taken away that another names, or that somebody noted', () => {
    fc.assert(
      fc.property(ledger, fc.nat(), (records, at) => {
        const gone = at % records.length;
        const rest = records.toSpliced(gone, 1);
        const hash = records[gone]?.hash ?? '';
        expect(verifyLedger(rest, [hash])).toContainEqual({ record: hash, fault: 'missing' });
        const named = records.some(({ previous }) => previous.includes(hash));
        expect(verifyLedger(rest).some(({ fault }) => fault === 'missing')).toBe(named);
      }),
    );
  });

  it('shows it where any records are taken away that were there when its heads were noted, also the newest, and all that name them', () => {
    fc.assert(
      fc.property(ledger, fc.nat(), fc.infiniteStream(fc.boolean()), (records, at, taken) => {
        const noted = headsOf(records.slice(0, 1 + (at % records.length)));
        const rest = records.filter(() => !taken.next().value);
        const before = new Set(records.slice(0, 1 + (at % records.length)));
        fc.pre([...before].some((one) => !rest.includes(one)));
        expect(verifyLedger(rest, noted)).not.toEqual([]);
      }),
    );
  });

  it('shows it where anything in a record is changed, with its hash made anew or not', () => {
    fc.assert(
      fc.property(ledger, fc.nat(), (records, at) => {
        const one = records[at % records.length];
        if (one === undefined) return;
        const { hash, previous: _, ...content } = one;
        const changed = { ...one, what: 'events' as const };
        const replaced = (by: AccessRecord) => records.map((record) => (record === one ? by : record));
        expect(verifyLedger(replaced(changed))).toContainEqual({ record: one.id, fault: 'wrong-hash' });
        const anew = nextAccess({ ...content, what: 'events' }, []);
        expect(verifyLedger(replaced(anew), [hash])).toContainEqual({ record: hash, fault: 'missing' });
      }),
    );
  });

  it('a record names all that no other had named, up to a limit, and the next one what was left', () => {
    const alone = Array.from({ length: MOST_PREVIOUS + 1 }, (_, n) => access(n, []));
    const first = access(1_000, alone);
    expect(first.previous).toHaveLength(MOST_PREVIOUS);
    const second = access(1_001, [...alone, first]);
    expect(second.previous).toHaveLength(2);
    expect(headsOf([...alone, first, second])).toEqual([second.hash]);
  });

  it('shows records of another case, and one that stands there twice', () => {
    const one = access(1, []);
    expect(verifyLedger([one, one])).toEqual([{ record: one.id, fault: 'twice' }]);
    const { hash: _, previous: __, ...content } = access(2, []);
    const foreign = nextAccess({ ...content, caseId: `case-${'b'.repeat(40)}` }, [one]);
    expect(verifyLedger([one, foreign])).toEqual([{ record: foreign.id, fault: 'other-case' }]);
  });
});
