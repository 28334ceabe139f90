import { type BatchAnswer, failures } from '../shared/batch-answer.ts';
import { sqs, table } from '../shared/clients.ts';
import { Deliveries } from '../shared/deliveries.ts';
import { Environment, environment } from '../shared/environment.ts';
import { logger } from '../shared/logger.ts';
import { QueueBatch, type QueueRecord } from '../shared/queue-record.ts';
import { NoticeTable } from '../shared/table/notice-table.ts';
import { announcementOf } from './announcement.ts';
import { outboxItemsOf } from './outbox-items.ts';
import { agenciesOfPack } from './pack-agencies.ts';

const env = environment(Environment.pick({ TABLE_NAME: true, DELIVERY_QUEUE_URL: true, CASE_URL: true }));
const notices = new NoticeTable(table, env.TABLE_NAME);
const deliveries = new Deliveries(sqs, env.DELIVERY_QUEUE_URL);

/**
 * Decides who is to be told of an event, puts a notice for each of their channels into the outbox, and queues its delivery. An event
 * that arrives twice finds its notices; those that nobody has tried to deliver yet are queued again.
 */
export async function handler(event: unknown): Promise<BatchAnswer> {
  const { Records } = QueueBatch.parse(event);
  const failed = await Promise.all(
    Records.map(async (record) => {
      try {
        await notify(record);
        return [];
      } catch (error) {
        logger.error('nobody was told of an event', { messageId: record.messageId, error });
        return [record.messageId];
      }
    }),
  );
  return failures(failed.flat());
}

async function notify({ body }: QueueRecord): Promise<void> {
  const announced = announcementOf(body);
  const { detail } = announced;
  const standards = ('standards' in detail ? detail.standards : undefined) ?? [detail.standard ?? []].flat();
  const surroundings = {
    agencies: [...new Set(standards.flatMap(agenciesOfPack))],
    caseUrl: env.CASE_URL === '' ? null : env.CASE_URL,
  };
  const settingsOf = async (party: string) => (await notices.settings(party))?.settings ?? null;
  for (const item of await outboxItemsOf(announced, surroundings, settingsOf, Date.now())) {
    const isNew = await notices.add(item);
    const untried = isNew || (await notices.notice(item.party, item.id))?.attempts === 0;
    if (untried) await deliveries.send({ party: item.party, id: item.id });
  }
}
