import type { Evidence, Recomputed } from '#core/evidence/evidence.ts';
import type { Context } from '../context.ts';
import { type Palette, palette } from './palette.ts';
import { type Cell, table } from './table.ts';
import { byteSize, count, figure, safeText, wrap } from './text.ts';

/** An evaluation log for a person: what it says it is, its claims beside what follows from its samples, and its flags. */
export function renderEvidence(evidence: Evidence, context: Context): string {
  const color = palette(context.stdout, context.env);
  const width = Math.min(context.stdout.columns, 110);
  const lines = [color.bold(safeText(`${evidence.task || 'unknown task'}, ${evidence.model || 'unknown model'}`)), ''];
  for (const [label, value] of summary(evidence)) lines.push(`${label.padEnd(10)} ${safeText(value)}`);

  if (evidence.recomputed.length > 0) {
    const rows = evidence.recomputed.map((entry) => figureRow(entry, color));
    lines.push(
      '',
      table(context, ['score', 'metric', 'claimed', 'recomputed', 'stderr', '95 % interval', 'n', 'agrees'], rows),
    );
    for (const { score, why } of evidence.recomputed)
      if (why !== undefined) lines.push(`${color.dim(safeText(score))}: ${wrap(why, width, '  ')}`);
    for (const { first, second, n, raw, kappa } of evidence.agreements ?? [])
      lines.push(
        safeText(`${first} and ${second} agree on ${figure(raw)} of ${count(n, 'grade')}; kappa ${figure(kappa)}`),
      );
  } else if (evidence.claims.length > 0) {
    lines.push(
      '',
      table(
        context,
        ['score', 'metric', 'claimed'],
        evidence.claims.map(({ score, metric, value }) => [score, metric, figure(value)]),
      ),
    );
  } else lines.push('', 'The log states no score.');

  if (evidence.flags.length === 0) lines.push('', 'No flags.');
  else {
    lines.push('', color.bold(count(evidence.flags.length, 'flag')));
    for (const { id, message, pointer } of evidence.flags) {
      const place = [pointer.member, pointer.path].filter((part) => part !== undefined).join(' ');
      lines.push(
        `  ${color.yellow(id)}  ${wrap(message, width, '      ')}${place === '' ? '' : color.dim(` [${safeText(place)}]`)}`,
      );
    }
  }
  return `${lines.join('\n')}\n`;
}

function summary(evidence: Evidence): [string, string][] {
  const { dataset, epochs } = evidence;
  const of = dataset.size === undefined ? '' : ` of ${dataset.size} in ${dataset.name ?? 'the data set'}`;
  const trouble = [
    evidence.errored > 0 ? `${evidence.errored} with an error` : '',
    evidence.limited > 0 ? `${evidence.limited} stopped by a limit` : '',
    evidence.refused > 0 ? `${evidence.refused} refused` : '',
    evidence.fallbacks > 0 ? `${evidence.fallbacks} answered by another model` : '',
  ].filter((part) => part !== '');
  return [
    [
      'format',
      [evidence.format, evidence.formatVersion, evidence.tool].filter((part) => part !== undefined).join(', '),
    ],
    ['status', evidence.status],
    ['created', evidence.created ?? '-'],
    [
      'samples',
      `${count(evidence.ids, 'sample')}${of}${epochs > 1 ? `, ${epochs} epochs` : ''}${trouble.length > 0 ? `; ${trouble.join(', ')}` : ''}`,
    ],
    ['file', `${byteSize(evidence.bytes)}, ${evidence.sha256}`],
  ];
}

function figureRow(entry: Recomputed, color: Palette): Cell[] {
  const { score, metric, claimed, mean, stderr, interval, n, difference } = entry;
  const agrees: Cell =
    difference === null
      ? '-'
      : difference <= 0.001
        ? { text: 'yes', paint: color.green }
        : { text: `no, by ${figure(difference)}`, paint: color.red };
  return [
    score,
    metric,
    figure(claimed),
    figure(mean),
    figure(stderr),
    interval === null ? '-' : `${figure(interval.low)} to ${figure(interval.high)}`,
    String(n),
    agrees,
  ];
}
