import * as z from 'zod';
import { CaseEventDetail, CaseReminderDetail, EVENT_SOURCE } from '#core/api/events.ts';
import type { Announced } from '#core/notices/notices-of.ts';

const Envelope = z.discriminatedUnion('detail-type', [
  z.object({ source: z.literal(EVENT_SOURCE), 'detail-type': z.literal('Case Event'), detail: CaseEventDetail }),
  z.object({ source: z.literal(EVENT_SOURCE), 'detail-type': z.literal('Case Reminder'), detail: CaseReminderDetail }),
]);

/** An event of the bus out of the body of a message. @throws {z.ZodError} {SyntaxError} */
export function announcementOf(body: string): Announced {
  const event = Envelope.parse(JSON.parse(body));
  return event['detail-type'] === 'Case Event'
    ? { type: event['detail-type'], detail: event.detail }
    : { type: event['detail-type'], detail: event.detail };
}
