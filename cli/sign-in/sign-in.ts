import { isThisMachine } from '../config/address.ts';
import type { SignIn } from '../config/profile.ts';
import type { Context } from '../context.ts';
import { UsageError } from '../usage-error.ts';
import { beginAuthorization, exchangeCode, type Tokens } from './authorization.ts';
import { codeByForm } from './by-form.ts';
import { CALLBACK_PORTS, callbackUrl, listenForCode } from './callback.ts';
import { openBrowser } from './open-browser.ts';

/** Signs somebody in through their browser; the address is printed, and opened where there is a screen. */
export async function signInByBrowser(signIn: SignIn, context: Context): Promise<Tokens> {
  await using callback = await listenForCode();
  const authorization = beginAuthorization(signIn, callback.url);
  context.stderr.write(`Sign in with a browser on this machine:\n\n  ${authorization.url}\n\n`);
  openBrowser(authorization.url, context);
  return exchangeCode(signIn, authorization, await callback.code(authorization.state), context);
}

/**
 * Signs a sample person of the local run in, without a browser.
 * @throws UsageError anywhere else, where nobody can be signed in by name
 */
export async function signInAs(signIn: SignIn, person: string, context: Context): Promise<Tokens> {
  if (!isThisMachine(signIn.url))
    throw new UsageError('Only on the local run can one act as somebody by name.', {
      where: `--as ${person}`,
      expected: 'a sign-in on this machine',
      cure: 'Sign in with "countersign login".',
    });
  const authorization = beginAuthorization(signIn, callbackUrl(CALLBACK_PORTS[0] ?? 0));
  return exchangeCode(signIn, authorization, await codeByForm(authorization, person), context);
}
