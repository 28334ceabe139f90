import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { KeptRow } from '#core/evidence/inspect/kept-row.ts';
import { sampleRow } from '../../../fixtures/sample-row.ts';

const row = sampleRow();

describe('a kept row', () => {
  it('says what the row says that it was made of', () => {
    fc.assert(
      fc.property(row, (plain) => {
        expect(new KeptRow(plain)).toMatchObject(plain);
      }),
    );
  });

  it('completed by its summary keeps what happened, and takes what only the summary says', () => {
    fc.assert(
      fc.property(row, row, (sample, summary) => {
        expect(new KeptRow(sample).completedBy(new KeptRow(summary))).toMatchObject({
          ...sample,
          metadata: sample.metadata ?? summary.metadata,
          errored: sample.errored || summary.errored,
          limit: sample.limit ?? summary.limit,
          fallback: sample.fallback ?? summary.fallback,
          edits: Math.max(sample.edits, summary.edits),
          backwards: sample.backwards || summary.backwards,
          homePath: sample.homePath ?? summary.homePath,
        });
      }),
    );
  });
});
