import '../shims/buffer.ts';
import type * as z from 'zod';
import { TrustedKeys } from '#core/attestation/keys/trusted-keys.ts';
import { SignedVerdict } from '#core/attestation/verdict/signed-verdict.ts';
import {
  VERDICT_CHECKS,
  type VerdictCheck,
  type VerifiedVerdict,
  verifyVerdict,
} from '#core/attestation/verdict/verify-verdict.ts';
import { type VerificationCode, VerificationError } from '#core/attestation/verification-error.ts';

/** A check and how it went; `absent` where the file has nothing to be checked, `open` where an earlier one failed. */
export type Checked =
  | { readonly check: VerdictCheck; readonly state: 'held' | 'absent' | 'open' }
  | { readonly check: VerdictCheck; readonly state: 'failed'; readonly failure: Failure };

export interface Failure {
  readonly code: VerificationCode;
  readonly found: string;
  readonly expected: string;
}

/** What a signed verdict came to. */
export interface Result {
  readonly verified: VerifiedVerdict | null;
  readonly checks: readonly Checked[];
}

/** Verifies a signed verdict as the command line does, by the same code. */
export function check(signed: SignedVerdict, trusted: TrustedKeys): Result {
  let at: VerdictCheck = 'signature';
  const note = (looked: VerdictCheck) => {
    at = looked;
  };
  try {
    const verified = verifyVerdict(signed, trusted, note);
    const absent = (one: VerdictCheck) =>
      (one === 'events' && verified.events === null) || (one === 'log' && verified.logged === null);
    return {
      verified,
      checks: VERDICT_CHECKS.map((one) => ({ check: one, state: absent(one) ? 'absent' : 'held' })),
    };
  } catch (error) {
    if (!(error instanceof VerificationError)) throw error;
    const { code, message: found, expected } = error;
    return { verified: null, checks: failedAt(at, { code, found, expected }, signed) };
  }
}

function failedAt(at: VerdictCheck, failure: Failure, signed: SignedVerdict): Checked[] {
  const failed = VERDICT_CHECKS.indexOf(at);
  return VERDICT_CHECKS.map((one, i): Checked => {
    if (i === failed) return { check: one, state: 'failed', failure };
    if (i > failed) return { check: one, state: 'open' };
    return { check: one, state: one === 'events' && signed.events === undefined ? 'absent' : 'held' };
  });
}

/** A document that somebody chose. @throws Error that says what is wrong with it */
async function read<S extends z.ZodType>(file: Blob, what: string, schema: S): Promise<z.infer<S>> {
  let value: unknown;
  try {
    value = JSON.parse(await file.text());
  } catch {
    throw new Error(`The ${what} is not JSON. Check that this is the right file.`);
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new Error(
    `The ${what} does not fit its schema, at /${issue?.path.map(String).join('/') ?? ''}: ${issue?.message ?? ''}. Check that this is the right file, and of this version.`,
  );
}

export const readVerdict = (file: Blob) => read(file, 'signed verdict', SignedVerdict);
export const readKeys = (file: Blob) => read(file, 'key set', TrustedKeys);
export { TrustedKeys };
