import { CaseAttestation } from '#core/api/attestation-wire.ts';
import { TrustedKeys } from '#core/attestation/keys/trusted-keys.ts';
import type { SignedVerdict } from '#core/attestation/verdict/signed-verdict.ts';
import { getPublic } from '../api/public.ts';
import { deskOf } from '../case/desk.ts';
import { CommandError } from '../command-error.ts';
import type { ConnectionOptions } from '../config/connection.ts';
import { apiOf, givenBy } from '../config/given.ts';
import type { Context } from '../context.ts';

const INTERVAL = 500;
/** Two minutes: a verdict is signed within seconds. */
const MOST_POLLS = 240;

export interface AttestationOptions extends ConnectionOptions {
  standard?: string;
  wait?: true;
}

/** The signature on the verdict of a case, from the service; with `wait`, once it is in the log, or cannot be signed. */
export async function fetchAttestation(
  ref: string,
  options: AttestationOptions,
  context: Context,
): Promise<CaseAttestation> {
  const { client, caseId } = await deskOf(ref, options, context);
  const query = options.standard === undefined ? '' : `?${new URLSearchParams({ standard: options.standard })}`;
  for (let polls = 1; ; polls += 1) {
    const found = await client.get(`/cases/${caseId}/attestation${query}`, CaseAttestation);
    const settled = found.state === 'logged' || found.state === 'unsignable';
    if (settled || options.wait !== true || polls >= MOST_POLLS) return found;
    await context.sleep(INTERVAL);
  }
}

/** The signed verdict in an answer. @throws CommandError where there is none (yet), with the reason */
export function signedIn({ caseId, signed, reason, state }: CaseAttestation): SignedVerdict {
  if (signed !== null) return signed;
  throw new CommandError(reason ?? 'The verdict is not signed yet.', {
    where: caseId,
    expected: 'a signed verdict',
    cure:
      state === 'waiting'
        ? 'Verdicts are signed within seconds; try again, or with --wait. Where it lasts, ask the operator.'
        : 'Amend the bundle so that every file can be read; the next verdict is signed.',
  });
}

/** The keys that the service publishes: of verdicts with their validity, and of the log. */
export async function fetchTrustedKeys(options: ConnectionOptions, context: Context): Promise<TrustedKeys> {
  return getPublic(apiOf(await givenBy(options, context)), '/attestation/keys', TrustedKeys, context);
}
