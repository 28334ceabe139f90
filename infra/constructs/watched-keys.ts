import { Duration } from 'aws-cdk-lib';
import { Rule } from 'aws-cdk-lib/aws-events';
import { SqsQueue } from 'aws-cdk-lib/aws-events-targets';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { acknowledge } from '../compliance/acknowledge.ts';
import type { Operations } from './operations.ts';

/** Calls of KMS by which a key could come to sign for others, or to sign no more. */
const CALLS = ['CancelKeyDeletion', 'CreateGrant', 'DisableKey', 'EnableKey', 'PutKeyPolicy', 'ScheduleKeyDeletion'];

/** Rings an alarm whenever somebody changes who may use a key, or whether it lasts. Needs a trail of CloudTrail in the account. */
export class WatchedKeys extends Construct {
  constructor(scope: Construct, id: string, { keys, operations }: { keys: readonly IKey[]; operations: Operations }) {
    super(scope, id);
    const changes = new Queue(this, 'Changes', {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
    });
    acknowledge(
      changes,
      ['AwsSolutions-SQS3', 'Serverless-SQSRedrivePolicy'],
      'Only operators read it, by hand: nothing that reads it could fail.',
    );
    operations.alarm(this, 'NotEmpty', {
      metric: changes.metricApproximateNumberOfMessagesVisible({ period: Duration.minutes(1) }),
      meaning: 'Somebody changed a key that signs verdicts or the log, or who may use it.',
      runbook: 'signing-key-changed',
    });
    const rule = new Rule(this, 'Calls', {
      description: 'Somebody changes a key that signs: operators look at it',
      eventPattern: {
        source: ['aws.kms'],
        detailType: ['AWS API Call via CloudTrail'],
        detail: { eventName: CALLS, resources: { ARN: keys.map((key) => key.keyArn) } },
      },
      targets: [new SqsQueue(changes)],
    });
    acknowledge(
      rule,
      ['Serverless-EventBusDLQ'],
      'Its target is a queue that nothing else writes to or empties; EventBridge tries for 24 hours.',
    );
  }
}
