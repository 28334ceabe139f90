import { type CommandBuilder, newCommand } from '../command.ts';
import { type ConnectionOptions, resolveSignIn } from '../config/connection.ts';
import { withConnection } from '../config/options.ts';
import { printJson } from '../output/outputs.ts';
import { renderIdentity } from '../render/identity.ts';
import { personIdentity } from '../sign-in/identity.ts';
import { signInAs, signInByBrowser } from '../sign-in/sign-in.ts';

interface LoginOptions extends ConnectionOptions {
  json?: true;
}

export const build: CommandBuilder = (name, context) =>
  withConnection(
    newCommand(name, context, [
      'countersign login',
      'countersign login --as nsa-reviewer-1',
      'countersign login --api https://review.example.gov --sign-in-url https://... --sign-in-client 4h1...',
    ]),
  )
    .description(
      'Signs you in through your browser. Every later command to the same service is then yours, until "countersign logout" or until\n' +
        'the sign-in ends. Your tokens are kept in a file that only you can read.',
    )
    .option('--sign-in-url <url>', 'where people sign in (COUNTERSIGN_SIGN_IN_URL)')
    .option('--sign-in-client <id>', 'the client with which people sign in (COUNTERSIGN_SIGN_IN_CLIENT_ID)')
    .option('--json', 'print who you are as JSON (docs/schemas/whoami.json)')
    .action(async (options: LoginOptions) => {
      const { api, signIn, file } = await resolveSignIn(options, context);
      const { as } = options;
      const tokens = await (as === undefined ? signInByBrowser(signIn, context) : signInAs(signIn, as, context));
      await file.write({ api, signIn, ...tokens });
      const identity = { api, ...personIdentity(tokens.accessToken) };
      if (options.json) printJson(context, 'whoami', identity);
      else context.stdout.write(`${renderIdentity(identity, context)}\n`);
    });
