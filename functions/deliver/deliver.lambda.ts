import { ChangeMessageVisibilityCommand } from '@aws-sdk/client-sqs';
import { type BatchAnswer, failures } from '../shared/batch-answer.ts';
import { ses, sqs, table } from '../shared/clients.ts';
import { Environment, environment } from '../shared/environment.ts';
import { logger } from '../shared/logger.ts';
import { QueueBatch, type QueueRecord } from '../shared/queue-record.ts';
import { Delivery, type OutboxItem } from '../shared/table/notice-items.ts';
import { NoticeTable } from '../shared/table/notice-table.ts';
import { WebhookTargets } from '../shared/webhook/target.ts';
import { delayAfter } from './retry.ts';
import { sendEmail } from './send-email.ts';
import { sendWebhook } from './send-webhook.ts';
import { Undeliverable } from './undeliverable.ts';

const env = environment(
  Environment.pick({
    TABLE_NAME: true,
    DELIVERY_QUEUE_URL: true,
    MAIL_FROM: true,
    MAIL_CONFIGURATION_SET: true,
    WEBHOOK_ALLOWED_NETWORKS: true,
  }),
);
const notices = new NoticeTable(table, env.TABLE_NAME);
const targets = new WebhookTargets(env.WEBHOOK_ALLOWED_NETWORKS);
const mail = { ses, from: env.MAIL_FROM, configurationSet: env.MAIL_CONFIGURATION_SET };

/**
 * Delivers notices. One that fails comes back by itself, each time later; after the last attempt it goes to the dead-letter queue.
 * What came of a notice is kept with it.
 */
export async function handler(event: unknown): Promise<BatchAnswer> {
  const { Records } = QueueBatch.parse(event);
  const failed = await Promise.all(
    Records.map(async (record) => {
      try {
        return (await deliver(record)) ? [] : [record.messageId];
      } catch (error) {
        logger.error('a notice cannot be read or written', { messageId: record.messageId, error });
        return [record.messageId];
      }
    }),
  );
  return failures(failed.flat());
}

/** False where the message is to come back. */
async function deliver(record: QueueRecord): Promise<boolean> {
  const { party, id } = Delivery.parse(JSON.parse(record.body));
  const item = await notices.notice(party, id);
  // A delivery is queued at least once: another may have been quicker, or the notice has expired.
  if (item === null || item.state === 'sent') return true;
  const tried = { ...item, attempts: item.attempts + 1 };
  try {
    await send(item);
    await notices.update({ ...tried, state: 'sent', sentAt: new Date().toISOString(), lastError: null });
    return true;
  } catch (error) {
    const lastError = (error instanceof Error ? error.message : String(error)).slice(0, 500);
    const delay = error instanceof Undeliverable ? null : delayAfter(record.attributes.ApproximateReceiveCount);
    logger.warn('a notice was not delivered', { id, channel: item.channel, attempts: tried.attempts, delay, error });
    await notices.update({ ...tried, state: delay === null ? 'failed' : 'pending', lastError });
    if (delay !== null) await comeBack(record, delay);
    return error instanceof Undeliverable;
  }
}

async function send(item: OutboxItem): Promise<void> {
  const settings = await notices.settings(item.party);
  if (settings === null) throw new Undeliverable('The party has no settings any more.');
  if (item.channel === 'email') await sendEmail(item, settings, mail);
  else await sendWebhook(item, settings, targets);
}

async function comeBack({ receiptHandle }: QueueRecord, seconds: number): Promise<void> {
  await sqs.send(
    new ChangeMessageVisibilityCommand({
      QueueUrl: env.DELIVERY_QUEUE_URL,
      ReceiptHandle: receiptHandle,
      VisibilityTimeout: seconds,
    }),
  );
}
