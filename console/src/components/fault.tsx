import { ApiProblem } from '../api/client.ts';
import { needsSignIn, SignInAgain } from './sign-in-again.tsx';

/**
 * What went wrong, for the person, and a way to try again, or to sign in again where that is what it takes. That something was destroyed is
 * nothing that went wrong.
 */
export function Fault({ error, retry }: { error: unknown; retry?: () => void }) {
  if (error instanceof ApiProblem && error.status === 410)
    return (
      <p class="note warn" role="status">
        <strong>It is kept no longer.</strong> {error.message}
      </p>
    );
  return (
    <div class="note bad" role="alert">
      <h2>This did not work</h2>
      <p>{error instanceof Error ? error.message : String(error)}</p>
      {needsSignIn(error) && <SignInAgain />}
      {retry && (
        <button type="button" class="usa-button usa-button--outline" onClick={retry}>
          Try again
        </button>
      )}
    </div>
  );
}

export function Loading({ what }: { what: string }) {
  return (
    <p class="quiet skeleton" role="status">
      Loading {what}…
    </p>
  );
}
