import { vendorOfKey } from '../shared/bundle-key.ts';
import { sfn, table } from '../shared/clients.ts';
import { Environment, environment } from '../shared/environment.ts';
import { Uploads } from '../shared/opening/uploads.ts';
import { Procedures } from '../shared/procedure/procedures.ts';
import { rulesFor } from '../shared/procedure/rules.ts';
import { CaseTable } from '../shared/table/case-table.ts';
import { SubmissionTable } from '../shared/table/submission-table.ts';
import { ObjectCreated } from './object-created.ts';

const env = environment(Environment.pick({ TABLE_NAME: true, STATE_MACHINE_ARN: true }));
const cases = new CaseTable(table, env.TABLE_NAME);
const submissions = new SubmissionTable(table, env.TABLE_NAME);
const uploads = new Uploads(cases, submissions, new Procedures(cases, rulesFor), sfn, env.STATE_MACHINE_ARN);

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
