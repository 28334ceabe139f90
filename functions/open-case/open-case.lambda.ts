import { uploaderOfKey } from '../shared/bundle-key.ts';
import { Environment, environment } from '../shared/environment.ts';
import { logger } from '../shared/logger.ts';
import { uploadsOf } from '../shared/opening/uploads-of.ts';
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
const uploads = uploadsOf(env);

/** The rule let an object through that is no vendor's bundle: a fault of the deployment, so it goes to the dead-letter queue. */
export class NotABundleError extends Error {
  override readonly name = 'NotABundleError';
}

/** Opens the case of an uploaded bundle and starts its review. EventBridge delivers at least once, in any order. */
export async function handler(event: unknown): Promise<{ caseId: string; opened: boolean }> {
  const { time, detail } = ObjectCreated.parse(event);
  const { key, size: bytes, 'version-id': versionId } = detail.object;
  const bucket = detail.bucket.name;
  const vendor = uploaderOfKey(key);
  if (vendor === null)
    throw new NotABundleError(`s3://${bucket}/${key} is no bundle: expected vendors/<vendor>/<submission>/bundle.zip`);
  const { caseId, opened, declared } = await uploads.open({
    ...{ bucket, key, versionId, vendor, bytes, at: new Date(time).toISOString() },
  });
  if (!declared) logger.info('upload by role waits for what its vendor says of it', { vendor, key });
  return { caseId, opened };
}
