import type { Claim, Flag, Pointer, Recomputed } from '../evidence.ts';
import { meanDiffers, notFinite, notRecomputable, spreadDiffers } from '../flags/claimed.ts';
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
  // A score nobody claims and nobody can compute is no defect.
  if (!claim) return figures.mean === null ? [] : spreadFlags(figure);
  const named = { name: `${metric} of ${JSON.stringify(score)}`, pointer: claim.pointer };
  const flags = claim.value === null ? [notFinite(named)] : [];
  if (figures.mean === null) return [...flags, notRecomputable(named, figures.why)];
  if (claim.value !== null) flags.push(...meanDiffers(named, claim.value, figures.mean));
  return [...flags, ...spreadFlags(figure)];
}

/** Several samples that have no standard error of their own are of another kind, and nothing is said of what is claimed. */
function spreadFlags({ score, figures: { stderr, n }, spread }: Figure): Flag[] {
  if (!spread || spread.value === null || n === 0 || (stderr === null && n > 1)) return [];
  const named = { name: `${spread.metric} of ${JSON.stringify(score)}`, pointer: spread.pointer };
  return spreadDiffers(named, spread.value, { value: stderr, n });
}
