import { Queue } from '#core/api/procedure-wire.ts';
import { desks } from '../case/desk.ts';
import { type CommandBuilder, newCommand } from '../command.ts';
import type { ConnectionOptions } from '../config/connection.ts';
import { withConnection } from '../config/options.ts';
import { printJson } from '../output/outputs.ts';
import { renderQueue } from '../render/queue.ts';

interface QueueOptions extends ConnectionOptions {
  party?: string;
  start?: string;
  everything?: true;
  json?: true;
}

/** Pages in one call with --everything; a page has 50 entries. */
const MOST_PAGES = 200;

export const build: CommandBuilder = (name, context) =>
  withConnection(
    newCommand(name, context, [
      'countersign queue',
      'countersign queue --party nsa',
      'countersign queue --json | jq -r ".entries[].caseId"',
    ]),
  )
    .description(
      'Lists what you owe over all cases, what is due first at the top: a page of 50, the next with --start.',
    )
    .option('--party <name>', 'whose queue: an agency, coordinator, or vendor:<id>; left out: the only one of yours')
    .option('--start <word>', 'where the page starts, as the page before said')
    .option('--everything', 'all pages')
    .option('--json', 'print it as JSON (docs/schemas/queue.json)')
    .action(async (options: QueueOptions) => {
      const [desk] = await desks(options, context);
      if (desk === undefined) throw new RangeError('there is no desk');
      const page = (start: string | undefined) => {
        const query = new URLSearchParams({
          ...(options.party !== undefined && { party: options.party }),
          ...(start !== undefined && { start }),
        });
        return desk.client.get(`/queue${query.size === 0 ? '' : `?${query}`}`, Queue);
      };
      let queue = await page(options.start);
      for (let pages = 1; options.everything && queue.next !== null && pages < MOST_PAGES; pages += 1) {
        const more = await page(queue.next);
        queue = { ...more, entries: [...queue.entries, ...more.entries] };
      }
      await desk.seen.listed(queue.entries.map(({ caseId }) => caseId));
      if (options.json) printJson(context, 'queue', queue);
      else context.stdout.write(renderQueue(queue, options, context));
    });
