import type { BundleIndex } from '#core/bundle/bundle-index.ts';
import type { ManifestEvaluation } from '#core/bundle/manifest.ts';
import { stillHolds } from '#core/evidence/reading-basis.ts';
import { evidenceKeys, type ReviewRef } from '../shared/evidence-keys.ts';
import { type EvidenceStore, StoredEvidenceError } from '../shared/evidence-store.ts';
import { BasisOfReading } from '../shared/reading.ts';
import type { VendorEncryption } from '../shared/vendor-key.ts';

/**
 * Takes over the evidence of an evaluation from the version of the bundle before, where the files of its log, what is declared of it and the
 * reader are the same; the bundle is not opened for it. Answers false where it has to be read.
 */
export async function takeOver(
  { store, encryption }: { store: EvidenceStore; encryption: VendorEncryption },
  review: ReviewRef,
  index: BundleIndex,
  declared: ManifestEvaluation,
  reader: string,
): Promise<boolean> {
  if (review.bundle === 1) return false;
  const before = { caseId: review.caseId, bundle: review.bundle - 1 };
  const reading = await found(store, evidenceKeys.reading(before, declared.id));
  if (reading === null || !stillHolds(reading.basis, index, declared, reader)) return false;
  // The reading last, as when it is written: where it stands, there is evidence beside it.
  return (
    (await store.copy(
      evidenceKeys.evaluation(before, declared.id),
      evidenceKeys.evaluation(review, declared.id),
      encryption,
    )) &&
    (await store.copy(evidenceKeys.reading(before, declared.id), evidenceKeys.reading(review, declared.id), encryption))
  );
}

/** What cannot be understood is read anew. */
async function found(store: EvidenceStore, key: string): Promise<BasisOfReading | null> {
  try {
    return await store.find(key, BasisOfReading);
  } catch (error) {
    if (error instanceof StoredEvidenceError || error instanceof SyntaxError) return null;
    throw error;
  }
}
