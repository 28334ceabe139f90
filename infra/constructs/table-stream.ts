import { Duration } from 'aws-cdk-lib';
import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import { EventSourceMapping, FilterCriteria, StartingPosition } from 'aws-cdk-lib/aws-lambda';
import { SqsDlq } from 'aws-cdk-lib/aws-lambda-event-sources';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { acknowledge } from '../compliance/acknowledge.ts';
import type { HandlerFunction } from './handler-function.ts';
import type { Operations } from './operations.ts';

/** Below the 24 hours for which a stream keeps records, so that what is lost can still be read. */
const MAX_AGE = Duration.hours(20);

export interface TableStreamProps {
  readonly table: ITable;
  /** Is invoked with the records; answers with `batchItemFailures` (`functions/shared/batch-answer.ts`). */
  readonly reader: HandlerFunction;
  /** Event patterns; a record is read that fits one of them. Fields are those of the record: `eventName`, `dynamodb`. */
  readonly filters: readonly Readonly<Record<string, unknown>>[];
  readonly batchSize?: number;
  readonly operations: Operations;
}

/**
 * Feeds a function from the stream of a table: in order per item, at least once. A batch that fails is tried again, halved where
 * the function does not say which record it was; records that still fail leave their place in the stream in a queue, and an alarm
 * rings.
 */
export class TableStream extends Construct {
  constructor(scope: Construct, id: string, props: TableStreamProps) {
    super(scope, id);
    const { table, reader, filters, batchSize = 100, operations } = props;
    const lost = new Queue(this, 'Lost', {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
    });
    acknowledge(
      lost,
      ['AwsSolutions-SQS3', 'Serverless-SQSRedrivePolicy'],
      'It is itself where the place of records goes that a function could not take; only operators read it.',
    );
    operations.alarm(this, 'NotEmpty', {
      metric: lost.metricApproximateNumberOfMessagesVisible({ period: Duration.minutes(1) }),
      meaning: `Changes of the table did not reach the function ${reader.node.id}.`,
      runbook: 'stream-records-lost',
    });
    const eventSourceArn = reader.bindStream(table, lost);
    const mapping = new EventSourceMapping(this, 'Mapping', {
      target: reader.lambda,
      eventSourceArn,
      startingPosition: StartingPosition.TRIM_HORIZON,
      batchSize,
      filters: filters.map((filter) => FilterCriteria.filter(filter)),
      reportBatchItemFailures: true,
      bisectBatchOnError: true,
      retryAttempts: 20,
      maxRecordAge: MAX_AGE,
      onFailure: new SqsDlq(lost),
    });
    // Lambda checks at creation that the role may read the stream and write to the queue.
    mapping.node.addDependency(reader.access);
  }
}
