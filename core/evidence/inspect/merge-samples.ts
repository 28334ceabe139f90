import type { Flag } from '../evidence.ts';
import type { SampleRow } from './row.ts';
import type { Rows } from './rows.ts';

/**
 * Joins each summary with its sample. The sample is what happened, so its scores count; where its summary says
 * something else, the log was put together wrongly or changed, and a flag says so.
 * @param samples with the keys of `summaries`
 * @param complete every summary should have its sample, and every sample its summary
 */
export function mergeSamples(summaries: Rows, samples: Rows, complete: boolean): { rows: SampleRow[]; flags: Flag[] } {
  const rows: SampleRow[] = [];
  const alone: SampleRow[] = [];
  const differing: SampleRow[] = [];
  const unsummarised: SampleRow[] = [];
  for (let number = 0; number < samples.keys.size; number += 1) {
    const summary = summaries.get(number);
    const sample = samples.get(number);
    const row = summary ? (sample?.completedBy(summary) ?? summary) : sample;
    if (!row) continue;
    rows.push(row);
    if (!sample) alone.push(row);
    else if (!summary) unsummarised.push(row);
    else if (!sameScores(summary, sample)) differing.push(row);
  }
  const flag = (affected: SampleRow[], what: string): Flag[] => {
    const [first] = affected;
    if (!first) return [];
    const message = `${affected.length} ${what}, first sample ${JSON.stringify(first.id.slice(0, 200))}, epoch ${first.epoch}.`;
    return [{ id: 'summary-differs', message, count: affected.length, pointer: first.pointer }];
  };
  const summarised = rows.length > unsummarised.length;
  return {
    rows,
    flags: [
      ...flag(differing, 'sample(s) have another score than their summary says; the sample counts'),
      ...(complete ? flag(alone, 'summaries have no sample that can be read') : []),
      ...(complete && summarised ? flag(unsummarised, 'sample(s) have no summary') : []),
    ],
  };
}

function sameScores(summary: SampleRow, sample: SampleRow): boolean {
  if (summary.scores.size !== sample.scores.size) return false;
  return [...sample.scores].every(([name, value]) => same(summary.scores.get(name), value));
}

/** Values that are objects are shortened in summaries, so that only plain ones can be compared. */
function same(a: unknown, b: unknown): boolean {
  if (typeof a === 'object' && a !== null) return typeof b === 'object' && b !== null;
  return Object.is(a, b);
}
