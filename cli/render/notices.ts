import type { NoticeSettingsView, NoticeView } from '#core/api/notices.ts';
import type { Context } from '../context.ts';
import { palette } from './palette.ts';
import { type Cell, table } from './table.ts';
import { safeText } from './text.ts';

/** Notices, one a line, the newest first, with what went wrong below. */
export function renderNotices(notices: readonly NoticeView[], context: Context): string {
  if (notices.length === 0)
    return 'You were told nothing yet: "countersign notices settings" says how you want to be.\n';
  const color = palette(context.stdout, context.env);
  const paint = { pending: color.dim, sent: color.green, failed: color.red };
  const rows = notices.map((notice): Cell[] => [
    notice.id,
    notice.channel,
    { text: notice.state, paint: paint[notice.state] },
    notice.subject.replace(/^Countersign: /, ''),
  ]);
  const failures = notices.filter(({ lastError, state }) => lastError !== null && state !== 'sent');
  const lines = failures.map(
    ({ id, attempts, lastError }) => `${id}: ${attempts} attempt(s), the last: ${safeText(lastError ?? '')}`,
  );
  return `${[table(context, ['notice', 'by', 'state', 'about'], rows), ...lines].join('\n')}\n`;
}

/** How a party is told. A secret is shown where the answer holds one. */
export function renderNoticeSettings(view: NoticeSettingsView, context: Context): string {
  const color = palette(context.stdout, context.env);
  const { party, email, webhook, secret } = view;
  const about = (topics: readonly string[]) => `about ${topics.join(', ')}`;
  const lines = [
    color.bold(safeText(party)),
    `e-mail   ${email === null ? 'none' : safeText(`${email.addresses.join(', ')}, ${about(email.about)}`)}`,
    `webhook  ${webhook === null ? 'none' : safeText(`${webhook.url}, ${about(webhook.about)}`)}`,
    ...(secret === null ? [] : [`secret   made ${secret.madeAt}${until(secret.previousUntil)}`]),
    ...(secret?.value === undefined
      ? []
      : [
          '',
          `${color.bold(safeText(secret.value))}`,
          'This is the signing secret. It is shown this once: keep it now.',
        ]),
  ];
  return `${lines.join('\n')}\n`;
}

const until = (end: string | null): string => (end === null ? '' : `; the one before signs as well until ${end}`);
