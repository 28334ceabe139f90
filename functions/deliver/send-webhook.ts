import type { OutboxItem, SettingsItem } from '../shared/table/notice-items.ts';
import { postWebhook } from '../shared/webhook/post.ts';
import { signedHeaders } from '../shared/webhook/signature.ts';
import { WebhookTargetError, type WebhookTargets } from '../shared/webhook/target.ts';
import { Undeliverable } from './undeliverable.ts';

/** The receiver did not take the webhook; worth another attempt. */
export class WebhookRefused extends Error {
  override readonly name = 'WebhookRefused';
}

const GONE = 410;

/**
 * Posts a notice to its party's webhook, signed under every secret that is in use.
 * @throws {Undeliverable} without a webhook, where it is at no public address, or where the receiver says that it is gone
 * @throws {WebhookRefused} for any other answer than a success; otherwise what the network says
 */
export async function sendWebhook(
  { id, at, event }: OutboxItem,
  { settings, secrets }: SettingsItem,
  targets: WebhookTargets,
): Promise<void> {
  if (settings.webhook === null) throw new Undeliverable('The party has no webhook any more.');
  const now = Date.now();
  const valid = secrets.filter(({ until }) => until === null || Date.parse(until) > now).map(({ value }) => value);
  const body = JSON.stringify({ type: typeOf(event), timestamp: at, data: event.detail });
  const headers = signedHeaders(valid, { id, at: now, body });
  const status = await postWebhook({ url: settings.webhook.url, headers, body }, targets).catch((error: unknown) => {
    throw error instanceof WebhookTargetError ? new Undeliverable(error.message, { cause: error }) : error;
  });
  if (status >= 200 && status < 300) return;
  if (status === GONE) throw new Undeliverable('The receiver answers that the webhook is gone (410).');
  const redirect = status >= 300 && status < 400 ? '; redirects are not followed' : '';
  throw new WebhookRefused(`The receiver answered ${status}${redirect}.`);
}

/** `case.decided`, `case.reminder`. */
function typeOf({ type, detail }: OutboxItem['event']): string {
  return type === 'Case Event' ? `case.${String(detail.type)}` : 'case.reminder';
}
