import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { KeptRow } from '#core/evidence/inspect/kept-row.ts';
import type { SampleRow } from '#core/evidence/inspect/row.ts';

const text = fc.constantFrom('a', 'b', '');
const maybe = fc.option(text);
const row: fc.Arbitrary<SampleRow> = fc.record({
  id: text,
  epoch: fc.integer(),
  scores: fc.dictionary(text, fc.constantFrom('C', 1, null)).map((scores) => new Map(Object.entries(scores))),
  onlyScore: fc.constantFrom(undefined, 'C', 0),
  metadata: fc.option(fc.dictionary(text, text).map((keys) => new Map(Object.entries(keys)))),
  question: maybe,
  impossibleUsage: maybe,
  errored: fc.boolean(),
  limit: maybe,
  refused: fc.boolean(),
  fallback: maybe,
  answeredBy: maybe,
  edits: fc.nat(2),
  invalidated: fc.boolean(),
  backwards: fc.boolean(),
  homePath: maybe,
  transcript: fc.boolean(),
  pointer: fc.record(
    { file: text, member: text, path: text, bytes: fc.tuple(fc.nat(), fc.nat()) },
    { requiredKeys: ['file'] },
  ),
});

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
