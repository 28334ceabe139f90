import { useId } from 'preact/hooks';
import type { Citation } from '#core/policy/finding.ts';
import type { PublishedFigure } from '#core/policy/references/published-figure.ts';
import { nameOfPublished, shareOf } from './published.tsx';
import type { Reference } from './references.ts';

type Figure = NonNullable<Citation['figure']>;

const WIDTH = 560;
const LEFT = 16;
const RIGHT = WIDTH - 16;
const BASE = 74;
/** Height of a row of texts; what would lie on another goes one row up. */
const ROW = 14;
const CLOSE = 0.22;

/** Figures of a criterion that nothing has to keep: what guessing gives, and what people do. */
const REFERENCES: Readonly<Record<string, string>> = { chance: 'chance', expert: 'human experts' };

interface Mark {
  readonly kind: 'limit' | 'reference' | 'model' | 'published';
  readonly value: number;
  readonly text: string;
  /** Texts that would lie on each other stand in rows, from the scale up. */
  readonly row: number;
}

/** What a figure is seen against, from left to right: the thresholds of its criterion that are on its scale, and the references and published figures given. */
export function marksOf(
  threshold: Readonly<Record<string, number>>,
  top: number,
  references: readonly Reference[] = [],
  published: readonly PublishedFigure[] = [],
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
  const models = references
    .filter(({ value }) => value >= 0 && value <= top)
    .map(({ name, value }) => ({ kind: 'model' as const, name: shortened(name), value }));
  const others = published.map((one) => ({
    kind: 'published' as const,
    name: shortened(nameOfPublished(one)),
    value: shareOf(one) * top,
  }));
  const ends: number[] = [];
  return [...limits, ...models, ...others]
    .sort((a, b) => a.value - b.value)
    .map(({ kind, name, value }) => {
      const text = `${name} ${figureText(value, top)}`;
      const free = ends.findIndex((end) => value - end >= CLOSE * top);
      const row = free === -1 ? ends.length : free;
      ends[row] = value;
      return { kind, value, text, row };
    });
}

const LONGEST = 28;
const shortened = (name: string) => (name.length > LONGEST ? `${name.slice(0, LONGEST - 1).toWellFormed()}…` : name);

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
  const { mean, interval, claimed, n } = figure;
  if (mean === null) return null;
  const top = scaleOf(figure);
  const x = (value: number) => LEFT + (Math.min(Math.max(value, 0), top) / top) * (RIGHT - LEFT);
  const marks = marksOf(threshold, top, references, published);
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
    <svg class="chart" viewBox={`0 ${-above} ${WIDTH} ${104 + above}`} role="img" aria-labelledby={id}>
      <title id={id}>{inWords}</title>
      {[0, 0.25, 0.5, 0.75, 1].map((part) => (
        <g key={part}>
          <line class="grid" x1={x(part * top)} x2={x(part * top)} y1={24} y2={BASE} />
          <text x={x(part * top)} y={BASE + 18} text-anchor={part === 0 ? 'start' : part === 1 ? 'end' : 'middle'}>
            {top === 1 ? `${part * 100}%` : part * 100}
          </text>
        </g>
      ))}
      <line class="axis" x1={LEFT} x2={RIGHT} y1={BASE} y2={BASE} />
      {interval !== null && (
        <line
          class="interval"
          x1={x(interval.low)}
          x2={Math.max(x(interval.high), x(interval.low) + 1)}
          y1={50}
          y2={50}
        />
      )}
      {marks.map(({ kind, value, text, row }) => (
        <g key={text} class={kind}>
          <line x1={x(value)} x2={x(value)} y1={20 - row * ROW} y2={BASE} />
          <text
            x={x(value)}
            y={14 - row * ROW}
            text-anchor={value / top > 0.8 ? 'end' : value / top < 0.2 ? 'start' : 'middle'}
          >
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
  );
}
