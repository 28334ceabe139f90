import type { Command } from 'commander';
import { NoticeSettingsView, PutNoticeSettings } from '#core/api/notices.ts';
import type { ApiClient } from '../../api/client.ts';
import type { ConnectionOptions } from '../../config/connection.ts';
import type { Context } from '../../context.ts';
import { printJson } from '../../output/outputs.ts';
import { renderNoticeSettings } from '../../render/notices.ts';
import { UsageError } from '../../usage-error.ts';

interface SettingsOptions extends ConnectionOptions {
  party?: string;
  json?: true;
  email?: string | false;
  emailAbout?: string;
  webhook?: string | false;
  webhookAbout?: string;
  rotateSecret?: true;
}
type Open = (options: SettingsOptions) => Promise<{ client: ApiClient; query: string }>;

const list = (text: string): string[] => text.split(',').map((item) => item.trim());

/** `countersign notices settings`: what the options name is changed, all else stays. */
export function settingsCommand(command: Command, context: Context, open: Open): Command {
  return command
    .option('--email <addresses>', 'mail notices to these addresses, separated by commas')
    .option('--no-email', 'mail nothing')
    .option('--email-about <topics>', 'mail only these: action, decision, progress, due_date')
    .option('--webhook <url>', 'post notices to this address, signed')
    .option('--no-webhook', 'post nothing')
    .option('--webhook-about <topics>', 'post only these')
    .option('--rotate-secret', 'make a new signing secret; the one before signs beside it for a day')
    .action(async (options: SettingsOptions) => {
      const { client, query } = await open(options);
      const path = `/notices/settings${query}`;
      const present = await client.get(path, NoticeSettingsView);
      const view = asksForChange(options)
        ? await client.put(path, changed(present, options), NoticeSettingsView)
        : present;
      if (options.json) printJson(context, 'notices-settings', view);
      else context.stdout.write(renderNoticeSettings(view, context));
    });
}

const asksForChange = (options: SettingsOptions): boolean =>
  [options.email, options.emailAbout, options.webhook, options.webhookAbout, options.rotateSecret].some(
    (option) => option !== undefined,
  );

/** @throws {UsageError} for settings that cannot be */
function changed(present: NoticeSettingsView, options: SettingsOptions): PutNoticeSettings {
  const addresses = typeof options.email === 'string' ? list(options.email) : present.email?.addresses;
  const url = typeof options.webhook === 'string' ? options.webhook : present.webhook?.url;
  if (options.emailAbout !== undefined && addresses === undefined) throw noChannel('--email-about', '--email');
  if (options.webhookAbout !== undefined && url === undefined) throw noChannel('--webhook-about', '--webhook');
  const about = (given: string | undefined, before: string[] | undefined) =>
    given === undefined ? before : list(given);
  const parsed = PutNoticeSettings.safeParse({
    email:
      options.email === false || addresses === undefined
        ? null
        : { addresses, about: about(options.emailAbout, present.email?.about) },
    webhook:
      options.webhook === false || url === undefined
        ? null
        : { url, about: about(options.webhookAbout, present.webhook?.about) },
    rotateSecret: options.rotateSecret ?? false,
  });
  if (parsed.success) return parsed.data;
  const [first] = parsed.error.issues;
  throw new UsageError('These settings cannot be.', {
    where: first?.path.join('.'),
    expected: first?.message,
    cure: 'See "countersign notices settings --help".',
  });
}

const noChannel = (option: string, needed: string): UsageError =>
  new UsageError(`${option} chooses among notices that are not sent.`, { cure: `Give ${needed} as well.` });
