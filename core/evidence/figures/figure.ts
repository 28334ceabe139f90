import type { Claim, Flag, Pointer, Recomputed } from '../evidence.ts';
import { TOLERANCE } from '../inspect/flags/figures.ts';
import type { Figures } from '../recompute.ts';

/** A headline figure: what its samples give, beside what is claimed of it. */
export interface Figure {
  score: string;
  metric: string;
  figures: Figures;
  /** Where the samples stand. */
  pointer: Pointer;
  /** The claim, where there is one. `value` is on the scale of the samples. */
  claim?: { value: number | null; pointer: Pointer };
  /** The standard error that is claimed beside it. */
  spread?: { value: number | null; metric: string; pointer: Pointer };
}

/** A figure as evidence. */
export function toRecomputed({ score, metric, figures, pointer, claim }: Figure): Recomputed {
  const { values: _, ids: __, ...stated } = figures;
  const claimed = claim?.value ?? null;
  const difference = claimed === null || figures.mean === null ? null : Math.abs(claimed - figures.mean);
  return { score, metric, ...stated, claimed, difference, pointer };
}

/** The claims that stand behind figures: the headline, and its standard error. */
export function toClaims({ score, metric, claim, spread }: Figure): Claim[] {
  const claims: Claim[] = [];
  if (claim) claims.push({ score, metric, value: claim.value, pointer: claim.pointer });
  if (spread) claims.push({ score, metric: spread.metric, value: spread.value, pointer: spread.pointer });
  return claims;
}

/** Where a claim and its samples disagree by more than 0.001, or cannot be compared. */
export function figureFlags(figure: Figure): Flag[] {
  const { score, metric, figures, claim } = figure;
  const name = `${metric} of ${JSON.stringify(score)}`;
  const flags: Flag[] = [];
  if (claim && claim.value === null)
    flags.push({ id: 'nan-value', message: `${name} is not a finite number.`, pointer: claim.pointer });
  if (figures.mean === null) {
    // A score nobody claims and nobody can compute is no defect.
    if (claim)
      flags.push({
        id: 'cannot-recompute',
        message: `${name} cannot be recomputed: ${figures.why ?? 'the samples do not give it'}.`,
        pointer: claim.pointer,
      });
    return flags;
  }
  if (claim && claim.value !== null) flags.push(...difference(name, claim.value, figures.mean, claim.pointer));
  return [...flags, ...spreadFlags(figure)];
}

function difference(name: string, claimed: number, mean: number, pointer: Pointer): Flag[] {
  if (Math.abs(claimed - mean) <= TOLERANCE) return [];
  const flags: Flag[] = [];
  if (claimed > 1 && mean <= 1 && Math.abs(claimed / 100 - mean) <= TOLERANCE)
    flags.push({
      id: 'percent-scale',
      message: `${name} is claimed as ${claimed}, a percentage; expected a fraction, ${claimed / 100}.`,
      pointer,
    });
  flags.push({
    id: 'metric-differs',
    message: `${name} is claimed as ${claimed}; the samples give ${mean}, and ${TOLERANCE} is allowed.`,
    pointer,
  });
  return flags;
}

function spreadFlags({ score, figures, spread }: Figure): Flag[] {
  if (!spread || spread.value === null || figures.n === 0) return [];
  const name = `${spread.metric} of ${JSON.stringify(score)}`;
  if (figures.stderr === null) {
    if (figures.n > 1) return [];
    const message = `${name} is claimed as ${spread.value} from ${figures.n} sample: one sample has no spread.`;
    return [{ id: 'single-sample-stderr', message, pointer: spread.pointer }];
  }
  if (Math.abs(spread.value - figures.stderr) <= TOLERANCE) return [];
  const message = `${name} is claimed as ${spread.value}; the samples give ${figures.stderr}, and ${TOLERANCE} is allowed.`;
  return [{ id: 'metric-differs', message, pointer: spread.pointer }];
}
