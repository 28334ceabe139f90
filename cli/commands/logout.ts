import { type CommandBuilder, newCommand } from '../command.ts';
import { type ConnectionOptions, resolveSession } from '../config/connection.ts';
import { withConnection } from '../config/options.ts';
import { printJson } from '../output/outputs.ts';
import { revokeTokens } from '../sign-in/authorization.ts';

interface LogoutOptions extends ConnectionOptions {
  json?: true;
}

export const build: CommandBuilder = (name, context) =>
  withConnection(newCommand(name, context, ['countersign logout']))
    .description('Ends your sign-in, here and with the service.')
    .option('--json', 'print what was ended as JSON (docs/schemas/logout.json)')
    .action(async (options: LogoutOptions) => {
      const file = await resolveSession(options, context);
      const session = (await file?.read()) ?? null;
      // First here: whatever the service answers, this machine has no tokens any more.
      await file?.remove();
      if (session?.refreshToken !== undefined) await revokeTokens(session.signIn, session.refreshToken, context);
      if (options.json) printJson(context, 'logout', { api: session?.api ?? null });
      else context.stdout.write(session === null ? 'Nobody was signed in.\n' : `Signed out of ${session.api}.\n`);
    });
