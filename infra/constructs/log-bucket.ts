import { AnyPrincipal, Effect, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { acknowledge } from '../compliance/acknowledge.ts';
import { ObjectStore, type ObjectStoreProps } from './object-store.ts';

/** What stands in the log for ever: everything but its checkpoint. */
const FOR_EVER = ['claim/*', 'tile/*'];

/**
 * The objects of the transparency log. What they say is public; they are served by a function, so that no bucket has to be. Nobody deletes
 * any, and but for the checkpoint nobody replaces any: S3 refuses a write that does not ask for there to be nothing yet.
 */
export class LogBucket extends ObjectStore {
  constructor(scope: Construct, id: string, props: Pick<ObjectStoreProps, 'key' | 'accessLogs' | 'retain'>) {
    super(scope, id, { ...props, keyPerObject: false, events: false, uploadsFromPages: false });
    const deny = (
      sid: string,
      actions: string[],
      keys: string[],
      conditions?: Record<string, Record<string, string>>,
    ) =>
      this.bucket.addToResourcePolicy(
        new PolicyStatement({
          sid,
          effect: Effect.DENY,
          principals: [new AnyPrincipal()],
          actions,
          resources: keys.map((key) => this.bucket.arnForObjects(key)),
          ...(conditions && { conditions }),
        }),
      );
    acknowledge(
      this.bucket,
      ['NIST.800.53.R5-S3BucketReplicationEnabled'],
      'Whoever verifies the log may keep a copy, and witnesses have to: it is public, and what it says can be checked wherever it lies.',
    );
    deny('NobodyDeletes', ['s3:DeleteObject', 's3:DeleteObjectVersion'], ['*']);
    deny('NobodyReplaces', ['s3:PutObject'], FOR_EVER, { Null: { 's3:if-none-match': 'true' } });
  }
}
