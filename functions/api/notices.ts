import type * as z from 'zod';
import type {
  NoticeList,
  NoticeSettingsView,
  NoticeView,
  PutNoticeSettings,
  ReplayedNotice,
} from '#core/api/notices.ts';
import type { Party } from '#core/notices/party.ts';
import type { Deliveries } from '../shared/deliveries.ts';
import type { OutboxItem, SettingsItem, SigningSecret } from '../shared/table/notice-items.ts';
import type { NoticeTable } from '../shared/table/notice-table.ts';
import { newSecret } from '../shared/webhook/signature.ts';
import { WebhookTargetError, type WebhookTargets } from '../shared/webhook/target.ts';
import { ApiFault } from './api-fault.ts';

const PAGE = 50;
/** For how long a replaced secret signs beside the new one. */
const OVERLAP_MS = 24 * 3_600_000;

/** What a party sees and sets of its notices. */
export class Notices {
  readonly #table: NoticeTable;
  readonly #deliveries: Deliveries;
  readonly #targets: WebhookTargets;

  constructor(table: NoticeTable, deliveries: Deliveries, targets: WebhookTargets) {
    this.#table = table;
    this.#deliveries = deliveries;
    this.#targets = targets;
  }

  async settings(party: Party): Promise<NoticeSettingsView> {
    const item = await this.#table.settings(party);
    return item === null ? { party, email: null, webhook: null, secret: null } : viewOf(item);
  }

  /**
   * Replaces the settings of a party. The first webhook brings a secret, as does `rotateSecret`; only this answer shows it.
   * @throws ApiFault 400 for a webhook that may not be sent to; 409 where the settings changed meanwhile
   */
  async save(
    party: Party,
    { rotateSecret, ...settings }: z.infer<typeof PutNoticeSettings>,
  ): Promise<NoticeSettingsView> {
    if (settings.webhook !== null) this.#checkTarget(settings.webhook.url);
    const before = await this.#table.settings(party);
    const old = before?.secrets ?? [];
    const isNew = rotateSecret || (settings.webhook !== null && old.length === 0);
    const secrets = isNew ? rotated(old, Date.now()) : old;
    const item: SettingsItem = { party, version: (before?.version ?? 0) + 1, settings, secrets };
    if (!(await this.#table.saveSettings(item, before)))
      throw new ApiFault(
        409,
        'settings-changed',
        'Somebody else has just changed these settings. Look, and try again.',
      );
    return viewOf(item, isNew ? secrets[0]?.value : undefined);
  }

  async list(party: Party, start?: string): Promise<z.infer<typeof NoticeList>> {
    const { notices, next } = await this.#table.list(party, PAGE, start);
    return { party, notices: notices.map(noticeView), next };
  }

  /** Sends a notice again, whatever became of it. @throws ApiFault 404 */
  async replay(party: Party, id: string): Promise<z.infer<typeof ReplayedNotice>> {
    const found = await this.#table.notice(party, id);
    if (found === null)
      throw new ApiFault(
        404,
        'notice-unknown',
        `There is no notice "${id}" of ${party}. Notices are kept for 90 days.`,
      );
    const item: OutboxItem = { ...found, state: 'pending', lastError: null };
    await this.#table.update(item);
    await this.#deliveries.send({ party, id });
    return { notice: noticeView(item) };
  }

  #checkTarget(url: string): void {
    try {
      this.#targets.parse(url);
    } catch (error) {
      if (!(error instanceof WebhookTargetError)) throw error;
      throw new ApiFault(400, 'body-invalid', 'The webhook cannot be used; see "problems".', [
        { pointer: '/webhook/url', message: error.message },
      ]);
    }
  }
}

/** A new secret before the one in use, which from now on has an end. */
function rotated([current]: readonly SigningSecret[], now: number): SigningSecret[] {
  const made: SigningSecret = { value: newSecret(), madeAt: new Date(now).toISOString(), until: null };
  return current === undefined ? [made] : [made, { ...current, until: new Date(now + OVERLAP_MS).toISOString() }];
}

function viewOf({ party, settings, secrets }: SettingsItem, shown?: string): NoticeSettingsView {
  const [current, previous] = secrets;
  const secret = current && {
    madeAt: current.madeAt,
    previousUntil: previous?.until ?? null,
    ...(shown !== undefined && { value: shown }),
  };
  return { party, ...settings, secret: secret ?? null };
}

const noticeView = (item: OutboxItem): NoticeView => ({
  id: item.id,
  channel: item.channel,
  topic: item.topic,
  subject: item.subject,
  text: item.text,
  caseId: item.caseId,
  at: item.at,
  state: item.state,
  attempts: item.attempts,
  lastError: item.lastError,
  sentAt: item.sentAt,
});
