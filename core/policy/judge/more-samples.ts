import { intervalAt, MOST_SAMPLES, samplesUntil } from '../bounds.ts';
import type { Bounds, Figure, Worst } from '../figures.ts';
import type { Outcome } from '../finding.ts';

/** A figure at another number of samples: its bounds, and those with the lost samples counted the worst way. */
export interface Resampled extends Bounds {
  n: number;
  worst: Worst | null;
}

const cut = ({ low, high }: { low: number; high: number }) => ({ low: Math.max(0, low), high: Math.min(1, high) });

/** Bounds that are further apart than this share of the scale come from no interval that can be continued. */
const SAME = 0.001;

/**
 * A figure as it would be with `size` samples that came out as those seen did, none of the further ones lost. Null where its
 * interval is neither Wilson's nor the normal one of its standard error, so that nothing can be said.
 */
export function resample(figure: Figure, size: number): Resampled | null {
  const { mean, n, stderr, scale, low, high, worst } = figure;
  const seen = { mean: mean / scale, n, stderr: stderr === null ? null : stderr / scale };
  const now = cut(intervalAt(seen, n));
  if (Math.abs(now.low - low / scale) > SAME || Math.abs(now.high - high / scale) > SAME) return null;
  const then = cut(intervalAt(seen, size));
  const bounds = { mean, low: then.low * scale, high: then.high * scale };
  if (worst === null) return { ...bounds, n: size, worst: null };
  // The upper bound of the worst case may be cut at the top of the scale; the lower one shows the whole shift.
  const shift = (Math.max(worst.low - low, worst.high - high) * n) / size;
  const moved = {
    mean: Math.min(scale, mean + shift),
    low: Math.min(scale, bounds.low + shift),
    high: Math.min(scale, bounds.high + shift),
    highest: worst.highest,
  };
  return { ...bounds, n: size, worst: moved };
}

/**
 * What further samples at the rate seen would do to an outcome, in one sentence; empty where that cannot be said.
 * @param outcomeAt what the criterion makes of the figure at another number of samples
 */
export function samplesText(figure: Figure, outcome: Outcome, outcomeAt: (figure: Resampled) => Outcome): string {
  if (resample(figure, figure.n) === null) return '';
  const at = (size: number) => {
    const resampled = resample(figure, size);
    return resampled === null ? 'inconclusive' : outcomeAt(resampled);
  };
  const wanted: readonly Outcome[] = outcome === 'inconclusive' ? ['met', 'not_met'] : ['met'];
  const more = samplesUntil(figure.n, (size) => wanted.includes(at(size)));
  if (more === null)
    return outcome === 'inconclusive'
      ? `No number of further samples, up to ${MOST_SAMPLES / 1e6} million, at this rate would decide it.`
      : 'No number of further samples at this rate would change the outcome.';
  const then = at(figure.n + more) === 'met' ? 'met' : 'not met';
  const lost = lostSamples(figure) ? ', none of them lost,' : '';
  return `Needs about ${more} more samples at this rate${lost} to decide; the criterion would then be ${then}.`;
}

const lostSamples = ({ worst, low, high }: Figure) => worst !== null && (worst.low > low || worst.high > high);
