import { useId } from 'preact/hooks';
import type { Citation } from '#core/policy/finding.ts';
import type { PublishedFigure } from '#core/policy/references/published-figure.ts';
import { useMedia } from '../components/use-media.ts';
import { nameOfPublished, shareOf } from './published.tsx';
import type { Reference } from './references.ts';

type Figure = NonNullable<Citation['figure']>;

/** Widths of the drawing, whose texts keep their size: on a phone, it is narrower. */
const WIDTH = { wide: 560, narrow: 320 };
const EDGE = 16;
const BASE = 74;
/** Height of a row of texts; what would lie on another goes one row up. */
const ROW = 14;
/** Width of a character at most times, and what has to be free between two texts. */
const CHARACTER = 6.4;
const FREE = 8;

/** Figures of a criterion that nothing has to keep: what guessing gives, and what people do. */
const REFERENCES: Readonly<Record<string, string>> = { chance: 'chance', expert: 'human experts' };

interface Mark {
  readonly kind: 'limit' | 'reference' | 'model' | 'published';
  readonly value: number;
  readonly text: string;
  /** Texts that would lie on each other stand in rows, from the scale up. */
  readonly row: number;
  readonly anchor: 'start' | 'middle' | 'end';
}

/** What a figure is seen against, from left to right: the thresholds of its criterion that are on its scale, and the references and published figures given. */
export function marksOf(
  threshold: Readonly<Record<string, number>>,
  top: number,
  references: readonly Reference[] = [],
  published: readonly PublishedFigure[] = [],
  width = WIDTH.wide,
): Mark[] {
  const limits = Object.entries(threshold)
    .filter(([, value]) => value > 0 && value <= top && !(top === 100 && Number.isInteger(value) && value < 1))
    .map(([name, value]) => {
      const reference = REFERENCES[name];
      return {
        kind: reference === undefined ? ('limit' as const) : ('reference' as const),
        name: reference ?? name,
        value,
      };
    });
  const [limit, ...more] = limits.filter(({ kind }) => kind === 'limit');
  if (limit !== undefined && more.length === 0) limit.name = 'limit';
  const models = references
    .filter(({ value }) => value >= 0 && value <= top)
    .map(({ name, value }) => ({ kind: 'model' as const, name: shortened(name, width), value }));
  const others = published.map((one) => ({
    kind: 'published' as const,
    name: shortened(nameOfPublished(one), width),
    value: shareOf(one) * top,
  }));
  const rows: { from: number; to: number }[][] = [];
  return [...limits, ...models, ...others]
    .sort((a, b) => a.value - b.value)
    .map(({ kind, name, value }) => {
      const text = `${name} ${figureText(value, top)}`;
      const { anchor, from, to } = placed(text, value / top, width);
      const free = rows.findIndex((row) => row.every((one) => to + FREE <= one.from || one.to + FREE <= from));
      const row = free === -1 ? rows.length : free;
      rows[row] = [...(rows[row] ?? []), { from, to }];
      return { kind, value, text, row, anchor };
    });
}

/** Where the text of a mark lies: centred, or to the side where it would leave the drawing. */
function placed(text: string, share: number, width: number): { anchor: Mark['anchor']; from: number; to: number } {
  const at = EDGE + share * (width - 2 * EDGE);
  const length = text.length * CHARACTER;
  if (at - length / 2 < 0) return { anchor: 'start', from: at, to: at + length };
  if (at + length / 2 > width) return { anchor: 'end', from: at - length, to: at };
  return { anchor: 'middle', from: at - length / 2, to: at + length / 2 };
}

/** A name of which at least half the drawing is left, wherever it stands. */
function shortened(name: string, width: number): string {
  const longest = width < WIDTH.wide ? 20 : 28;
  return name.length > longest ? `${name.slice(0, longest - 1).toWellFormed()}…` : name;
}

/** A number on its scale: shares as percentages. */
export const figureText = (value: number, top: number): string =>
  top === 1 ? `${(value * 100).toFixed(1)}%` : `${Number(value.toFixed(2))}`;

/** The top of the scale that a figure is on: 1 or 100. */
export function scaleOf({ mean, interval, claimed }: Figure): number {
  return Math.max(mean ?? 0, interval?.high ?? 0, claimed ?? 0) > 1 ? 100 : 1;
}

/** A figure with its interval against the thresholds of its criterion, to scale; the same in words for who does not see it. */
export function FigureChart({
  figure,
  threshold,
  references,
  published,
}: {
  figure: Figure;
  threshold: Readonly<Record<string, number>>;
  references: readonly Reference[];
  published: readonly PublishedFigure[];
}) {
  const id = useId();
  const narrow = useMedia('(max-width: 40rem)');
  const { mean, interval, claimed, n } = figure;
  if (mean === null) return null;
  const top = scaleOf(figure);
  const width = narrow ? WIDTH.narrow : WIDTH.wide;
  const right = width - EDGE;
  const x = (value: number) => EDGE + (Math.min(Math.max(value, 0), top) / top) * (right - EDGE);
  const marks = marksOf(threshold, top, references, published, width);
  const above = ROW * Math.max(1, ...marks.map(({ row }) => row));
  const inWords = [
    `Mean ${figureText(mean, top)} of ${n}`,
    interval === null
      ? 'no interval'
      : `${interval.level * 100}% interval ${figureText(interval.low, top)} to ${figureText(interval.high, top)}`,
    ...marks.map(({ kind, text }) => (kind === 'published' ? `${text} as published, not recomputed` : text)),
    ...(claimed === null ? [] : [`claimed ${figureText(claimed, top)}`]),
  ].join('; ');
  return (
    <>
      <svg class="chart" viewBox={`0 ${-above} ${width} ${104 + above}`} role="img" aria-labelledby={id}>
        <title id={id}>{inWords}</title>
        {[0, 0.25, 0.5, 0.75, 1].map((part) => (
          <g key={part}>
            <line class="grid" x1={x(part * top)} x2={x(part * top)} y1={24} y2={BASE} />
            <text x={x(part * top)} y={BASE + 18} text-anchor={part === 0 ? 'start' : part === 1 ? 'end' : 'middle'}>
              {top === 1 ? `${part * 100}%` : part * 100}
            </text>
          </g>
        ))}
        <line class="axis" x1={EDGE} x2={right} y1={BASE} y2={BASE} />
        {interval !== null && (
          <line
            class="interval"
            x1={x(interval.low)}
            x2={Math.max(x(interval.high), x(interval.low) + 1)}
            y1={50}
            y2={50}
          />
        )}
        {marks.map(({ kind, value, text, row, anchor }) => (
          <g key={text} class={kind}>
            <line x1={x(value)} x2={x(value)} y1={20 - row * ROW} y2={BASE} />
            <text x={x(value)} y={14 - row * ROW} text-anchor={anchor}>
              {text}
            </text>
            {kind === 'published' && <circle cx={x(value)} cy={66} r={4} />}
          </g>
        ))}
        <circle class="mean" cx={x(mean)} cy={50} r={6} />
        {claimed !== null && (
          <path class="claim" d={`M ${x(claimed)} 36 l 6 6 l -6 6 l -6 -6 z`} transform="translate(0 -6)" />
        )}
      </svg>
      <p class="quiet legend" aria-hidden="true">
        Dot: recomputed{interval !== null && ', in its interval'}
        {claimed !== null && '; diamond: claimed'}
        {published.length > 0 && '; ring: published by others'}.
      </p>
    </>
  );
}
