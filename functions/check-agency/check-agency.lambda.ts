import { AgencyEvidence } from '#core/policy/agency-evidence.ts';
import { checkAgency } from '#core/policy/check-agency.ts';
import { s3 } from '../shared/clients.ts';
import { Environment, environment } from '../shared/environment.ts';
import { evidenceKeys } from '../shared/evidence-keys.ts';
import { EvidenceStore } from '../shared/evidence-store.ts';
import { logger } from '../shared/logger.ts';
import { packNamed } from '../shared/packs.ts';
import { type AgencyResult, CheckAgency } from '../shared/payloads.ts';
import { encryptionFor } from '../shared/vendor-key.ts';

const env = environment(Environment.pick({ EVIDENCE_BUCKET: true, AGENCY: true, VENDOR_KEYS: true }));
const store = new EvidenceStore(s3, env.EVIDENCE_BUCKET);

/** The workflow asked this agency's function for another agency's check. */
export class WrongAgencyError extends Error {
  override readonly name = 'WrongAgencyError';
}

/**
 * Checks one agency's criteria under one pack on that agency's evidence. Every agency has a deployment of its own, one for all
 * packs: its role reads and writes
 * this agency's prefix only, so the agency is part of the function, not of what it is asked.
 */
export async function handler(input: unknown): Promise<AgencyResult> {
  const { pack, agency, key, ...review } = CheckAgency.parse(input);
  logger.appendKeys({ caseId: review.caseId, pack, agency });
  if (agency !== env.AGENCY) throw new WrongAgencyError(`this function checks for ${env.AGENCY}, not for ${agency}`);
  const evidence = await store.get(evidenceKeys.agencyEvidence(review, agency, pack), AgencyEvidence);
  const report = checkAgency(packNamed(pack), evidence);
  await store.put(evidenceKeys.report(review, agency, pack), report, encryptionFor(env.VENDOR_KEYS, key));
  logger.info('agency checked', { findings: report.findings.length, tier: report.tier });
  return { agency, failed: false };
}
