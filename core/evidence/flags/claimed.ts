import type { Flag, Pointer } from '../evidence.ts';

/** A claim further than this from the recomputed figure differs; rounding to three places stays below. */
export const TOLERANCE = 0.001;

/** A claim by its name in words ("accuracy of match"), and where it stands. */
export interface Named {
  name: string;
  pointer: Pointer;
}

export function notFinite({ name, pointer }: Named): Flag {
  return { id: 'nan-value', message: `${name} is not a finite number.`, pointer };
}

export function notRecomputable({ name, pointer }: Named, why: string | undefined): Flag {
  const message = `${name} cannot be recomputed: ${why ?? 'the samples do not give it'}.`;
  return { id: 'cannot-recompute', message, pointer };
}

/** Where a mean is claimed as another one than the samples give, and whether it is one on a scale of 100. */
export function meanDiffers(named: Named, claimed: number, mean: number): Flag[] {
  if (Math.abs(claimed - mean) <= TOLERANCE) return [];
  const { name, pointer } = named;
  const percent = claimed > 1 && mean <= 1 && Math.abs(claimed / 100 - mean) <= TOLERANCE;
  const message = `${name} is claimed as ${claimed}, a percentage; expected a fraction, ${claimed / 100}.`;
  const scale: Flag[] = percent ? [{ id: 'percent-scale', message, pointer }] : [];
  return [...scale, differs(named, claimed, mean)];
}

/** Where a spread (a standard error, say) is claimed as another one than the samples give, or of one sample, which has none. */
export function spreadDiffers(
  named: Named,
  claimed: number,
  { value, n }: { value: number | null; n: number },
): Flag[] {
  if (value !== null) return Math.abs(claimed - value) <= TOLERANCE ? [] : [differs(named, claimed, value)];
  const message = `${named.name} is claimed as ${claimed} from ${n} sample: one sample has no spread.`;
  return [{ id: 'single-sample-stderr', message, pointer: named.pointer }];
}

function differs({ name, pointer }: Named, claimed: number, found: number): Flag {
  const message = `${name} is claimed as ${claimed}; the samples give ${found}, and ${TOLERANCE} is allowed.`;
  return { id: 'metric-differs', message, pointer };
}
