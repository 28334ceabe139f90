import { tokenSource } from '../api/token.ts';
import { type CommandBuilder, newCommand } from '../command.ts';
import { type ConnectionOptions, resolveConnection } from '../config/connection.ts';
import { withConnection } from '../config/options.ts';
import { printJson } from '../output/outputs.ts';
import { renderIdentity } from '../render/identity.ts';
import { personIdentity, programIdentity } from '../sign-in/identity.ts';

interface WhoamiOptions extends ConnectionOptions {
  json?: true;
}

export const build: CommandBuilder = (name, context) =>
  withConnection(newCommand(name, context, ['countersign whoami', 'countersign whoami --json | jq -r .roles[]']))
    .description('Shows as whom the other commands talk to the service: a person with their roles, or a program.')
    .option('--json', 'print it as JSON (docs/schemas/whoami.json)')
    .action(async (options: WhoamiOptions) => {
      const connection = await resolveConnection(options, context);
      // A token is asked for in any case: that there is one shows that the sign-in holds.
      const token = await tokenSource(connection, context).get();
      const own = 'clientSecret' in connection ? programIdentity(connection) : personIdentity(token);
      const identity = { api: connection.api, ...own };
      if (options.json) printJson(context, 'whoami', identity);
      else context.stdout.write(`${renderIdentity(identity, context)}\n`);
    });
