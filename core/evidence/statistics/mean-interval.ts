import type { Interval } from '../evidence.ts';
import { normalInterval } from './normal.ts';
import { wilson } from './wilson.ts';

/** Whether a value can be a share. */
export const isProportion = (value: number) => value >= 0 && value <= 1;

/**
 * The 95 % interval of a mean over samples: Wilson's where each is 0 or 1, else the normal one, cut to [0, 1] where none lies
 * outside; null for what has no standard error.
 */
export function meanInterval(values: readonly number[], mean: number, stderr: number | null): Interval | null {
  if (values.every((value) => value === 0 || value === 1))
    return wilson(values.filter((value) => value === 1).length, values.length);
  return stderr === null ? null : normalInterval(mean, stderr, values.every(isProportion));
}
