import { GetBucketReplicationCommand, S3Client, S3ServiceException } from '@aws-sdk/client-s3';
import type { Places } from '#functions/shared/retention/kept-objects.ts';
import type { Place } from '#functions/shared/retention/object-versions.ts';
import { type Deployment, resourceOf } from './deployment.ts';

/** The beginning of a bucket's logical id. */
export type Store = 'BundlesBucket' | 'EvidenceBucket';

/** It is not known in which region copies are: what is to be destroyed with them cannot be. */
export class CopiesUnknownError extends Error {
  override readonly name = 'CopiesUnknownError';
}

/**
 * Where the objects of a deployment have copies in another region: nowhere, where it has none, and on a local run. A rule that is switched off
 * makes no copies any more, and those that it made are still there.
 * @throws CopiesUnknownError
 */
export async function copiesIn(deployment: Deployment): Promise<Places> {
  if (deployment.isLocal) return { bundles: [], evidence: [] };
  return {
    bundles: await copiesOf(deployment, 'BundlesBucket'),
    evidence: await copiesOf(deployment, 'EvidenceBucket'),
  };
}

async function copiesOf(deployment: Deployment, store: Store): Promise<Place[]> {
  const { name: Bucket } = resourceOf(deployment, 'AWS::S3::Bucket', store);
  try {
    const { ReplicationConfiguration: found } = await deployment.clients.s3.send(
      new GetBucketReplicationCommand({ Bucket }),
    );
    return (found?.Rules ?? []).map(({ ID, Destination }) => {
      const bucket = Destination?.Bucket?.split(':::')[1];
      const region = Destination?.EncryptionConfiguration?.ReplicaKmsKeyID?.split(':')[3];
      if (bucket === undefined || region === undefined)
        throw new CopiesUnknownError(
          `The replication rule "${ID}" of ${Bucket} does not say in which bucket and under which key of which region copies are. Deploy the stateful stack again with "replicas" (docs/deploy.md).`,
        );
      return { bucket, s3: new S3Client({ region }) };
    });
  } catch (error) {
    if (error instanceof S3ServiceException && error.name === 'ReplicationConfigurationNotFoundError') return [];
    throw error;
  }
}
