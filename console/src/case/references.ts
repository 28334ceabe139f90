import type { CaseComparison } from '#core/api/versions-wire.ts';
import type { Citation } from '#core/policy/finding.ts';
import { MEANS } from '#core/policy/means.ts';

/** What a figure is seen beside, which nothing has to keep. */
export interface Reference {
  readonly name: string;
  readonly value: number;
}

/** What reference models, and people, reach on the score of a citation. Runs are compared by their means, and so only those have any. */
export function referencesOf(
  { evaluation, figure }: Citation,
  { comparisons, humanBaselines }: CaseComparison,
): Reference[] {
  if (figure === undefined || evaluation === undefined || !MEANS.includes(figure.metric)) return [];
  const people = humanBaselines
    .filter((one) => one.evaluation === evaluation)
    .map(({ value }) => ({ name: 'people, as declared', value }));
  const models = comparisons
    .filter((one) => one.evaluation === evaluation && one.against === 'reference' && one.score === figure.score)
    .flatMap(({ model, with: run, paired, unpaired }) => {
      const value = (unpaired ?? paired)?.second;
      return value === undefined ? [] : [{ name: model || run, value }];
    });
  return [...models, ...people];
}
