import { BundleIndex } from '#core/bundle/bundle-index.ts';
import { bundleSource } from '#core/evidence/bundle-source.ts';
import { ofTask } from '#core/evidence/of-task.ts';
import { readSource } from '#core/evidence/read-source.ts';
import { s3 } from '../shared/clients.ts';
import { Environment, environment } from '../shared/environment.ts';
import { evidenceKeys } from '../shared/evidence-keys.ts';
import { EvidenceStore } from '../shared/evidence-store.ts';
import { logger } from '../shared/logger.ts';
import { openObject } from '../shared/object-source.ts';
import { type EvaluationResult, ReadEvaluation } from '../shared/payloads.ts';
import { spoolToFile } from '../shared/spool.ts';

const env = environment(Environment.pick({ EVIDENCE_BUCKET: true }));
const store = new EvidenceStore(s3, env.EVIDENCE_BUCKET);

/** The workflow asks for an evaluation that the bundle's manifest does not list. */
export class UnknownEvaluationError extends Error {
  override readonly name = 'UnknownEvaluationError';
}

/** Reads one evaluation log of the bundle and keeps its evidence: claims, recomputed metrics, flags, each with its place. */
export async function handler(input: unknown): Promise<EvaluationResult> {
  const { evaluation, ...ref } = ReadEvaluation.parse(input);
  logger.appendKeys({ caseId: ref.caseId, evaluation });
  const index = await store.get(evidenceKeys.bundleIndex(ref), BundleIndex);
  const declared = index.manifest?.evaluations.find(({ id }) => id === evaluation);
  if (declared === undefined)
    throw new UnknownEvaluationError(`evaluation "${evaluation}" is not in the manifest of ${ref.caseId}`);

  const bundle = await openObject(s3, ref);
  const log = bundleSource(bundle, index, declared.path, { spool: spoolToFile });
  if (log === null)
    throw new UnknownEvaluationError(`${declared.path} of evaluation "${evaluation}" is not in ${ref.caseId}`);
  const evidence = ofTask(await readSource(log, { spool: spoolToFile }), declared.task);
  await store.put(evidenceKeys.evaluation(ref, evaluation), evidence);
  logger.info('evaluation read', { format: evidence.format, samples: evidence.samples, flags: evidence.flags.length });
  return { evaluation, failed: false };
}
