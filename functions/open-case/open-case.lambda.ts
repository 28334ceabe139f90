import { vendorOfKey } from '../shared/bundle-key.ts';
import { sfn, sqs, table } from '../shared/clients.ts';
import { Environment, environment } from '../shared/environment.ts';
import { Reviews, WaitingLine } from '../shared/opening/reviews.ts';
import { Uploads } from '../shared/opening/uploads.ts';
import { Procedures } from '../shared/procedure/procedures.ts';
import { rulesFor } from '../shared/procedure/rules.ts';
import { CaseTable } from '../shared/table/case-table.ts';
import { SubmissionTable } from '../shared/table/submission-table.ts';
import { TurnTable } from '../shared/turns/turn-table.ts';
import { ObjectCreated } from './object-created.ts';

const env = environment(
  Environment.pick({
    TABLE_NAME: true,
    STATE_MACHINE_ARN: true,
    WAITING_QUEUE_URL: true,
    REVIEWS_PER_VENDOR: true,
    REVIEWS_IN_ALL: true,
  }),
);
const cases = new CaseTable(table, env.TABLE_NAME);
const submissions = new SubmissionTable(table, env.TABLE_NAME);
const limits = { perVendor: env.REVIEWS_PER_VENDOR, inAll: env.REVIEWS_IN_ALL };
const reviews = new Reviews(new TurnTable(table, env.TABLE_NAME, limits), sfn, env.STATE_MACHINE_ARN);
const line = new WaitingLine(sqs, env.WAITING_QUEUE_URL);
const uploads = new Uploads(cases, submissions, new Procedures(cases, rulesFor), reviews, line);

/** The rule let an object through that is no vendor's bundle: a fault of the deployment, so it goes to the dead-letter queue. */
export class NotABundleError extends Error {
  override readonly name = 'NotABundleError';
}

/** Opens the case of an uploaded bundle and starts its review. EventBridge delivers at least once, in any order. */
export async function handler(event: unknown): Promise<{ caseId: string; opened: boolean }> {
  const { time, detail } = ObjectCreated.parse(event);
  const { key, size: bytes, 'version-id': versionId } = detail.object;
  const bucket = detail.bucket.name;
  const vendor = vendorOfKey(key);
  if (vendor === null)
    throw new NotABundleError(`s3://${bucket}/${key} is no bundle: expected vendors/<vendor>/<submission>/bundle.zip`);
  return uploads.open({ bucket, key, versionId, vendor, bytes, at: new Date(time).toISOString() });
}
