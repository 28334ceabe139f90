import { Duration } from 'aws-cdk-lib';
import { Match, Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { acknowledge } from '../compliance/acknowledge.ts';
import type { HandlerFunction } from './handler-function.ts';
import type { ObjectStore } from './object-store.ts';
import type { Operations } from './operations.ts';

/** How the API says that an upload by role is what was declared (`functions/shared/opening/upload-arrived.ts`). */
export const uploadArrived = { source: 'countersign.uploads', detailType: 'Declared Upload Arrived' } as const;

/** Uploads whose case could not be opened. They wait here until an operator has them delivered again. */
export class UnopenedUploads extends Queue {
  constructor(scope: Construct, id: string, operations: Operations) {
    super(scope, id, { encryption: QueueEncryption.SQS_MANAGED, enforceSSL: true, retentionPeriod: Duration.days(14) });
    acknowledge(
      this,
      ['Serverless-SQSRedrivePolicy'],
      'It is itself the dead-letter queue of the rule and of its function.',
    );
    operations.alarm(this, 'NotEmpty', {
      metric: this.metricApproximateNumberOfMessagesVisible({ period: Duration.minutes(1) }),
      meaning: 'An uploaded bundle has no case.',
      runbook: 'upload-without-case',
    });
  }
}

export interface CaseOpeningProps {
  readonly bundles: ObjectStore;
  readonly openCase: HandlerFunction;
  readonly sweepUploads: HandlerFunction;
  readonly deadLetters: UnopenedUploads;
}

/** Every version of a vendor's bundle that arrives opens a case, whether its event arrives or not. */
export class CaseOpening extends Construct {
  constructor(scope: Construct, id: string, { bundles, openCase, sweepUploads, deadLetters }: CaseOpeningProps) {
    super(scope, id);
    const target = new LambdaFunction(openCase.lambda, {
      deadLetterQueue: deadLetters,
      maxEventAge: Duration.hours(24),
      retryAttempts: 185,
    });
    new Rule(this, 'BundleUploaded', {
      description: 'A bundle was uploaded: opens its case',
      eventPattern: {
        source: ['aws.s3'],
        detailType: ['Object Created'],
        detail: {
          bucket: { name: [bundles.bucket.bucketName] },
          object: { key: Match.wildcard('vendors/*/*/bundle.zip') },
        },
      },
      targets: [target],
    });
    new Rule(this, 'UploadArrived', {
      description: 'An upload by role is what its vendor declared: opens its case',
      eventPattern: {
        source: [uploadArrived.source],
        detailType: [uploadArrived.detailType],
        detail: {
          bucket: { name: [bundles.bucket.bucketName] },
          object: { key: Match.wildcard('vendors/*/by-role-*/bundle.zip') },
        },
      },
      targets: [target],
    });
    const sweep = new Rule(this, 'Sweep', {
      description: 'Looks for uploads of which no event arrived',
      schedule: Schedule.rate(Duration.hours(1)),
      targets: [new LambdaFunction(sweepUploads.lambda, { retryAttempts: 2 })],
    });
    acknowledge(
      sweep,
      ['Serverless-EventBusDLQ'],
      'The event says nothing but that an hour has passed, and the next one does the work of one that was lost.',
    );
  }
}
