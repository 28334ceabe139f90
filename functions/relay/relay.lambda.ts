import { PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { EVENT_SOURCE } from '#core/api/events.ts';
import { type BatchAnswer, failures } from '../shared/batch-answer.ts';
import { eventBridge, table } from '../shared/clients.ts';
import { Environment, environment } from '../shared/environment.ts';
import { logger } from '../shared/logger.ts';
import { StreamBatch } from '../shared/stream-record.ts';
import { CaseFacts } from './case-facts.ts';
import { type Entry, entryOf } from './entry.ts';

const env = environment(Environment.pick({ TABLE_NAME: true, EVENT_BUS_NAME: true }));

/** As many as `PutEvents` takes at once. */
const AT_ONCE = 10;

/**
 * Passes on to the event bus what the table's stream says of cases, in order. It stops at the first event that cannot be passed on
 * and names it, so that the stream goes on from there: nothing is lost and nothing overtakes; what came after it is put twice.
 */
export async function handler(event: unknown): Promise<BatchAnswer> {
  const { Records } = StreamBatch.parse(event);
  const facts = new CaseFacts(table, env.TABLE_NAME);
  const entries: { id: string; entry: Entry }[] = [];
  for (const record of Records) {
    const id = record.dynamodb.SequenceNumber;
    try {
      const entry = await entryOf(record, facts);
      if (entry !== null) entries.push({ id, entry });
    } catch (error) {
      logger.error('a change of the table cannot be passed on', { ...record.dynamodb.Keys, error });
      return failures([(await put(entries)) ?? id]);
    }
  }
  const failed = await put(entries);
  return failures(failed === null ? [] : [failed]);
}

/** Puts events on the bus in order; gives the identifier of the first that the bus did not take, or null. */
async function put(entries: readonly { id: string; entry: Entry }[]): Promise<string | null> {
  for (let at = 0; at < entries.length; at += AT_ONCE) {
    const batch = entries.slice(at, at + AT_ONCE);
    const command = new PutEventsCommand({
      Entries: batch.map(({ entry: { type, detail } }) => ({
        Source: EVENT_SOURCE,
        DetailType: type,
        Detail: JSON.stringify(detail),
        EventBusName: env.EVENT_BUS_NAME,
      })),
    });
    try {
      const { Entries: results = [] } = await eventBridge.send(command);
      const refused = batch.findIndex((_, index) => results[index]?.EventId === undefined);
      for (const { entry } of refused < 0 ? batch : batch.slice(0, refused)) logPassedOn(entry);
      if (refused < 0) continue;
      const { ErrorCode: code, ErrorMessage: reason } = results[refused] ?? {};
      logger.warn('the event bus did not take an event', { caseId: batch[refused]?.entry.detail.caseId, code, reason });
      return batch[refused]?.id ?? null;
    } catch (error) {
      logger.error('the event bus cannot be reached', { error });
      return batch[0]?.id ?? null;
    }
  }
  return null;
}

/** What is counted of cases (`infra/constructs/case-metrics.ts`). */
function logPassedOn({ detail }: Entry): void {
  const { caseId } = detail;
  if ('seq' in detail) logger.info('event passed on', { caseId, seq: detail.seq, event: detail.type });
  else logger.info('reminder passed on', { caseId, duty: detail.what });
}
