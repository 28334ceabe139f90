import { useContext } from 'preact/hooks';
import { isProofRefusal } from '#core/api/second-factor.ts';
import { ApiProblem } from '../api/client.ts';
import { Context } from '../context.ts';

/** Whether a sign-in with a second factor puts it right. */
export const needsSignIn = (error: unknown): boolean => error instanceof ApiProblem && isProofRefusal(error.code);

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
