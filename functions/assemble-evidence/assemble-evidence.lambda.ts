import { BundleIndex } from '#core/bundle/bundle-index.ts';
import { Evidence } from '#core/evidence/evidence.ts';
import { agencyEvidence } from '#core/policy/agency-evidence.ts';
import { readerProblems } from '#core/policy/reader-problems.ts';
import { screen } from '#core/policy/screen.ts';
import { vendorOfKey } from '../shared/bundle-key.ts';
import { packsFor } from '../shared/case-packs.ts';
import { s3, table } from '../shared/clients.ts';
import { Environment, environment } from '../shared/environment.ts';
import { evidenceKeys } from '../shared/evidence-keys.ts';
import { EvidenceStore } from '../shared/evidence-store.ts';
import { functionAccess } from '../shared/function-access.ts';
import { logger } from '../shared/logger.ts';
import { packNamed } from '../shared/packs.ts';
import { type AssembledEvidence, AssembleEvidence } from '../shared/payloads.ts';
import { AccessTable } from '../shared/table/access-table.ts';
import { encryptionFor } from '../shared/vendor-key.ts';

const env = environment(Environment.pick({ EVIDENCE_BUCKET: true, TABLE_NAME: true, VENDOR_KEYS: true }));
const store = new EvidenceStore(s3, env.EVIDENCE_BUCKET);
const ledger = new AccessTable(table, env.TABLE_NAME);

/**
 * Brings the evaluations' evidence together for one pack, decides its joint criteria (is the submission acceptable, is each log valid,
 * which tier does it come to), and gives each agency the part that its criteria read.
 */
export async function handler(input: unknown): Promise<AssembledEvidence> {
  const { key, pack: name, evaluations, ...review } = AssembleEvidence.parse(input);
  logger.appendKeys({ caseId: review.caseId, pack: name });
  const index = await store.get(evidenceKeys.bundleIndex(review), BundleIndex);
  const pack = packNamed(name);
  const chosen = packsFor(index.manifest);
  const unknown = await readerProblems(index.manifest, chosen.names, packNamed);
  const read = new Set(evaluations.filter((result) => !result.failed).map((result) => result.evaluation));
  const submission = {
    manifest: index.manifest,
    digest: index.digest,
    problems: [...index.problems, ...chosen.problems, ...unknown],
    signature: index.signature,
    evaluations: await Promise.all(
      (index.manifest?.evaluations ?? []).map(async (declared) => ({
        declared,
        evidence: read.has(declared.id)
          ? await store.find(evidenceKeys.evaluation(review, declared.id), Evidence)
          : null,
      })),
    ),
  };
  const screening = screen(pack, submission, { expectedVendor: vendorOfKey(key) ?? undefined });
  const encryption = encryptionFor(env.VENDOR_KEYS, key);
  await store.put(evidenceKeys.report(review, screening.report.agency, name), screening.report, encryption);

  const agencies = screening.acceptable
    ? pack.agencies.map(({ id }) => id).filter((id) => id !== screening.report.agency)
    : [];
  await Promise.all(
    agencies.map(async (agency) => {
      const part = agencyEvidence(pack, submission, screening, agency);
      const items = part.evaluations.map(({ declared }) => declared.id);
      // No record, no evidence.
      await ledger.add(
        functionAccess(review.caseId, { who: 'check-agency', what: 'agency-evidence', agency, standard: name, items }),
        null,
      );
      await store.put(evidenceKeys.agencyEvidence(review, agency, name), part, encryption);
    }),
  );
  logger.info('evidence assembled', { acceptable: screening.acceptable, tier: screening.tier, agencies });
  return { acceptable: screening.acceptable, agencies };
}
