import type { ReviewRef } from './evidence-keys.ts';

/** The name of the execution that reviews a version of a case's bundle: that of the case, with the number of an amended bundle. */
export function executionName({ caseId, bundle }: ReviewRef): string {
  return bundle === 1 ? caseId : `${caseId}-${bundle}`;
}
