import { deskOf } from '../case/desk.ts';
import { type CommandBuilder, newCommand } from '../command.ts';
import type { ConnectionOptions } from '../config/connection.ts';
import { withConnection } from '../config/options.ts';

export const build: CommandBuilder = (name, context) =>
  withConnection(newCommand(name, context, ['countersign calendar case-0a1b2c... > case.ics']))
    .description(
      'Prints the due dates of a case as a calendar file (RFC 5545), each with alarms five days and one day before.\n' +
        'It is made anew each time: import it again when a date has moved.',
    )
    .argument('<case>', 'id of a case, or the beginning of it as tables show it')
    .action(async (id: string, options: ConnectionOptions) => {
      const { client, caseId } = await deskOf(id, options, context);
      context.stdout.write(await client.text(`/cases/${caseId}/calendar`));
    });
