import { useId } from 'preact/hooks';

const WIDTH = 560;
const HEIGHT = 64;
const EDGE = 16;

/** A difference with its interval, beside none. */
export function IntervalChart({ value, low, high, text }: { value: number; low: number; high: number; text: string }) {
  const id = useId();
  const reach = Math.max(Math.abs(low), Math.abs(high), Math.abs(value), Number.EPSILON) * 1.1;
  const x = (at: number) => EDGE + ((at + reach) / (2 * reach)) * (WIDTH - 2 * EDGE);
  return (
    <svg class="chart" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-labelledby={id}>
      <title id={id}>{text}</title>
      <line class="axis" x1={EDGE} x2={WIDTH - EDGE} y1={44} y2={44} />
      <line class="limit" x1={x(0)} x2={x(0)} y1={8} y2={44} />
      <text x={x(0)} y={60} text-anchor="middle">
        no difference
      </text>
      <line class="interval" x1={x(low)} x2={Math.max(x(high), x(low) + 1)} y1={26} y2={26} />
      <circle class="mean" cx={x(value)} cy={26} r={6} />
    </svg>
  );
}
