import { CloudFormationClient, ListStackResourcesCommand } from '@aws-sdk/client-cloudformation';
import { GetBucketReplicationCommand, type ReplicationRule, S3Client } from '@aws-sdk/client-s3';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, expect, it } from 'vitest';
import { copiesIn } from '../../ops/copies.ts';
import { deploymentOf } from '../../ops/deployment.ts';

const cloudFormation = mockClient(CloudFormationClient);
const s3 = mockClient(S3Client);
const Destination = {
  Bucket: 'arn:aws:s3:::copies',
  EncryptionConfiguration: { ReplicaKmsKeyID: 'arn:aws:kms:us-west-2:111122223333:key/1' },
};
const replicatedBy = (rule: ReplicationRule) =>
  s3
    .on(GetBucketReplicationCommand, { Bucket: 'bundles' })
    .resolves({ ReplicationConfiguration: { Role: 'arn:role', Rules: [rule] } });
const copies = async () => copiesIn(await deploymentOf('prod'));

beforeEach(() => {
  for (const client of [cloudFormation, s3]) client.reset();
  cloudFormation.on(ListStackResourcesCommand).resolves({ StackResourceSummaries: [] });
  cloudFormation.on(ListStackResourcesCommand, { StackName: 'Countersign-prod-Stateful' }).resolves({
    StackResourceSummaries: ['Bundles', 'Evidence'].map((store) => ({
      ...{ LogicalResourceId: `${store}Bucket1`, PhysicalResourceId: store.toLowerCase() },
      ...{ ResourceType: 'AWS::S3::Bucket', ResourceStatus: 'CREATE_COMPLETE', LastUpdatedTimestamp: new Date(0) },
    })),
  });
  s3.on(GetBucketReplicationCommand).resolves({});
});

it.each(['Enabled', 'Disabled'] as const)('knows the copies of a rule that is %s, and their region', async (Status) => {
  replicatedBy({ Status, Destination });
  const { bundles, evidence } = await copies();
  expect(bundles.map(({ bucket }) => bucket)).toEqual(['copies']);
  expect(await bundles[0]?.s3.config.region()).toBe('us-west-2');
  expect(evidence).toEqual([]);
});

it('does not take copies for none where it is not said in which region they are', async () => {
  replicatedBy({ ID: 'everything', Status: 'Enabled', Destination: { Bucket: Destination.Bucket } });
  await expect(copies()).rejects.toThrow(/"everything" of bundles/);
});
