import { Duration } from 'aws-cdk-lib';
import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import { Construct } from 'constructs';
import { acknowledge } from '../compliance/acknowledge.ts';
import { HandlerFunction, type HandlerFunctionProps } from './handler-function.ts';
import type { ObjectStore } from './object-store.ts';

export interface RetentionProps {
  readonly bundles: ObjectStore;
  readonly evidence: ObjectStore;
  readonly cases: ITable;
  readonly common: Pick<HandlerFunctionProps, 'functionsDirectory' | 'operations'>;
  readonly reserveConcurrency: boolean;
}

/** What has been kept for its time is destroyed, once a day, by the one role that may delete objects; it may read none. */
export class Retention extends Construct {
  constructor(scope: Construct, id: string, props: RetentionProps) {
    super(scope, id);
    const { bundles, evidence, cases, common, reserveConcurrency } = props;
    const retain = new HandlerFunction(this, 'Retain', {
      ...common,
      handler: 'retain',
      purpose: 'Destroys bundles and evidence that have been kept for their time',
      timeout: Duration.minutes(15),
      memoryMiB: 1024,
      repeats: 'The next run does the work of one that failed.',
      ...(reserveConcurrency && { reservedConcurrency: 1 }),
    });
    retain.bindTable('TABLE_NAME', cases, { get: ['CASE'], put: ['CASE'], list: ['CASE'], query: ['byStatus'] });
    const keys = { bundles: ['vendors/*/bundle.zip'], evidence: ['evidence/*'] };
    retain.bindVersionsToDelete('BUNDLE_BUCKET', bundles, keys.bundles);
    retain.bindCopiesToDelete('BUNDLE_COPIES', bundles, keys.bundles);
    retain.bindVersionsToDelete('EVIDENCE_BUCKET', evidence, keys.evidence);
    retain.bindCopiesToDelete('EVIDENCE_COPIES', evidence, keys.evidence);
    const daily = new Rule(this, 'Daily', {
      description: 'Looks for what has been kept for its time',
      schedule: Schedule.cron({ hour: '3', minute: '30' }),
      targets: [new LambdaFunction(retain.lambda, { retryAttempts: 2 })],
    });
    acknowledge(
      daily,
      ['Serverless-EventBusDLQ'],
      'The event says nothing but that a day has passed, and the next one does the work of one that was lost.',
    );
  }
}
