import type { Flag, Pointer, Recomputed } from '../../evidence.ts';
import { meanDiffers, notFinite, notRecomputable, spreadDiffers } from '../../flags/claimed.ts';
import type { InspectClaim } from '../claims.ts';
import type { Spread } from '../figures.ts';
import type { InspectParts } from '../parts.ts';

/** Where claims and samples disagree, or cannot be compared. */
export function figureFlags(
  parts: InspectParts,
  claims: readonly InspectClaim[],
  recomputed: readonly Recomputed[],
  spreads: readonly Spread[],
): Flag[] {
  const pointers = claims.filter(({ kind }) => kind === 'mean' || kind === 'own').map(({ pointer }) => pointer);
  return [
    ...claims.filter(({ value }) => value === null).map((claim) => notFinite(named(claim, claim.pointer))),
    ...recomputed.flatMap((figure, index) => meanFlags(figure, pointers[index] ?? parts.rowsPointer)),
    ...spreads.flatMap(spreadFlags),
  ];
}

const named = ({ score, metric }: { score: string; metric: string }, pointer: Pointer) => ({
  name: `${metric} of ${score}`,
  pointer,
});

function meanFlags(figure: Recomputed, pointer: Pointer): Flag[] {
  const { mean, claimed, why } = figure;
  if (mean === null) return [notRecomputable(named(figure, pointer), why)];
  return claimed === null ? [] : meanDiffers(named(figure, pointer), claimed, mean);
}

function spreadFlags({ claim, value, n }: Spread): Flag[] {
  return claim.value === null || n === 0 ? [] : spreadDiffers(named(claim, claim.pointer), claim.value, { value, n });
}
