import { CfnOutput, RemovalPolicy, Stack, type StackProps } from 'aws-cdk-lib';
import { Key } from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';
import { acknowledge } from '../compliance/acknowledge.ts';
import { AccessLogBucket } from '../constructs/access-log-bucket.ts';
import { ObjectStore } from '../constructs/object-store.ts';

export interface ReplicaStackProps extends StackProps {
  readonly retain: boolean;
  readonly logRetentionDays: number;
}

/** Where another region keeps copies of bundles and evidence. Its outputs are what `replicas` of the environment holds. */
export class ReplicaStack extends Stack {
  constructor(scope: Construct, id: string, { retain, logRetentionDays, ...props }: ReplicaStackProps) {
    super(scope, id, props);
    const removalPolicy = retain ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY;
    const accessLogs = new AccessLogBucket(this, 'AccessLogs', { retain, retentionDays: logRetentionDays });
    for (const name of ['Bundles', 'Evidence']) {
      const key = new Key(this, `${name}Key`, {
        description: `Countersign: copies of ${name.toLowerCase()}`,
        enableKeyRotation: true,
        removalPolicy,
      });
      const { bucket } = new ObjectStore(this, name, {
        key,
        accessLogs,
        retain,
        keyPerObject: false,
        events: false,
        uploadsFromPages: false,
        replica: null,
      });
      acknowledge(
        bucket,
        ['NIST.800.53.R5-S3BucketReplicationEnabled'],
        'It is itself the copy that another region keeps.',
      );
      new CfnOutput(this, `${name}Bucket`, { value: bucket.bucketArn });
      new CfnOutput(this, `${name}KeyArn`, { value: key.keyArn });
    }
  }
}
