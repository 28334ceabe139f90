import { useId } from 'preact/hooks';
import type { Citation } from '#core/policy/finding.ts';

type Figure = NonNullable<Citation['figure']>;

const WIDTH = 560;
const LEFT = 16;
const RIGHT = WIDTH - 16;
const BASE = 74;

/** A number on its scale: shares as percentages. */
export const figureText = (value: number, top: number): string =>
  top === 1 ? `${(value * 100).toFixed(1)}%` : `${Number(value.toFixed(2))}`;

/** The top of the scale that a figure is on: 1 or 100. */
export function scaleOf({ mean, interval, claimed }: Figure): number {
  return Math.max(mean ?? 0, interval?.high ?? 0, claimed ?? 0) > 1 ? 100 : 1;
}

/** A figure with its interval against the thresholds of its criterion, to scale; the same in words for who does not see it. */
export function FigureChart({ figure, threshold }: { figure: Figure; threshold: Readonly<Record<string, number>> }) {
  const id = useId();
  const { mean, interval, claimed, n } = figure;
  if (mean === null) return null;
  const top = scaleOf(figure);
  const x = (value: number) => LEFT + (Math.min(Math.max(value, 0), top) / top) * (RIGHT - LEFT);
  const limits = Object.entries(threshold).filter(
    ([, value]) => value > 0 && value <= top && !(top === 100 && Number.isInteger(value) && value < 1),
  );
  const inWords = [
    `Mean ${figureText(mean, top)} of ${n}`,
    interval === null
      ? 'no interval'
      : `${interval.level * 100}% interval ${figureText(interval.low, top)} to ${figureText(interval.high, top)}`,
    ...limits.map(([name, value]) => `${name} ${figureText(value, top)}`),
    ...(claimed === null ? [] : [`claimed ${figureText(claimed, top)}`]),
  ].join('; ');
  return (
    <svg class="chart" viewBox={`0 0 ${WIDTH} 104`} role="img" aria-labelledby={id}>
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
      {limits.map(([name, value]) => (
        <g key={name}>
          <line class="limit" x1={x(value)} x2={x(value)} y1={20} y2={BASE} />
          <text
            class="limit-text"
            x={x(value)}
            y={14}
            text-anchor={value / top > 0.8 ? 'end' : value / top < 0.2 ? 'start' : 'middle'}
          >
            {name} {figureText(value, top)}
          </text>
        </g>
      ))}
      <circle class="mean" cx={x(mean)} cy={50} r={6} />
      {claimed !== null && (
        <path class="claim" d={`M ${x(claimed)} 36 l 6 6 l -6 6 l -6 -6 z`} transform="translate(0 -6)" />
      )}
    </svg>
  );
}
