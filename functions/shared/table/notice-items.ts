import { createHash } from 'node:crypto';
import * as z from 'zod';
import { NoticeId, NoticeState } from '#core/api/notices.ts';
import { Party } from '#core/notices/party.ts';
import { Channel, NoticeSettings } from '#core/notices/settings.ts';
import { Topic } from '#core/notices/topics.ts';

export const noticeKeys = {
  settings: (party: Party) => ({ PK: `SETTINGS#${party}`, SK: 'SETTINGS' }),
  outbox: (party: Party, id: string) => ({ PK: `OUTBOX#${party}`, SK: `${timeOf(id)}#${id}` }),
};

/** A secret that webhooks are signed with; one that was replaced signs until its end as well. */
export const SigningSecret = z.object({
  value: z.string().startsWith('whsec_'),
  madeAt: z.iso.datetime(),
  until: z.iso.datetime().nullable(),
});
export type SigningSecret = z.infer<typeof SigningSecret>;

/** What a party has set, with its secrets, the newest first. `version` counts the writes: each is conditional on the one it read. */
export const SettingsItem = z.object({
  party: Party,
  version: z.int().positive(),
  settings: NoticeSettings,
  secrets: z.array(SigningSecret),
});
export type SettingsItem = z.infer<typeof SettingsItem>;

/** A notice for one channel of a party, kept for reading and replay. */
export const OutboxItem = z.object({
  id: NoticeId,
  party: Party,
  channel: Channel,
  topic: Topic,
  subject: z.string(),
  text: z.string(),
  caseId: z.string(),
  at: z.iso.datetime(),
  event: z.object({ type: z.string(), detail: z.record(z.string(), z.json()) }).describe('What a webhook carries'),
  dueDate: z
    .object({ standard: z.string(), what: z.string(), who: z.string(), on: z.iso.date() })
    .nullable()
    .describe('What an e-mail carries as a calendar file; "due" would be a key of the index of queues'),
  state: NoticeState,
  attempts: z.int().nonnegative(),
  lastError: z.string().nullable(),
  sentAt: z.iso.datetime().nullable(),
  expiresAt: z.int().positive().describe('Seconds since 1970: when the table drops the item'),
});
export type OutboxItem = z.infer<typeof OutboxItem>;

/**
 * The id of a notice: when what it tells of happened, and a digest of what it is about, so that an event that arrives twice makes one
 * notice. Sorting by id sorts by time.
 */
export function noticeId(at: string, about: readonly string[]): string {
  const digest = createHash('sha256').update(JSON.stringify(about)).digest('hex').slice(0, 16);
  return `${new Date(at).toISOString().replaceAll(/[-:.]/g, '')}-${digest}`;
}

/** The time in an id, ISO 8601. */
function timeOf(id: string): string {
  return id.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)(\d{3})Z-.*$/, '$1-$2-$3T$4:$5:$6.$7Z');
}

/** A delivery that is queued: names its notice, whose item says the rest. */
export const Delivery = z.object({ party: Party, id: NoticeId });
export type Delivery = z.infer<typeof Delivery>;
