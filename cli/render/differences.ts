import type { CaseComparison, ComparedRun, VersionDifferences } from '#core/api/versions-wire.ts';
import type { Context } from '../context.ts';
import { palette } from './palette.ts';
import { table } from './table.ts';
import { byteSize, figure, safeText, words } from './text.ts';

type Figures = VersionDifferences['evaluations'][number]['from'];
type Verdict = VersionDifferences['verdict']['from'];

/** What is other in one version of a bundle than in another, part by part. */
export function renderDifferences(differences: VersionDifferences, context: Context): string {
  const color = palette(context.stdout, context.env);
  const { standard, from, to, verdict, files, evaluations, findings } = differences;
  const part = (title: string, head: readonly string[], rows: readonly string[][]) =>
    rows.length === 0 ? [] : ['', color.bold(title), table(context, head, rows)];
  const lines = [
    `${color.bold(`Version ${to} beside version ${from}`)}, under ${safeText(standard)}`,
    `verdict  ${verdictText(verdict.from)} → ${verdictText(verdict.to)}`,
    ...part('Files', ['', 'file', 'size'], fileRows(files)),
    ...part(
      'Evaluations',
      ['evaluation', '', `version ${from}`, `version ${to}`],
      evaluations.map(({ evaluation, change, ...sides }) => [
        evaluation,
        change,
        figuresText(sides.from),
        figuresText(sides.to),
      ]),
    ),
    ...part(
      'Findings',
      ['criterion', 'agency', 'evaluation', `version ${from}`, `version ${to}`],
      findings.map(({ criterion, agency, evaluation, ...sides }) => [
        criterion,
        agency,
        evaluation ?? '-',
        words(sides.from?.outcome ?? '-'),
        words(sides.to?.outcome ?? '-'),
      ]),
    ),
  ];
  const nothing = [files.added, files.removed, files.changed, evaluations, findings].every((list) => list.length === 0);
  return `${[...lines, ...(nothing ? ['', 'Nothing that you may see is other.'] : [])].join('\n')}\n`;
}

/** Runs beside other runs, one a line, with what pairing them gives. */
export function renderComparison({ bundle, comparisons }: CaseComparison, context: Context): string {
  if (comparisons.length === 0)
    return `No run of version ${bundle} that you may see has a reference, or is other than in the version before.\n`;
  const rows = comparisons.map((one) => [
    one.evaluation,
    one.against === 'reference' ? `${one.with} (${one.model})` : `version ${one.bundle}`,
    ...comparedText(one),
  ]);
  const head = ['run', 'beside', 'difference', '95% interval', 'samples', 'better / worse', 'p'];
  const whys = comparisons.flatMap(({ evaluation, with: other, why }) =>
    why === null ? [] : [`${safeText(evaluation)} beside ${safeText(other)}: not sample by sample, ${safeText(why)}.`],
  );
  return `${[table(context, head, rows), ...whys].join('\n')}\n`;
}

function comparedText({ paired, unpaired }: ComparedRun): string[] {
  if (paired !== null) {
    const { difference, interval, n, higher, lower, pValue, test } = paired;
    const bounds = interval === null ? '-' : `${figure(interval.low)} to ${figure(interval.high)}`;
    return [figure(difference), bounds, `${n} shared`, `${higher} / ${lower}`, `${figure(pValue)} (${test})`];
  }
  if (unpaired === null) return ['-', '-', '-', '-', '-'];
  const { difference, low, high, n, m } = unpaired;
  return [figure(difference), `${figure(low)} to ${figure(high)}`, `${n} and ${m}`, '-', '-'];
}

function fileRows({ added, removed, changed }: VersionDifferences['files']): string[][] {
  return [
    ...added.map(({ path, bytes }) => ['+', path, byteSize(bytes)]),
    ...removed.map(({ path, bytes }) => ['-', path, byteSize(bytes)]),
    ...changed.map(({ path, from, to }) => ['~', path, `${byteSize(from)} → ${byteSize(to)}`]),
  ];
}

const verdictText = (verdict: Verdict) =>
  verdict === null ? 'none' : `${words(verdict.outcome)}, tier ${verdict.tier ?? 'none'}`;

/** The first figure; the others are in the JSON. */
function figuresText(figures: Figures): string {
  const [first, ...others] = figures ?? [];
  if (first === undefined) return '-';
  const { score, mean, interval, n } = first;
  const bounds = interval === null ? '' : ` [${figure(interval.low)}, ${figure(interval.high)}]`;
  return `${score} ${figure(mean)}${bounds} n=${n}${others.length === 0 ? '' : ` and ${others.length} more`}`;
}
