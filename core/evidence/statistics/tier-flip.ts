/**
 * Whether what is not known decides: what is decided on a figure as seen, and on the same figure with all that is missing counted
 * the worst way (imputed bounds). Where the two differ, the figure does not tell.
 * Source: worst-case sensitivity analysis over Manski's bounds, as for missing outcomes in trials: R. J. A. Little et al.,
 * "The Prevention and Treatment of Missing Data in Clinical Trials", NEJM 367 (2012) 1355-1360.
 * @param decide the tier of a figure, or its side of a limit, or the outcome of a rule
 */
export function tierFlip<Figure, Decision>(
  seen: Figure,
  worst: Figure,
  decide: (figure: Figure) => Decision,
): { seen: Decision; worst: Decision; flips: boolean } {
  const decided = { seen: decide(seen), worst: decide(worst) };
  return { ...decided, flips: decided.seen !== decided.worst };
}
