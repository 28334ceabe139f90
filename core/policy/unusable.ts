import type { Finding } from './finding.ts';

/** A blocker about validity that is not met, undecided or broken makes the evaluation unusable. */
export function unusableIn(validity: readonly Finding[]): Map<string, string[]> {
  const unusable = new Map<string, string[]>();
  for (const { criterion, evaluation, severity, outcome } of validity) {
    if (evaluation === undefined || severity !== 'blocker' || outcome === 'met' || outcome === 'not_applicable')
      continue;
    unusable.set(evaluation, [...(unusable.get(evaluation) ?? []), criterion].sort());
  }
  return unusable;
}
