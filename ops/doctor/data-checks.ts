import { DescribeUserPoolCommand } from '@aws-sdk/client-cognito-identity-provider';
import { DescribeContinuousBackupsCommand, DescribeTableCommand } from '@aws-sdk/client-dynamodb';
import {
  GetBucketEncryptionCommand,
  GetBucketVersioningCommand,
  GetPublicAccessBlockCommand,
} from '@aws-sdk/client-s3';
import { resourceOf, resourcesOf } from '../deployment.ts';
import type { Check } from './finding.ts';

const DRIFT = 'Somebody changed it outside of its stack: find who (CloudTrail), and deploy the stateful stack again.';

/** Whether what holds data is as the stateful stack made it. */
export const dataChecks: readonly Check[] = [
  {
    name: 'table',
    onLocalRun: true,
    async look(deployment) {
      const { name: TableName } = resourceOf(deployment, 'AWS::DynamoDB::Table');
      const { Table } = await deployment.clients.dynamodb.send(new DescribeTableCommand({ TableName }));
      const indexes = Table?.GlobalSecondaryIndexes ?? [];
      const inactive = [Table, ...indexes.map(({ IndexStatus }) => ({ TableStatus: IndexStatus }))].filter(
        (it) => it?.TableStatus !== 'ACTIVE',
      );
      const wrong = inactive.map((it) => ({
        found: `${TableName} or an index of it is ${it?.TableStatus ?? 'absent'}`,
        cure: 'Wait while it is UPDATING; else restore it (runbook, "Restore").',
      }));
      return { seen: `${TableName}, ${indexes.length} indexes`, wrong };
    },
  },
  {
    name: 'point-in-time recovery',
    onLocalRun: false,
    async look(deployment) {
      const { name: TableName } = resourceOf(deployment, 'AWS::DynamoDB::Table');
      const { ContinuousBackupsDescription: backups } = await deployment.clients.dynamodb.send(
        new DescribeContinuousBackupsCommand({ TableName }),
      );
      const recovery = backups?.PointInTimeRecoveryDescription;
      const isOn = recovery?.PointInTimeRecoveryStatus === 'ENABLED';
      return {
        seen: `any second since ${recovery?.EarliestRestorableDateTime?.toISOString() ?? 'never'}`,
        wrong: isOn ? [] : [{ found: `${TableName} cannot be restored to a point in time`, cure: DRIFT }],
      };
    },
  },
  {
    name: 'encryption of the table',
    onLocalRun: false,
    async look(deployment) {
      const { name: TableName } = resourceOf(deployment, 'AWS::DynamoDB::Table');
      const { Table } = await deployment.clients.dynamodb.send(new DescribeTableCommand({ TableName }));
      const sse = Table?.SSEDescription;
      const isOn = sse?.Status === 'ENABLED' && sse.SSEType === 'KMS';
      return {
        seen: sse?.SSEType ?? 'none',
        wrong: isOn ? [] : [{ found: `${TableName} is not encrypted by its own key`, cure: DRIFT }],
      };
    },
  },
  {
    name: 'versions of objects',
    onLocalRun: true,
    async look(deployment) {
      const buckets = resourcesOf(deployment, 'AWS::S3::Bucket');
      const wrong: { found: string; cure: string }[] = [];
      for (const { name: Bucket } of buckets) {
        const { Status } = await deployment.clients.s3.send(new GetBucketVersioningCommand({ Bucket }));
        if (Status !== 'Enabled')
          wrong.push({ found: `${Bucket} keeps no versions (${Status ?? 'never enabled'})`, cure: DRIFT });
      }
      return { seen: `${buckets.length} buckets`, wrong };
    },
  },
  {
    name: 'encryption and privacy of objects',
    onLocalRun: false,
    async look(deployment) {
      const { s3 } = deployment.clients;
      const wrong: { found: string; cure: string }[] = [];
      for (const { name: Bucket, id } of resourcesOf(deployment, 'AWS::S3::Bucket')) {
        const { ServerSideEncryptionConfiguration: sse } = await s3.send(new GetBucketEncryptionCommand({ Bucket }));
        const algorithm = sse?.Rules?.[0]?.ApplyServerSideEncryptionByDefault?.SSEAlgorithm;
        // S3 delivers access logs only where its own key encrypts.
        if (algorithm !== (id.startsWith('AccessLogs') ? 'AES256' : 'aws:kms'))
          wrong.push({ found: `${Bucket} is encrypted by ${algorithm ?? 'nothing'}`, cure: DRIFT });
        const { PublicAccessBlockConfiguration: block } = await s3.send(new GetPublicAccessBlockCommand({ Bucket }));
        const parts = [
          block?.BlockPublicAcls,
          block?.BlockPublicPolicy,
          block?.IgnorePublicAcls,
          block?.RestrictPublicBuckets,
        ];
        if (!parts.every(Boolean)) wrong.push({ found: `${Bucket} may become public`, cure: DRIFT });
      }
      return { seen: 'private, encrypted', wrong };
    },
  },
  {
    name: 'sign-in',
    onLocalRun: false,
    async look(deployment) {
      const { name: UserPoolId } = resourceOf(deployment, 'AWS::Cognito::UserPool');
      const { UserPool } = await deployment.clients.cognito.send(new DescribeUserPoolCommand({ UserPoolId }));
      const wrong =
        UserPool?.MfaConfiguration === 'ON' ? [] : [{ found: `${UserPoolId} asks for no second factor`, cure: DRIFT }];
      return {
        seen: `${UserPool?.EstimatedNumberOfUsers ?? 0} people, second factor ${UserPool?.MfaConfiguration}`,
        wrong,
      };
    },
  },
];
