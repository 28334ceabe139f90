import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mergeSamples } from '#core/evidence/inspect/merge-samples.ts';
import type { SampleRow } from '#core/evidence/inspect/row.ts';
import { Rows } from '#core/evidence/inspect/rows.ts';
import { sampleRow } from '../../../fixtures/sample-row.ts';

/** Rows of few samples, so that many repeat and few go without the other. */
const rows = fc.array(sampleRow(fc.constantFrom('a', 'b', 'c'), fc.integer({ min: 1, max: 2 })), { maxLength: 12 });

function merged(summaries: readonly SampleRow[], samples: readonly SampleRow[], settled: boolean) {
  const first = new Rows();
  for (const row of summaries) first.add(row);
  const second = new Rows(first.keys);
  for (const row of samples) {
    const number = second.add(row);
    if (settled) first.settle(number);
  }
  const { rows: joined, flags } = mergeSamples(first, second, true);
  return { rows: joined.map(plain), flags };
}

/** What a row says, whatever it is kept as. */
const plain = ({ id, epoch, scores, metadata, errored, limit, edits, pointer }: SampleRow) => ({
  ...{ id, epoch, scores: [...scores], metadata, errored, limit, edits, pointer },
});

describe('summaries and samples', () => {
  it('give the same whether or not summaries are settled as their samples come', () => {
    fc.assert(
      fc.property(rows, rows, (summaries, samples) => {
        expect(merged(summaries, samples, true)).toEqual(merged(summaries, samples, false));
      }),
      { numRuns: 500 },
    );
  });

  it('are in the order of the summaries, and samples without one come last; of several rows the last counts', () => {
    fc.assert(
      fc.property(rows, rows, (summaries, samples) => {
        const key = ({ id, epoch }: { id: string; epoch: number }) => `${epoch} ${id}`;
        const all = [...summaries, ...samples];
        const found = merged(summaries, samples, true).rows;
        expect(found.map(key)).toEqual([...new Set(all.map(key))]);
        for (const row of found) {
          const last = all.findLast((one) => key(one) === key(row));
          expect([...row.scores]).toEqual([...(last?.scores ?? [])]);
        }
      }),
      { numRuns: 300 },
    );
  });
});
