import { useContext } from 'preact/hooks';
import type { ProofRefusal } from '#core/api/second-factor.ts';
import { ApiProblem } from '../api/client.ts';
import { Context } from '../context.ts';

/** What a sign-in with a second factor puts right. */
const PUT_RIGHT: ReadonlySet<string> = new Set<ProofRefusal['code']>(['second-factor-missing', 'sign-in-old']);

export const needsSignIn = (error: unknown): boolean => error instanceof ApiProblem && PUT_RIGHT.has(error.code);

/** Leads to the sign-in, and back to where the person was; nothing that they wrote is lost. */
export function SignInAgain() {
  const console = useContext(Context);
  if (console === null) return null;
  return (
    <button type="button" class="usa-button" onClick={() => void console.session.signInAgain()}>
      Sign in again
    </button>
  );
}
