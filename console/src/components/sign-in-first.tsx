import { useConsole } from '../context.ts';

/** Stands where a page is for people who have signed in. */
export function SignInFirst({ what }: { what: string }) {
  const { session } = useConsole();
  return (
    <>
      <p>{what} is for people who have signed in.</p>
      <button type="button" class="usa-button" onClick={() => void session.signIn()}>
        Sign in
      </button>
    </>
  );
}
