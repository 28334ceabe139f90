import { ServiceUnreachable } from '../api/api-error.ts';
import { type CommandBuilder, newCommand } from '../command.ts';
import { type ConnectionOptions, resolveSession } from '../config/connection.ts';
import { withConnection } from '../config/options.ts';
import type { SignIn } from '../config/profile.ts';
import type { Context } from '../context.ts';
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
      if (session?.refreshToken !== undefined) await endWithService(session.signIn, session.refreshToken, context);
      if (options.json) printJson(context, 'logout', { api: session?.api ?? null });
      else context.stdout.write(session === null ? 'Nobody was signed in.\n' : `Signed out of ${session.api}.\n`);
    });

/** Where the service does not answer, as when the local run has ended, the sign-in ends there by itself. */
async function endWithService(signIn: SignIn, refreshToken: string, context: Context): Promise<void> {
  try {
    await revokeTokens(signIn, refreshToken, context);
  } catch (error) {
    if (!(error instanceof ServiceUnreachable)) throw error;
    context.stderr.write(`${signIn.url} does not answer: there the sign-in ends by itself within a day.\n`);
  }
}
