import type { Flag } from '../evidence.ts';
import type { SampleRow } from './row.ts';
import type { Rows } from './rows.ts';

/**
 * Joins each summary with its sample. The sample is what happened, so its scores count; where its summary says
 * something else, the log was put together wrongly or changed, and a flag says so.
 * @param complete every summary should have its sample, and every sample its summary
 */
export function mergeSamples(summaries: Rows, samples: Rows, complete: boolean): { rows: SampleRow[]; flags: Flag[] } {
  const alone: SampleRow[] = [];
  const differing: SampleRow[] = [];
  const rows = summaries.list().map((summary) => {
    const sample = samples.get(summary);
    if (!sample) {
      alone.push(summary);
      return summary;
    }
    if (!sameScores(summary, sample)) differing.push(sample);
    return joined(summary, sample);
  });
  const unsummarised = samples.list().filter((sample) => !summaries.get(sample));
  const flag = (affected: SampleRow[], what: string): Flag[] => {
    const [first] = affected;
    if (!first) return [];
    const message = `${affected.length} ${what}, first sample ${JSON.stringify(first.id.slice(0, 200))}, epoch ${first.epoch}.`;
    return [{ id: 'summary-differs', message, count: affected.length, pointer: first.pointer }];
  };
  return {
    rows: [...rows, ...unsummarised],
    flags: [
      ...flag(differing, 'sample(s) have another score than their summary says; the sample counts'),
      ...(complete ? flag(alone, 'summaries have no sample that can be read') : []),
      ...(complete && summaries.size > 0 ? flag(unsummarised, 'sample(s) have no summary') : []),
    ],
  };
}

/** The sample's row, completed where it stands: a third row for each of many samples would be held for nothing. */
function joined(summary: SampleRow, sample: SampleRow): SampleRow {
  sample.metadata ??= summary.metadata;
  sample.errored ||= summary.errored;
  sample.limit ??= summary.limit;
  sample.fallback ??= summary.fallback;
  sample.edits = Math.max(sample.edits, summary.edits);
  sample.backwards ||= summary.backwards;
  sample.homePath ??= summary.homePath;
  return sample;
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
