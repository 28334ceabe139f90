import { needsSignIn, SignInAgain } from './sign-in-again.tsx';

/** Why something that was sent was not done, and what a form then says. */
export interface Refusal {
  readonly message: string;
  readonly signIn: boolean;
}

export const refusalOf = (error: unknown): Refusal => ({
  message: error instanceof Error ? error.message : String(error),
  signIn: needsSignIn(error),
});

/** Says that it was not done, and why, and leads to the sign-in where that puts it right. */
export function Refused({ message, signIn }: Refusal) {
  return (
    <div class="note bad">
      <p>
        <strong>Not done.</strong> {message} What you wrote is kept.
      </p>
      {signIn && <SignInAgain />}
    </div>
  );
}
