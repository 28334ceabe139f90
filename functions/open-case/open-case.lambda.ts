import { ExecutionAlreadyExists, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { caseIdOf } from '#core/adjudication/case-id.ts';
import { submissionOfKey, vendorOfKey } from '../shared/bundle-key.ts';
import { sfn, table } from '../shared/clients.ts';
import { Environment, environment } from '../shared/environment.ts';
import { executionName } from '../shared/execution-name.ts';
import { logger } from '../shared/logger.ts';
import type { BundleRef } from '../shared/payloads.ts';
import { Procedures } from '../shared/procedure/procedures.ts';
import { rulesFor } from '../shared/procedure/rules.ts';
import { CaseTable } from '../shared/table/case-table.ts';
import { SubmissionTable } from '../shared/table/submission-table.ts';
import { ObjectCreated } from './object-created.ts';

const env = environment(Environment.pick({ TABLE_NAME: true, STATE_MACHINE_ARN: true }));
const cases = new CaseTable(table, env.TABLE_NAME);
const submissions = new SubmissionTable(table, env.TABLE_NAME);
const procedures = new Procedures(cases, rulesFor);

/** The rule let an object through that is no vendor's bundle: a fault of the deployment, so it goes to the dead-letter queue. */
export class NotABundleError extends Error {
  override readonly name = 'NotABundleError';
}

type Uploaded = Omit<BundleRef, 'caseId' | 'bundle'> & { vendor: string; bytes: number; at: string };

/**
 * Opens the case of an uploaded bundle, or takes the bundle into the case that it amends, and starts its review. EventBridge delivers at
 * least once, in any order: the case's id derives from the object's version, the item is put on condition that it is absent, and
 * the execution has the case's name. The execution is started even where the case is open already, because an earlier attempt may have
 * ended between the two. A bundle that its case takes no more opens a case of its own: nothing that was sent is lost.
 */
export async function handler(event: unknown): Promise<{ caseId: string; opened: boolean }> {
  const { time, detail } = ObjectCreated.parse(event);
  const { key, size: bytes, 'version-id': versionId } = detail.object;
  const bucket = detail.bucket.name;
  const vendor = vendorOfKey(key);
  if (vendor === null)
    throw new NotABundleError(`s3://${bucket}/${key} is no bundle: expected vendors/<vendor>/<submission>/bundle.zip`);

  const uploaded = { bucket, key, versionId, vendor, bytes, at: new Date(time).toISOString() };
  const ref: BundleRef = { caseId: caseIdOf({ bucket, key, versionId }), bundle: 1, bucket, key, versionId };
  const amended = await amend(uploaded, ref.caseId);
  if (amended !== null) {
    await startReview(amended);
    return { caseId: amended.caseId, opened: false };
  }
  const opened = await open(ref, uploaded);
  await startReview(ref);
  return { caseId: ref.caseId, opened };
}

/**
 * The version of the bundle of the case that the upload amends; null where it amends none, or the case takes it no more. An upload that
 * opened a case of its own, `own`, stays there, whatever its event is delivered again for.
 */
async function amend({ vendor, at: _, ...object }: Uploaded, own: string): Promise<BundleRef | null> {
  const submission = await submissions.find(submissionOfKey(object.key) ?? '');
  const amends = submission?.vendor === vendor ? submission.amends : undefined;
  if (amends === undefined) return null;
  const { caseId, note, by } = amends;
  logger.appendKeys({ caseId });
  const found = (await cases.case(own)) === null ? await cases.case(caseId) : null;
  const bundle = found?.vendor === vendor ? await procedures.amend(caseId, { ...object, note, by }) : null;
  logger.info(bundle === null ? 'amendment comes too late' : 'case amended', { bundle });
  if (bundle === null) return null;
  const { bucket, key, versionId } = object;
  return { caseId, bundle, bucket, key, versionId };
}

async function open(ref: BundleRef, { vendor, bytes, at }: Uploaded): Promise<boolean> {
  logger.appendKeys({ caseId: ref.caseId });
  const undecided = { decidedAt: null, outcome: null, tier: null, model: null, pack: null, packs: [], standings: {} };
  const summary = { ...ref, vendor, status: 'in_review' as const, bytes, openedAt: at, ...undecided };
  const opened = await cases.open(summary, { vendor, versionId: ref.versionId, bytes });
  logger.info(opened ? 'case opened' : 'case was open already');
  return opened;
}

async function startReview(ref: BundleRef): Promise<void> {
  try {
    await sfn.send(
      new StartExecutionCommand({
        stateMachineArn: env.STATE_MACHINE_ARN,
        name: executionName(ref),
        input: JSON.stringify(ref),
      }),
    );
  } catch (error) {
    if (!(error instanceof ExecutionAlreadyExists)) throw error;
  }
}
