import { keySetAfter } from '#core/attestation/keys/key-history.ts';
import type { KnownSigners } from '#core/bundle/bundle-signature.ts';
import { openBundle } from '#core/bundle/open-bundle.ts';
import { registeredSigners } from '#core/bundle/registered-signers.ts';
import { hasLog } from '#core/evidence/bundle-source.ts';
import { vendorOfKey } from '../shared/bundle-key.ts';
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
import { KeyTable, vendorKeys } from '../shared/table/key-table.ts';
import { encryptionFor } from '../shared/vendor-key.ts';

const env = environment(Environment.pick({ EVIDENCE_BUCKET: true, TABLE_NAME: true, VENDOR_KEYS: true }));
const store = new EvidenceStore(s3, env.EVIDENCE_BUCKET);
const ledger = new AccessTable(table, env.TABLE_NAME);
const keys = new KeyTable(table, env.TABLE_NAME);

/** A bundle of which it cannot be told whose keys count, or when they have to have been valid. */
export class SignersUnknown extends Error {
  override readonly name = 'SignersUnknown';
}

/**
 * Reads the bundle's directory and manifest by ranges, checks every digest, and keeps the index for the states that follow.
 * What is wrong with the bundle is recorded in the index; it becomes a finding, never a failure of this state. Where the registry of keys
 * cannot be read the state fails: without it, nobody could tell a vendor's signature from another's.
 */
export async function handler(input: unknown): Promise<OpenedBundle> {
  const ref = BundleRef.parse(input);
  logger.appendKeys({ caseId: ref.caseId });
  // For the whole review: what its functions read of the bundle, and nobody else does.
  await ledger.add(functionAccess(ref.caseId, { who: 'review', what: 'bundle' }), null);
  const bundle = await openObject(s3, ref);
  const signers = await signersOf(ref.key, bundle.uploadedAt);
  const index = await openBundle(bundle, { spool: spoolToFile, signers });
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

/** The signers that count: keys of the vendor in whose name the bundle was uploaded, as they were then. */
async function signersOf(key: string, uploadedAt: Date | null): Promise<KnownSigners> {
  const vendor = vendorOfKey(key);
  if (vendor === null || uploadedAt === null)
    throw new SignersUnknown(
      `${key}: ${vendor === null ? 'it is under no vendor' : 'S3 does not say when it was uploaded'}`,
    );
  const { keys: records } = keySetAfter(await keys.history(vendorKeys(vendor)));
  return registeredSigners(records, vendor, uploadedAt.toISOString());
}
