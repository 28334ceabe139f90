import { CaseId } from '#core/api/wire.ts';
import { apiClient } from '../api/client.ts';
import { type CommandBuilder, newCommand } from '../command.ts';
import type { ConnectionOptions } from '../config/connection.ts';
import { resolveConnections } from '../config/connections.ts';
import { withConnection } from '../config/options.ts';
import { clientOfCase } from '../review/client-of-case.ts';
import { UsageError } from '../usage-error.ts';

export const build: CommandBuilder = (name, context) =>
  withConnection(newCommand(name, context, ['countersign calendar case-0a1b2c... > case.ics']))
    .description(
      'Prints the due dates of a case as a calendar file (RFC 5545), each with alarms five days and one day before.\n' +
        'It is made anew each time: import it again when a date has moved.',
    )
    .argument('<case>', 'id of a case, "case-" and 40 hexadecimal digits')
    .action(async (id: string, options: ConnectionOptions) => {
      const caseId = CaseId.safeParse(id);
      if (!caseId.success)
        throw new UsageError('That is not the id of a case.', {
          where: id,
          expected: '"case-" and 40 hexadecimal digits',
          cure: 'Copy the id that "countersign submit" printed.',
        });
      const clients = (await resolveConnections(options, context)).map((profile) => apiClient(profile, context));
      const client = await clientOfCase(clients, caseId.data);
      context.stdout.write(await client.text(`/cases/${caseId.data}/calendar`));
    });
