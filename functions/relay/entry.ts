import * as z from 'zod';
import { VerdictOutcome } from '#core/adjudication/verdict.ts';
import { CaseEventDetail, CaseReminderDetail, type DetailType } from '#core/api/events.ts';
import { CaseEvent } from '#core/attestation/event-chain.ts';
import type { StreamRecord } from '../shared/stream-record.ts';
import type { CaseFacts } from './case-facts.ts';

/** An event for the bus; `detail` fits the schema of its kind. */
export interface Entry {
  readonly type: DetailType;
  readonly detail: CaseEventDetail | CaseReminderDetail;
}

const Told = z.object({ standard: z.string().optional(), outcome: VerdictOutcome.optional() });

/** What the item of a reminder says. */
const Reminder = z.object({
  caseId: z.string(),
  vendor: z.string(),
  pack: z.string(),
  what: z.string(),
  who: z.string(),
  due: z.iso.date(),
  on: z.iso.date(),
});

/** A standard by the name of its pack: the log of a case may name it `id@version`. */

/**
 * The event that follows from a change of the table; null where none does. Of an item's content nothing is passed on but ids, names
 * and dates.
 * @throws {z.ZodError} for an item that is not what its schema says
 */
export async function entryOf({ eventName, dynamodb }: StreamRecord, facts: CaseFacts): Promise<Entry | null> {
  const { Keys: key, NewImage: image } = dynamodb;
  if (eventName !== 'INSERT' || image === undefined) return null;
  if (key.SK.startsWith('EVENT#')) return { type: 'Case Event', detail: await eventOf(CaseEvent.parse(image), facts) };
  if (key.SK.startsWith('NOTICE#')) return { type: 'Case Reminder', detail: reminderOf(Reminder.parse(image)) };
  return null;
}

async function eventOf({ caseId, seq, type, at, data }: CaseEvent, facts: CaseFacts): Promise<CaseEventDetail> {
  const { standard, outcome } = Told.parse(data);
  const pack = standard ?? null;
  return CaseEventDetail.parse({
    schemaVersion: '1',
    caseId,
    vendor: await facts.vendorOf(caseId),
    standard: pack,
    seq,
    type,
    at,
    stage: pack === null ? null : await facts.stageOf(caseId, pack),
    ...(type === 'decided' && { outcome }),
    ...(pack === null && type.startsWith('emergency_access_') && { standards: await facts.standardsOf(caseId) }),
  });
}

function reminderOf({ pack, ...reminder }: z.infer<typeof Reminder>): CaseReminderDetail {
  return CaseReminderDetail.parse({ schemaVersion: '1', standard: pack, ...reminder });
}
