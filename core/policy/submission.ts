import type { BundleSignature } from '../bundle/bundle-signature.ts';
import type { Manifest, ManifestEvaluation } from '../bundle/manifest.ts';
import type { Problem } from '../bundle/problem.ts';
import type { Evidence } from '../evidence/evidence.ts';

/** One evaluation: what the vendor declares of it and what a reader made of its log; null where the log could not be read. */
export interface ReadEvaluation {
  declared: ManifestEvaluation;
  evidence: Evidence | null;
}

/** All that a review decides on. `manifest` is null where it could not be read. */
export interface Submission {
  manifest: Manifest | null;
  digest: string | null;
  problems: readonly Problem[];
  /** Left out where the bundle is not signed. */
  signature?: BundleSignature | undefined;
  evaluations: readonly ReadEvaluation[];
}
