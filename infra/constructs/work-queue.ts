import { Duration } from 'aws-cdk-lib';
import { EventSourceMapping } from 'aws-cdk-lib/aws-lambda';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { acknowledge } from '../compliance/acknowledge.ts';
import type { HandlerFunction } from './handler-function.ts';
import type { Operations } from './operations.ts';

export interface WorkQueueProps {
  readonly operations: Operations;
  /** At least six times the worker's timeout, so that a message under way is not handed out again. */
  readonly visibility: Duration;
  /** How often a message is tried before it is set aside. */
  readonly attempts: number;
  /** What it means that a message was set aside. */
  readonly meaning: string;
  /** Heading of `docs/runbook.md`, as its anchor. */
  readonly runbook: string;
}

/** A queue that feeds a function, and a dead-letter queue for what the function could not do, with an alarm. */
export class WorkQueue extends Construct {
  readonly queue: Queue;
  /** What could not be done. */
  readonly setAside: Queue;

  constructor(scope: Construct, id: string, props: WorkQueueProps) {
    super(scope, id);
    const common = { encryption: QueueEncryption.SQS_MANAGED, enforceSSL: true, retentionPeriod: Duration.days(14) };
    this.setAside = new Queue(this, 'SetAside', common);
    acknowledge(
      this.setAside,
      ['Serverless-SQSRedrivePolicy'],
      'It is itself the dead-letter queue of the queue beside it.',
    );
    props.operations.alarm(this, 'SetAsideNotEmpty', {
      metric: this.setAside.metricApproximateNumberOfMessagesVisible({ period: Duration.minutes(1) }),
      meaning: props.meaning,
      runbook: props.runbook,
    });
    this.queue = new Queue(this, 'Queue', {
      ...common,
      visibilityTimeout: props.visibility,
      deadLetterQueue: { queue: this.setAside, maxReceiveCount: props.attempts },
    });
  }

  /** Feeds a function with the messages; it answers with `batchItemFailures` (`functions/shared/batch-answer.ts`). */
  feed(worker: HandlerFunction, batchSize: number): void {
    worker.bindQueueToRead(this.queue);
    const mapping = new EventSourceMapping(this, 'Mapping', {
      target: worker.lambda,
      eventSourceArn: this.queue.queueArn,
      batchSize,
      reportBatchItemFailures: true,
      // Bounds what a flood takes of the account's concurrency.
      maxConcurrency: 5,
    });
    acknowledge(
      mapping,
      ['Serverless-LambdaEventSourceMappingDestination'],
      'A mapping of a queue knows no destination: what fails stays in the queue, whose redrive policy sets it aside.',
    );
    // Lambda checks at creation that the role may read the queue.
    mapping.node.addDependency(worker.access);
  }
}
