import { NoticeId, NoticeList, ReplayedNotice } from '#core/api/notices.ts';
import { apiClient } from '../api/client.ts';
import { type CommandBuilder, newCommand } from '../command.ts';
import { type ConnectionOptions, resolveConnection } from '../config/connection.ts';
import { withConnection } from '../config/options.ts';
import { printJson } from '../output/outputs.ts';
import { renderNotices } from '../render/notices.ts';
import { UsageError } from '../usage-error.ts';
import { settingsCommand } from './notices/settings.ts';

interface NoticesOptions extends ConnectionOptions {
  party?: string;
  json?: true;
}

export const build: CommandBuilder = (name, context) => {
  const notices = newCommand(name, context, [
    'countersign notices list',
    'countersign notices settings --email review@acme.example --email-about action,due_date',
    'countersign notices settings --webhook https://acme.example/countersign',
    'countersign notices replay 20260320T170000000Z-0a1b2c3d4e5f6a7b',
  ]).description('What you were told of your cases, and how you are told (docs/notices.md).');
  const sub = (subName: string, description: string, schema: string) =>
    withConnection(newCommand(subName, context))
      .description(description)
      .option('--party <party>', 'vendor:<id> or agency:<id>, where you act for several')
      .option('--json', `print it as JSON (docs/schemas/${schema}.json)`);
  const open = async (options: NoticesOptions) => {
    const query = options.party === undefined ? '' : `?party=${encodeURIComponent(options.party)}`;
    return { client: apiClient(await resolveConnection(options, context), context), query };
  };

  notices.addCommand(
    sub('list', 'Lists the newest notices and what became of each', 'notices').action(
      async (options: NoticesOptions) => {
        const { client, query } = await open(options);
        const list = await client.get(`/notices${query}`, NoticeList);
        if (options.json) printJson(context, 'notices', list);
        else context.stdout.write(renderNotices(list.notices, context));
      },
    ),
  );
  notices.addCommand(
    settingsCommand(sub('settings', 'Shows or changes how you are told', 'notices-settings'), context, open),
  );
  notices.addCommand(
    sub('replay', 'Has a notice sent again', 'notices-replay')
      .argument('<notice>', 'id of a notice, as the list has it')
      .action(async (id: string, options: NoticesOptions) => {
        const noticeId = NoticeId.safeParse(id);
        if (!noticeId.success)
          throw new UsageError('That is not the id of a notice.', {
            where: id,
            expected: 'an id like 20260320T170000000Z-0a1b2c3d4e5f6a7b',
            cure: 'Copy it from "countersign notices list".',
          });
        const { client, query } = await open(options);
        const answer = await client.post(`/notices/${noticeId.data}/replay${query}`, {}, ReplayedNotice);
        if (options.json) printJson(context, 'notices-replay', answer);
        else context.stdout.write(`${answer.notice.id} is being sent again by ${answer.notice.channel}.\n`);
      }),
  );
  return notices;
};
