/** The review of one version of a case's bundle. */
export interface ReviewRef {
  readonly caseId: string;
  readonly bundle: number;
}

/** The folder of a review: that of the case, with the number of an amended bundle. */
export const evidenceFolder = ({ caseId, bundle }: ReviewRef) =>
  `evidence/${caseId}${bundle === 1 ? '' : `~${bundle}`}`;

/** Of which version of the bundle an object is, by its key. */
export const bundleOfKey = (key: string): number => Number(/^evidence\/[^/~]+~(\d+)\//.exec(key)?.[1] ?? 1);

/**
 * Keys in the evidence bucket. What belongs to an agency is under `evidence/<review>/<agency>/`, one folder for each pack, and
 * its role reads nothing else; what the workflow keeps for itself is under `_case`, a name that no agency can have.
 */
export const evidenceKeys = {
  bundleIndex: (review: ReviewRef) => `${evidenceFolder(review)}/_case/bundle.json`,
  evaluation: (review: ReviewRef, evaluation: string) =>
    `${evidenceFolder(review)}/_case/evaluations/${evaluation}.json`,
  /** What the evidence of an evaluation follows from, and the scores of its samples. */
  reading: (review: ReviewRef, evaluation: string) => `${evidenceFolder(review)}/_case/readings/${evaluation}.json`,
  findings: (review: ReviewRef, pack: string) => `${evidenceFolder(review)}/_case/findings/${packFolder(pack)}.json`,
  agencyEvidence: (review: ReviewRef, agency: string, pack: string) =>
    `${evidenceFolder(review)}/${agency}/${packFolder(pack)}/evidence.json`,
  report: (review: ReviewRef, agency: string, pack: string) =>
    `${evidenceFolder(review)}/${agency}/${packFolder(pack)}/report.json`,
};

/** `us-frontier@2026.1` for `us-frontier/2026.1`: one part of a key, which no agency can be called. */
function packFolder(pack: string): string {
  return pack.replace('/', '@');
}
