import { ChangeMessageVisibilityCommand } from '@aws-sdk/client-sqs';
import { type BatchAnswer, failures } from '../shared/batch-answer.ts';
import { sfn, sqs, table } from '../shared/clients.ts';
import { Environment, environment } from '../shared/environment.ts';
import { logger } from '../shared/logger.ts';
import { Reviews, WaitingReview } from '../shared/opening/reviews.ts';
import { QueueBatch, type QueueRecord } from '../shared/queue-record.ts';
import { TurnTable } from '../shared/turns/turn-table.ts';
import { waitAfter } from './wait.ts';

const env = environment(
  Environment.pick({
    TABLE_NAME: true,
    STATE_MACHINE_ARN: true,
    WAITING_QUEUE_URL: true,
    REVIEWS_PER_VENDOR: true,
    REVIEWS_IN_ALL: true,
  }),
);
const limits = { perVendor: env.REVIEWS_PER_VENDOR, inAll: env.REVIEWS_IN_ALL };
const reviews = new Reviews(new TurnTable(table, env.TABLE_NAME, limits), sfn, env.STATE_MACHINE_ARN);

/** Starts reviews that waited for a turn. One for which none is free comes back by itself, after a while. */
export async function handler(event: unknown): Promise<BatchAnswer> {
  const { Records } = QueueBatch.parse(event);
  const failed: string[] = [];
  // One after the other: they want the same slots.
  for (const record of Records)
    try {
      if (await reviews.start(WaitingReview.parse(JSON.parse(record.body)))) continue;
      await comeBack(record);
      failed.push(record.messageId);
    } catch (error) {
      logger.error('a review that waits cannot be started', { messageId: record.messageId, error });
      failed.push(record.messageId);
    }
  return failures(failed);
}

async function comeBack({ receiptHandle, attributes }: QueueRecord): Promise<void> {
  await sqs.send(
    new ChangeMessageVisibilityCommand({
      QueueUrl: env.WAITING_QUEUE_URL,
      ReceiptHandle: receiptHandle,
      VisibilityTimeout: waitAfter(attributes.ApproximateReceiveCount, Math.random()),
    }),
  );
}
