import * as z from 'zod';
import { type Announced, type Notice, noticesOf, type Surroundings } from '#core/notices/notices-of.ts';
import { channelsFor, channelsOf, type NoticeSettings } from '#core/notices/settings.ts';
import { noticeId, type OutboxItem } from '../shared/table/notice-items.ts';

const KEPT_SECONDS = 90 * 86_400;
const Detail = z.record(z.string(), z.json());

/**
 * The notices that an event makes, one for each channel that a party has chosen for its topic.
 * @param settingsOf null for a party that has set nothing, and so is told nothing
 * @param now ms since 1970
 */
export async function outboxItemsOf(
  announced: Announced,
  surroundings: Surroundings,
  settingsOf: (party: string) => Promise<NoticeSettings | null>,
  now: number,
): Promise<OutboxItem[]> {
  const items = noticesOf(announced, surroundings).map(async (notice): Promise<OutboxItem[]> => {
    const settings = await settingsOf(notice.party);
    if (settings === null) return [];
    const channels = notice.always ? channelsOf(settings) : channelsFor(settings, notice.topic);
    return channels.map((channel) => ({
      ...baseOf(announced, notice),
      id: noticeId(timeOf(announced), [...identityOf(announced), notice.party, channel]),
      channel,
      state: 'pending',
      attempts: 0,
      lastError: null,
      sentAt: null,
      expiresAt: Math.floor(now / 1000) + KEPT_SECONDS,
    }));
  });
  return (await Promise.all(items)).flat();
}

function baseOf(announced: Announced, { due, party, topic, subject, text }: Notice) {
  const { type, detail } = announced;
  // Under which standards a case is judged beside their own is not every party's to know.
  const { standards: _, ...told } = Detail.parse(detail);
  return {
    ...{ party, topic, subject, text },
    caseId: detail.caseId,
    at: timeOf(announced),
    event: { type, detail: told },
    dueDate: due === null || detail.standard === null ? null : { standard: detail.standard, ...due },
  };
}

/** What makes an event the same one when it arrives again. */
function identityOf({ type, detail }: Announced): string[] {
  if (type === 'Case Event') return [type, detail.caseId, String(detail.seq)];
  const { caseId, standard, what, who, due, on } = detail;
  return [type, caseId, standard, what, who, due, on];
}

function timeOf({ type, detail }: Announced): string {
  return new Date(type === 'Case Event' ? detail.at : `${detail.on}T00:00:00Z`).toISOString();
}
