import { openBundle } from '#core/bundle/open-bundle.ts';
import { hasLog } from '#core/evidence/bundle-source.ts';
import { packsFor } from '../shared/case-packs.ts';
import { s3, table } from '../shared/clients.ts';
import { Environment, environment } from '../shared/environment.ts';
import { evidenceKeys } from '../shared/evidence-keys.ts';
import { EvidenceStore } from '../shared/evidence-store.ts';
import { functionAccess } from '../shared/function-access.ts';
import { logger } from '../shared/logger.ts';
import { openObject } from '../shared/object-source.ts';
import { BundleRef, type OpenedBundle } from '../shared/payloads.ts';
import { spoolToFile } from '../shared/spool.ts';
import { AccessTable } from '../shared/table/access-table.ts';
import { encryptionFor } from '../shared/vendor-key.ts';

const env = environment(Environment.pick({ EVIDENCE_BUCKET: true, TABLE_NAME: true, VENDOR_KEYS: true }));
const store = new EvidenceStore(s3, env.EVIDENCE_BUCKET);
const ledger = new AccessTable(table, env.TABLE_NAME);

/**
 * Reads the bundle's directory and manifest by ranges, checks every digest, and keeps the index for the states that follow.
 * What is wrong with the bundle is recorded in the index; it becomes a finding, never a failure of this state.
 */
export async function handler(input: unknown): Promise<OpenedBundle> {
  const ref = BundleRef.parse(input);
  logger.appendKeys({ caseId: ref.caseId });
  // For the whole review: what its functions read of the bundle, and nobody else does.
  await ledger.add(functionAccess(ref.caseId, { who: 'review', what: 'bundle' }), null);
  const index = await openBundle(await openObject(s3, ref), { spool: spoolToFile });
  await store.put(evidenceKeys.bundleIndex(ref), index, encryptionFor(env.VENDOR_KEYS, ref.key));
  const evaluations = (index.manifest?.evaluations ?? []).filter((evaluation) => hasLog(index, evaluation.path));
  logger.info('bundle opened', {
    bytes: index.bytes,
    members: index.members.length,
    problems: index.problems.length,
    evaluations: evaluations.length,
  });
  return {
    evaluations: [...new Set(evaluations.map((evaluation) => evaluation.id))],
    packs: packsFor(index.manifest).names,
  };
}
