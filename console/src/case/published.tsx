import type { CaseComparison } from '#core/api/versions-wire.ts';
import type { Citation, Finding } from '#core/policy/finding.ts';
import { type PublishedFigure, PublishedFigures } from '#core/policy/references/published-figure.ts';
import { isAmong } from '#core/policy/task-name.ts';
import { DayOf } from '../components/dates.tsx';
import { useLoaded } from '../components/use-loaded.ts';
import { loadData } from '../standards/load-data.ts';

let loading: Promise<PublishedFigures> | null = null;

/** The published figures, loaded once for all charts; none until then, and none where that fails: a chart says what its finding says. */
export function usePublished(): readonly PublishedFigure[] {
  const [loaded] = useLoaded(async () => {
    loading ??= loadData(PublishedFigures, 'references');
    return loading.catch((error: unknown) => {
      loading = null;
      throw error;
    });
  }, []);
  return loaded.state === 'loaded' ? loaded.value.figures : [];
}

/** The published figures that may stand beside a figure of a finding: of its criterion, or of the one by whose rule it was decided, on the same benchmark. */
export function publishedFor(
  { criterion, equivalent }: Pick<Finding, 'criterion' | 'equivalent'>,
  { evaluation, figure }: Citation,
  standard: string,
  tasks: CaseComparison['tasks'],
  all: readonly PublishedFigure[],
): PublishedFigure[] {
  if (figure === undefined) return [];
  const ruled = equivalent ?? { pack: standard, criterion };
  const names = tasks.find((one) => one.evaluation === evaluation)?.names ?? [];
  return all.filter(
    (one) =>
      one.criteria.some(({ pack, criterion: id }) => pack === ruled.pack && id === ruled.criterion) &&
      names.some((name) => isAmong(name, one.tasks)),
  );
}

/** A published figure as a share. */
export const shareOf = ({ value, unit }: Pick<PublishedFigure, 'value' | 'unit'>): number =>
  unit === 'percent' ? value / 100 : value;

/** Whose it is: the model, or what the figure is among those of its source. */
export const nameOfPublished = ({ model, which, benchmark }: PublishedFigure): string =>
  model ?? `${benchmark}, ${which ?? 'published'}`;

/** Where the published figures of a chart come from. */
export function PublishedSources({ figures }: { figures: readonly PublishedFigure[] }) {
  if (figures.length === 0) return null;
  return (
    <div class="quiet published-sources">
      <p>Published by others, not recomputed, and no part of the decision:</p>
      <ul>
        {figures.map((one) => (
          <li key={`${one.source.url} ${one.value}`}>
            {nameOfPublished(one)}: {figureOf(one)}
            {one.model !== null && one.which !== undefined && `, ${one.which}`}
            {one.setting !== undefined && `; ${one.setting}`}. Published by{' '}
            <a href={one.source.url} target="_blank" rel="noreferrer noopener">
              {one.source.text}
            </a>
            , read on <DayOf day={one.accessed} />.
          </li>
        ))}
      </ul>
    </div>
  );
}

/** A published figure as its source has it. */
function figureOf({ value, unit, n, interval }: PublishedFigure): string {
  const text = (one: number) => (unit === 'percent' ? `${one} of 100` : `${Number((one * 100).toFixed(2))}%`);
  const range =
    interval === undefined
      ? ''
      : ` (${interval.level * 100}% interval ${text(interval.low)} to ${text(interval.high)})`;
  return `${text(value)}${n === undefined ? '' : ` of ${n} samples`}${range}`;
}
