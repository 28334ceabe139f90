import { Aws, Stack } from 'aws-cdk-lib';
import { ManagedPolicy, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Key } from 'aws-cdk-lib/aws-kms';
import { type Bucket, CfnBucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { acknowledgeWildcard } from '../compliance/acknowledge.ts';
import type { Replica } from '../environment.ts';
import type { VendorKeys } from './vendor-keys.ts';

export interface BucketReplicationProps {
  readonly bucket: Bucket;
  readonly key: Key;
  /** The keys of vendors, where objects have these. */
  readonly vendorKeys: VendorKeys | undefined;
  readonly replica: Replica;
}

/**
 * Copies every version of every object to a bucket of another region, under the key of that region; version ids stay the same, so that
 * what names a version finds it there too. S3 copies no deletion of a version: what is destroyed is deleted there as well (`Retention`).
 */
export class BucketReplication extends Construct {
  constructor(scope: Construct, id: string, { bucket, key, vendorKeys, replica }: BucketReplicationProps) {
    super(scope, id);
    const role = new Role(this, 'Role', {
      description: 'Copies objects to another region',
      assumedBy: new ServicePrincipal('s3.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID } },
      }),
    });
    const policy = new ManagedPolicy(this, 'Policy', {
      description: 'Copies objects to another region',
      roles: [role],
    });
    const objects = bucket.arnForObjects('*');
    const copies = `${replica.bucket}/*`;
    const via = (region: string) => ({ StringEquals: { 'kms:ViaService': `s3.${region}.amazonaws.com` } });
    const { region } = Stack.of(this);
    const keys = Stack.of(this).formatArn({ service: 'kms', resource: 'key', resourceName: '*' });
    policy.addStatements(
      new PolicyStatement({
        actions: ['s3:GetReplicationConfiguration', 's3:ListBucket'],
        resources: [bucket.bucketArn],
      }),
      new PolicyStatement({
        actions: ['s3:GetObjectVersionAcl', 's3:GetObjectVersionForReplication', 's3:GetObjectVersionTagging'],
        resources: [objects],
      }),
      new PolicyStatement({ actions: ['s3:ReplicateObject', 's3:ReplicateTags'], resources: [copies] }),
      new PolicyStatement({ actions: ['kms:Decrypt'], resources: [key.keyArn], conditions: via(region) }),
      ...(vendorKeys === undefined
        ? []
        : [
            new PolicyStatement({
              actions: ['kms:Decrypt'],
              resources: [keys],
              conditions: {
                ...via(region),
                'ForAnyValue:StringLike': { 'kms:ResourceAliases': [`${vendorKeys.aliases}*`] },
              },
            }),
          ]),
      new PolicyStatement({
        actions: ['kms:Encrypt'],
        resources: [replica.key],
        conditions: via(replica.key.split(':')[3] ?? ''),
      }),
    );
    for (const resource of [objects, copies])
      acknowledgeWildcard(policy, resource, 'Every object is copied; there is one such role for each bucket.');
    if (vendorKeys !== undefined)
      acknowledgeWildcard(policy, keys, 'The keys of vendors alone, by their alias; there is one for each vendor.');
    const { defaultChild } = bucket.node;
    if (!CfnBucket.isCfnBucket(defaultChild)) throw new TypeError(`${bucket.node.path} has no CfnBucket`);
    defaultChild.replicationConfiguration = {
      role: role.roleArn,
      rules: [
        {
          id: 'everything',
          status: 'Enabled',
          priority: 1,
          filter: { prefix: '' },
          deleteMarkerReplication: { status: 'Disabled' },
          sourceSelectionCriteria: { sseKmsEncryptedObjects: { status: 'Enabled' } },
          destination: { bucket: replica.bucket, encryptionConfiguration: { replicaKmsKeyId: replica.key } },
        },
      ],
    };
  }
}
