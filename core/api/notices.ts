import * as z from 'zod';
import { Party } from '../notices/party.ts';
import { Channel, NoticeSettings } from '../notices/settings.ts';
import { Topic } from '../notices/topics.ts';

/** What crosses the HTTP API about notices. */

export const NoticeId = z
  .string()
  .regex(/^\d{8}T\d{9}Z-[0-9a-f]{16}$/, 'Expected the id of a notice, as the list of notices has it.');

/** `PUT /notices/settings`: replaces the settings of the caller's party. */
export const PutNoticeSettings = z.strictObject({
  ...NoticeSettings.shape,
  rotateSecret: z
    .boolean()
    .default(false)
    .describe('Makes a new signing secret; the one before stays in use beside it for a day'),
});

export type PutNoticeSettings = z.infer<typeof PutNoticeSettings>;

/** `GET /notices/settings`, and what `PUT` answers. */
export const NoticeSettingsView = z.object({
  party: Party,
  ...NoticeSettings.shape,
  secret: z
    .object({
      madeAt: z.iso.datetime(),
      previousUntil: z.iso.datetime().nullable().describe('Until when the secret before this one signs as well'),
      value: z.string().optional().describe('Shown once, in the answer to the request that made it'),
    })
    .nullable()
    .describe('What webhooks are signed with; null where there never was one'),
});
export type NoticeSettingsView = z.infer<typeof NoticeSettingsView>;

export const NoticeState = z.enum(['pending', 'sent', 'failed']);

/** A notice on one channel, and what became of it. */
export const NoticeView = z.object({
  id: NoticeId,
  channel: Channel,
  topic: Topic,
  subject: z.string(),
  text: z.string(),
  caseId: z.string(),
  at: z.iso.datetime().describe('When what it tells of happened'),
  state: NoticeState,
  attempts: z.int().nonnegative(),
  lastError: z.string().nullable(),
  sentAt: z.iso.datetime().nullable(),
});
export type NoticeView = z.infer<typeof NoticeView>;

/** `GET /notices`: the caller's party, newest first. */
export const NoticeList = z.object({ party: Party, notices: z.array(NoticeView), next: z.string().nullable() });

/** `POST /notices/{id}/replay`: the notice is sent again. */
export const ReplayedNotice = z.object({ notice: NoticeView });
