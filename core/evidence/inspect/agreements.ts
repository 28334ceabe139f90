import type { GraderAgreement } from '../evidence.ts';
import { scoreNumber } from '../score-value.ts';
import { agreement } from '../statistics/agreement.ts';
import type { SampleRow } from './row.ts';

/** Each is compared with each; more graders than this no log of one task has. */
const MAX_GRADERS = 6;

/** Correct, partly correct, incorrect: other numbers measure something, and are no grades. */
const GRADES = new Set([0, 0.5, 1]);

/**
 * Where a log has several scorers that grade (correct, partly, incorrect), how far each two of them agree on the samples, in each
 * epoch by itself, that both graded; by name, in order.
 */
export function agreementsOf(rows: readonly SampleRow[]): GraderAgreement[] {
  // Most logs have one score, and rows then share their table.
  if (rows.every(({ scores }) => scores.size < 2)) return [];
  const graders = [...new Set(rows.flatMap(({ scores }) => [...scores.keys()]))]
    .sort()
    .map((name) => ({ name, grades: gradesOf(rows, name) }))
    .flatMap(({ name, grades }) => (grades === null ? [] : [{ name, grades }]))
    .slice(0, MAX_GRADERS);
  return graders.flatMap((first, index) =>
    graders.slice(index + 1).flatMap((second) => {
      const both = first.grades.flatMap((grade, row): [string, string][] => {
        const other = second.grades[row];
        return grade === null || other === null || other === undefined ? [] : [[grade, other]];
      });
      return both.length === 0 ? [] : [{ first: first.name, second: second.name, ...agreement(both) }];
    }),
  );
}

/** The grade of each row, null where it has none; null where the score is no grade at all. */
function gradesOf(rows: readonly SampleRow[], name: string): (string | null)[] | null {
  const grades: (string | null)[] = [];
  for (const { scores } of rows) {
    const number = scoreNumber(scores.get(name));
    if (number.kind === 'other' || (number.kind === 'number' && !GRADES.has(number.value))) return null;
    grades.push(number.kind === 'number' ? String(number.value) : null);
  }
  return grades;
}
