import * as z from 'zod';
import { Topic } from './topics.ts';

const about = z
  .array(Topic)
  .min(1)
  .refine((topics) => new Set(topics).size === topics.length, 'A topic is named twice.')
  .default([...Topic.options])
  .describe('What this channel takes; left out: everything');

/** Which notices a party wants, and where. A channel that is null is not used. */
export const NoticeSettings = z.strictObject({
  email: z
    .strictObject({ addresses: z.array(z.email().max(254)).min(1).max(10), about })
    .nullable()
    .default(null),
  webhook: z
    .strictObject({ url: z.url({ protocol: /^https?$/ }).max(2000), about })
    .nullable()
    .default(null),
});
export type NoticeSettings = z.infer<typeof NoticeSettings>;

export const Channel = z.enum(['email', 'webhook']);
export type Channel = z.infer<typeof Channel>;

/** The channels that a party has. */
export const channelsOf = (settings: NoticeSettings): Channel[] =>
  Channel.options.filter((channel) => settings[channel] !== null);

/** The channels on which a party wants to hear of a topic. */
export function channelsFor(settings: NoticeSettings, topic: Topic): Channel[] {
  return Channel.options.filter((channel) => settings[channel]?.about.includes(topic) === true);
}
