import { CloudFormationClient, DescribeStacksCommand, ListStackResourcesCommand } from '@aws-sdk/client-cloudformation';
import { CloudWatchClient, DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch';
import { CognitoIdentityProviderClient, DescribeUserPoolCommand } from '@aws-sdk/client-cognito-identity-provider';
import { DescribeContinuousBackupsCommand, DescribeTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DescribeRuleCommand, EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { GetFunctionConfigurationCommand, LambdaClient, ListEventSourceMappingsCommand } from '@aws-sdk/client-lambda';
import {
  GetBucketEncryptionCommand,
  GetBucketReplicationCommand,
  GetBucketVersioningCommand,
  GetPublicAccessBlockCommand,
  ListObjectVersionsCommand,
  S3Client,
  S3ServiceException,
} from '@aws-sdk/client-s3';
import { GetEmailIdentityCommand, SESv2Client } from '@aws-sdk/client-sesv2';
import {
  DescribeStateMachineAliasCommand,
  DescribeStateMachineCommand,
  ListStateMachineVersionsCommand,
  ResourceNotFound,
  SFNClient,
} from '@aws-sdk/client-sfn';
import { GetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { DynamoDBDocumentClient, GetCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { deploymentOf } from '../../ops/deployment.ts';
import { examine, isWell } from '../../ops/doctor/examine.ts';
import { watch } from '../../ops/watch.ts';

process.env.AWS_REGION = 'us-east-1';
const cloudFormation = mockClient(CloudFormationClient);
const cloudWatch = mockClient(CloudWatchClient);
const cognito = mockClient(CognitoIdentityProviderClient);
const dynamodb = mockClient(DynamoDBClient);
const items = mockClient(DynamoDBDocumentClient);
const events = mockClient(EventBridgeClient);
const lambda = mockClient(LambdaClient);
const s3 = mockClient(S3Client);
const ses = mockClient(SESv2Client);
const sfn = mockClient(SFNClient);
const sqs = mockClient(SQSClient);
const clients = [cloudFormation, cloudWatch, cognito, dynamodb, items, events, lambda, s3, ses, sfn, sqs];

const NOW = new Date('2026-03-02T12:00:00Z');
const RESOURCES = {
  Cases80582F3E: ['AWS::DynamoDB::Table', 'cases'],
  BundlesBucketB9647150: ['AWS::S3::Bucket', 'bundles'],
  EvidenceBucketA3C1F0AA: ['AWS::S3::Bucket', 'evidence'],
  AccessLogs8B620ECA: ['AWS::S3::Bucket', 'logs'],
  IdentityUserPool96FE3B9B: ['AWS::Cognito::UserPool', 'pool'],
  MailIdentity4EC7C521: ['AWS::SES::EmailIdentity', 'example.org'],
  Review: ['AWS::StepFunctions::StateMachine', 'arn:review'],
  Procedure: ['AWS::StepFunctions::StateMachine', 'arn:procedure'],
  Rule: ['AWS::Events::Rule', 'bus|rule'],
  Mapping: ['AWS::Lambda::EventSourceMapping', 'uuid-1'],
  FunctionsApiFunction: ['AWS::Lambda::Function', 'api'],
  UnopenedUploads5D3BAE0D: ['AWS::SQS::Queue', 'https://sqs/unopened'],
} as const;
const closed = { BlockPublicAcls: true, BlockPublicPolicy: true, IgnorePublicAcls: true, RestrictPublicBuckets: true };
const encryptedBy = (SSEAlgorithm: 'aws:kms' | 'AES256') => ({
  ServerSideEncryptionConfiguration: { Rules: [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm } }] },
});

/** So many versions of a machine, the newest first. */
const versions = (count: number) =>
  Array.from({ length: count }, (_, n) => ({ stateMachineVersionArn: `arn:m:${count - n}`, creationDate: NOW }));
const leadsTo = (...arns: string[]) =>
  sfn.on(DescribeStateMachineAliasCommand).resolves({
    routingConfiguration: arns.map((arn) => ({ stateMachineVersionArn: arn, weight: 100 / arns.length })),
  });
const notReplicated = () =>
  new S3ServiceException({
    ...{ name: 'ReplicationConfigurationNotFoundError', message: 'none', $fault: 'client', $metadata: {} },
  });
const replicatedTo = (bucket: string) => ({
  ReplicationConfiguration: {
    Role: 'arn:role',
    Rules: [
      {
        Status: 'Enabled' as const,
        Destination: {
          Bucket: `arn:aws:s3:::${bucket}`,
          EncryptionConfiguration: { ReplicaKmsKeyID: 'arn:aws:kms:us-west-2:111122223333:key/1' },
        },
      },
    ],
  },
});
/** A case with a certificate of destruction, as the index of decided cases has it. */
const destroyed = (by: 'term' | 'key') => ({
  ...{ caseId: 'case-1', version: 9, vendor: 'acme', status: 'decided', bundle: 1, bytes: 1, bucket: 'bundles' },
  ...{ key: 'vendors/acme/s-1/bundle.zip', versionId: 'v1', openedAt: NOW.toISOString(), decidedAt: NOW.toISOString() },
  ...{ outcome: 'cleared', tier: null, model: null, pack: null, packs: [], standings: {}, lastSeq: 5, lastHash: 'h' },
  retention: {
    holds: [],
    destructions: [
      {
        ...{ parts: ['bundle'], bundle: 1, by },
        begun: { seq: 4, hash: 'b', at: NOW.toISOString() },
        ended: { seq: 5, hash: 'e', at: NOW.toISOString() },
      },
    ],
  },
});
function destroyedBy(by: 'term' | 'key', left: Readonly<Record<string, string>>): void {
  items.on(QueryCommand).callsFake(({ ExpressionAttributeValues }) => ({
    Items: ':decided' in ExpressionAttributeValues ? [destroyed(by)] : [],
  }));
  s3.on(ListObjectVersionsCommand).callsFake(({ Bucket }) => ({
    Versions: Bucket in left ? [{ Key: 'vendors/acme/s-1/bundle.zip', VersionId: left[Bucket], Size: 1 }] : [],
  }));
}

beforeEach(() => {
  for (const client of clients) client.reset();
  cloudFormation.on(ListStackResourcesCommand).resolves({ StackResourceSummaries: [] });
  cloudFormation.on(ListStackResourcesCommand, { StackName: 'Countersign-prod-Stateful' }).resolves({
    StackResourceSummaries: Object.entries(RESOURCES).map(
      ([LogicalResourceId, [ResourceType, PhysicalResourceId]]) => ({
        LogicalResourceId,
        ResourceType,
        PhysicalResourceId,
        ResourceStatus: 'CREATE_COMPLETE',
        LastUpdatedTimestamp: NOW,
      }),
    ),
  });
  cloudFormation
    .on(DescribeStacksCommand)
    .resolves({ Stacks: [{ StackName: 's', CreationTime: NOW, StackStatus: 'UPDATE_COMPLETE' }] });
  cloudWatch.on(DescribeAlarmsCommand).resolves({ MetricAlarms: [] });
  cognito.on(DescribeUserPoolCommand).resolves({ UserPool: { MfaConfiguration: 'ON' } });
  dynamodb
    .on(DescribeTableCommand)
    .resolves({ Table: { TableStatus: 'ACTIVE', SSEDescription: { Status: 'ENABLED', SSEType: 'KMS' } } });
  dynamodb.on(DescribeContinuousBackupsCommand).resolves({
    ContinuousBackupsDescription: {
      ContinuousBackupsStatus: 'ENABLED',
      PointInTimeRecoveryDescription: { PointInTimeRecoveryStatus: 'ENABLED' },
    },
  });
  items.on(QueryCommand).resolves({ Items: [] });
  events.on(DescribeRuleCommand, { Name: 'rule', EventBusName: 'bus' }).resolves({ State: 'ENABLED' });
  lambda.on(GetFunctionConfigurationCommand).resolves({ State: 'Active', LastUpdateStatus: 'Successful' });
  lambda.on(ListEventSourceMappingsCommand).resolves({ EventSourceMappings: [{ UUID: 'uuid-1', State: 'Enabled' }] });
  s3.on(GetBucketVersioningCommand).resolves({ Status: 'Enabled' });
  s3.on(GetBucketEncryptionCommand).resolves(encryptedBy('aws:kms'));
  s3.on(GetBucketEncryptionCommand, { Bucket: 'logs' }).resolves(encryptedBy('AES256'));
  s3.on(GetBucketReplicationCommand).rejects(notReplicated());
  s3.on(ListObjectVersionsCommand).resolves({});
  s3.on(GetPublicAccessBlockCommand).resolves({ PublicAccessBlockConfiguration: closed });
  ses.on(GetEmailIdentityCommand).resolves({ VerifiedForSendingStatus: true });
  sfn.on(DescribeStateMachineCommand).resolves({ status: 'ACTIVE' });
  sfn.on(ListStateMachineVersionsCommand).resolves({ stateMachineVersions: versions(2) });
  leadsTo('arn:m:2');
  sqs.on(GetQueueAttributesCommand).resolves({ Attributes: { ApproximateNumberOfMessages: '0' } });
});

/** Everything but the clock, which the mocks do not have. */
const findings = async () => (await examine(await deploymentOf('prod'), NOW)).filter(({ check }) => check !== 'clock');

describe('ops doctor in an account', () => {
  it('is content where all is well', async () => {
    expect((await findings()).filter(({ status }) => status !== 'ok')).toEqual([]);
    expect(isWell(await findings())).toBe(true);
  });

  it('is content with copies, and with what is left of what was destroyed: versions of other cases, and what nobody can read', async () => {
    s3.on(GetBucketReplicationCommand).resolves(replicatedTo('copies'));
    destroyedBy('term', { bundles: 'v-of-another-case', copies: 'v-of-another-case' });
    expect((await findings()).filter(({ status }) => status !== 'ok')).toEqual([]);
    destroyedBy('key', { bundles: 'v1' });
    expect((await findings()).filter(({ status }) => status !== 'ok')).toEqual([]);
  });

  it.each<[string, () => unknown, RegExp]>([
    [
      'stacks',
      () =>
        cloudFormation
          .on(DescribeStacksCommand)
          .resolves({ Stacks: [{ StackName: 's', CreationTime: NOW, StackStatus: 'UPDATE_ROLLBACK_COMPLETE' }] }),
      /UPDATE_ROLLBACK_COMPLETE/,
    ],
    [
      'alarms',
      () =>
        cloudWatch.on(DescribeAlarmsCommand, { AlarmNamePrefix: 'Countersign-prod-', StateValue: 'ALARM' }).resolves({
          MetricAlarms: [{ AlarmName: 'a', AlarmDescription: 'What to do: docs/runbook.md#review-failed' }],
        }),
      /a rings/,
    ],
    [
      'sign-in',
      () => cognito.on(DescribeUserPoolCommand).resolves({ UserPool: { MfaConfiguration: 'OPTIONAL' } }),
      /second factor/,
    ],
    ['table', () => dynamodb.on(DescribeTableCommand).resolves({ Table: { TableStatus: 'ARCHIVED' } }), /ARCHIVED/],
    [
      'encryption of the table',
      () => dynamodb.on(DescribeTableCommand).resolves({ Table: { TableStatus: 'ACTIVE' } }),
      /not encrypted by its own key/,
    ],
    ['point-in-time recovery', () => dynamodb.on(DescribeContinuousBackupsCommand).resolves({}), /cannot be restored/],
    ['rules', () => events.on(DescribeRuleCommand).resolves({ State: 'DISABLED' }), /go nowhere/],
    ['functions', () => lambda.on(GetFunctionConfigurationCommand).resolves({ State: 'Failed' }), /api is Failed/],
    [
      'what feeds functions',
      () =>
        lambda
          .on(ListEventSourceMappingsCommand)
          .resolves({ EventSourceMappings: [{ UUID: 'uuid-1', State: 'Disabled', EventSourceArn: 'arn:q' }] }),
      /arn:q is not read/,
    ],
    ['what feeds functions', () => lambda.on(ListEventSourceMappingsCommand).resolves({}), /uuid-1 is gone/],
    [
      'copies in another region',
      () => s3.on(GetBucketReplicationCommand, { Bucket: 'bundles' }).resolves(replicatedTo('copies')),
      /the other has/,
    ],
    [
      'copies in another region',
      () => {
        s3.on(GetBucketReplicationCommand).resolves(replicatedTo('copies'));
        s3.on(GetBucketVersioningCommand, { Bucket: 'copies' }).resolves({ Status: 'Suspended' });
      },
      /copies keeps no versions/,
    ],
    ['what was destroyed', () => destroyedBy('term', { bundles: 'v1' }), /1 version.*s3:\/\/bundles\//],
    [
      'what was destroyed',
      () => {
        s3.on(GetBucketReplicationCommand).resolves(replicatedTo('copies'));
        destroyedBy('key', { bundles: 'v1', copies: 'v1' });
      },
      /1 version.*s3:\/\/copies\//,
    ],
    [
      'versions of objects',
      () => s3.on(GetBucketVersioningCommand, { Bucket: 'bundles' }).resolves({ Status: 'Suspended' }),
      /bundles keeps no versions/,
    ],
    [
      'encryption and privacy of objects',
      () => s3.on(GetBucketEncryptionCommand, { Bucket: 'bundles' }).resolves(encryptedBy('AES256')),
      /bundles is encrypted by AES256/,
    ],
    [
      'encryption and privacy of objects',
      () =>
        s3
          .on(GetPublicAccessBlockCommand, { Bucket: 'logs' })
          .resolves({ PublicAccessBlockConfiguration: { ...closed, BlockPublicPolicy: false } }),
      /logs may become public/,
    ],
    [
      'mail',
      () => ses.on(GetEmailIdentityCommand).resolves({ VerifiedForSendingStatus: false }),
      /may not send as example\.org/,
    ],
    [
      'state machines',
      () => sfn.on(DescribeStateMachineCommand).resolves({ status: 'DELETING' }),
      /arn:review is DELETING/,
    ],
    ['state machines', () => leadsTo('arn:m:1'), /version 1 is live, and 2 is the newest/],
    ['state machines', () => leadsTo('arn:m:1', 'arn:m:2'), /leads to no single version/],
    [
      'state machines',
      () =>
        sfn.on(DescribeStateMachineAliasCommand).rejects(new ResourceNotFound({ message: 'no alias', $metadata: {} })),
      /leads to no single version/,
    ],
    [
      'state machines',
      () => {
        sfn.on(ListStateMachineVersionsCommand).resolves({ stateMachineVersions: versions(901) });
        leadsTo('arn:m:901');
      },
      /901 versions; it may have 1,000/,
    ],
    [
      'dead-letter queues',
      () =>
        sqs
          .on(GetQueueAttributesCommand)
          .resolves({ Attributes: { ApproximateNumberOfMessages: '2', ApproximateNumberOfMessagesNotVisible: '1' } }),
      /UnopenedUploads5D3BAE0D: 3 messages/,
    ],
    [
      'cases',
      () =>
        items
          .on(QueryCommand, {
            ExpressionAttributeValues: { ':status': 'in_review', ':before': '2026-03-02T09:00:00.000Z' },
          })
          .resolves({ Items: [{ caseId: 'case-1', lastSeq: 0, openedAt: '2026-03-01T00:00:00.000Z' }] })
          // Whose last event is gone.
          .on(GetCommand)
          .resolves({}),
      /case-1 is in review, and nothing has happened to it since/,
    ],
  ])('%s: says what is wrong, and what to do', async (check, arrange, found) => {
    arrange();
    const wrong = (await findings()).filter(({ status }) => status !== 'ok');
    expect(wrong).toContainEqual({
      check,
      status: 'wrong',
      found: expect.stringMatching(found),
      cure: expect.stringMatching(/.{10}/),
    });
    expect(isWell(wrong)).toBe(false);
  });

  it('does not take silence for health', async () => {
    ses
      .on(GetEmailIdentityCommand)
      .rejects(Object.assign(new Error('not authorized'), { name: 'AccessDeniedException' }));
    const wrong = (await findings()).filter(({ status }) => status !== 'ok');
    expect(wrong).toMatchObject([{ check: 'mail', status: 'unknown', found: 'AccessDeniedException: not authorized' }]);
  });
});

describe('ops watch', () => {
  it('ends as soon as an alarm rings, and else after its time', async () => {
    let slept = 0;
    const sleep = async (ms: number) => {
      slept += ms;
      if (slept === 60_000) cloudWatch.on(DescribeAlarmsCommand).resolves({ MetricAlarms: [{ AlarmName: 'late' }] });
    };
    expect(await watch(await deploymentOf('prod'), 15, sleep)).toMatchObject([{ name: 'late' }]);
    expect(slept).toBe(60_000);
    cloudWatch.on(DescribeAlarmsCommand).resolves({});
    slept = 60_001;
    expect(await watch(await deploymentOf('prod'), 15, sleep)).toEqual([]);
    expect(slept).toBe(60_001 + 15 * 60_000);
  });
});
