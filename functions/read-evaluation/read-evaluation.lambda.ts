import { audiencesOfLogs } from '#core/bundle/audience.ts';
import { BundleIndex } from '#core/bundle/bundle-index.ts';
import { bundleSource } from '#core/evidence/bundle-source.ts';
import { ofTask } from '#core/evidence/of-task.ts';
import { readSource } from '#core/evidence/read-source.ts';
import { basisOf, watched } from '#core/evidence/reading-basis.ts';
import { ScoreKeeper } from '#core/evidence/sample-scores.ts';
import { storable, storableScores } from '#core/policy/need-to-know.ts';
import { processThreads } from '#threads/process-threads.ts';
import { buildDigest } from '../shared/build-digest.ts';
import { s3 } from '../shared/clients.ts';
import { Environment, environment } from '../shared/environment.ts';
import { evidenceKeys } from '../shared/evidence-keys.ts';
import { EvidenceStore } from '../shared/evidence-store.ts';
import { logger } from '../shared/logger.ts';
import { openObject } from '../shared/object-source.ts';
import { type EvaluationResult, ReadEvaluation } from '../shared/payloads.ts';
import type { Reading } from '../shared/reading.ts';
import { spoolToFile } from '../shared/spool.ts';
import { encryptionFor } from '../shared/vendor-key.ts';
import { takeOver } from './take-over.ts';

const env = environment(Environment.pick({ EVIDENCE_BUCKET: true, VENDOR_KEYS: true }));
const store = new EvidenceStore(s3, env.EVIDENCE_BUCKET);

/** The workflow asks for an evaluation that the bundle's manifest does not list. */
export class UnknownEvaluationError extends Error {
  override readonly name = 'UnknownEvaluationError';
}

const reader = buildDigest();

/**
 * Reads one evaluation log of the bundle and keeps its evidence: claims, recomputed metrics, flags, each with its place. Of an amended
 * bundle, what did not change is taken over from the version before. Of a sealed log only figures leave the bundle.
 */
export async function handler(input: unknown): Promise<EvaluationResult> {
  const { evaluation, ...ref } = ReadEvaluation.parse(input);
  logger.appendKeys({ caseId: ref.caseId, evaluation });
  const index = await store.get(evidenceKeys.bundleIndex(ref), BundleIndex);
  const { manifest } = index;
  const declared = manifest?.evaluations.find(({ id }) => id === evaluation);
  if (manifest === null || declared === undefined)
    throw new UnknownEvaluationError(`evaluation "${evaluation}" is not in the manifest of ${ref.caseId}`);

  const encryption = encryptionFor(env.VENDOR_KEYS, ref.key);
  if (await takeOver({ store, encryption }, ref, index, declared, reader)) {
    logger.info('evaluation taken over from the version before');
    return { evaluation, failed: false };
  }
  const bundle = await openObject(s3, ref);
  const log = bundleSource(bundle, index, declared.path, { spool: spoolToFile });
  if (log === null)
    throw new UnknownEvaluationError(`${declared.path} of evaluation "${evaluation}" is not in ${ref.caseId}`);
  const source = watched(log);
  const keeper = new ScoreKeeper();
  const audience = audiencesOfLogs(manifest)(declared.path);
  const io = { spool: spoolToFile, keepScores: keeper.keep, threads: processThreads };
  const evidence = storable(ofTask(await readSource(source, io), declared.task), audience);
  await store.put(evidenceKeys.evaluation(ref, evaluation), evidence, encryption);
  const basis = basisOf(index, declared, reader, source.lookedBeside);
  const reading: Reading = { basis, scores: storableScores(keeper.table(evidence), audience) };
  await store.put(evidenceKeys.reading(ref, evaluation), reading, encryption);
  logger.info('evaluation read', { format: evidence.format, samples: evidence.samples, flags: evidence.flags.length });
  return { evaluation, failed: false };
}
