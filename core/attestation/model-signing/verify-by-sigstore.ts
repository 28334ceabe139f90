import { bundleFromJSON, ValidationError } from '@sigstore/bundle';
import { TrustedRoot } from '@sigstore/protobuf-specs';
import {
  PolicyError,
  VerificationError as SigstoreError,
  toSignedEntity,
  toTrustMaterial,
  Verifier,
} from '@sigstore/verify';
import * as z from 'zod';
import { type VerificationCode, VerificationError } from '../verification-error.ts';
import type { ModelSignature } from './signature-file.ts';
import type { ModelTrust } from './trust.ts';
import type { VerifiedSigner } from './verify-by-key.ts';

/**
 * Verifies a keyless signature offline, against the trusted root of a Sigstore instance: chain of the certificate up to the
 * authority at the time that the log or a time stamp proves, its entry in the certificate log, the entry of the signature in the
 * transparency log (signed promise or inclusion proof with checkpoint) and that it is over this envelope, the signature, and
 * identity and issuer. The root itself is taken as given: its freshness (TUF) is for the caller.
 * @throws VerificationError with the code of what is wrong
 */
export function verifyBySigstore(
  signature: ModelSignature,
  { trustedRoot, identity, issuer }: NonNullable<ModelTrust['sigstore']>,
): VerifiedSigner {
  const trust = readRoot(trustedRoot);
  try {
    const verifier = new Verifier(trust, { tlogThreshold: 1, ctlogThreshold: 1, timestampThreshold: 1 });
    // The identity is compared below as a whole: this library takes it for a pattern.
    const { identity: found } = verifier.verify(toSignedEntity(bundleFromJSON(signature.json)));
    const [who, by] = [found?.subjectAlternativeName, found?.extensions?.issuer];
    if (who !== identity || by !== issuer)
      throw new VerificationError(
        'sigstore-identity-differs',
        `It is signed by ${who ?? 'nobody'}, whom ${by ?? 'nobody'} vouches for.`,
        `${identity}, whom ${issuer} vouches for`,
      );
    return { form: 'sigstore', signer: `${who} (${by})` };
  } catch (error) {
    throw error instanceof VerificationError ? error : translated(error);
  }
}

/** The library takes what it does not find for an empty list. */
const RootLists = z.looseObject({
  tlogs: z.array(z.unknown()).min(1),
  certificateAuthorities: z.array(z.unknown()).min(1),
  ctlogs: z.array(z.unknown()).min(1),
});

function readRoot(json: unknown) {
  try {
    return toTrustMaterial(TrustedRoot.fromJSON(RootLists.parse(json)));
  } catch (cause) {
    throw new VerificationError(
      'sigstore-root-malformed',
      'The trusted root cannot be read.',
      'the trusted_root.json of a Sigstore instance',
      cause,
    );
  }
}

const CODES: Readonly<Record<string, VerificationCode>> = {
  TLOG_ERROR: 'sigstore-log',
  TLOG_INCLUSION_PROOF_ERROR: 'sigstore-log',
  TLOG_INCLUSION_PROMISE_ERROR: 'sigstore-log',
  TLOG_MISSING_INCLUSION_ERROR: 'sigstore-log',
  TLOG_BODY_ERROR: 'sigstore-log',
  CERTIFICATE_ERROR: 'sigstore-certificate',
  TIMESTAMP_ERROR: 'sigstore-timestamp',
  SIGNATURE_ERROR: 'signature-invalid',
};

const EXPECTED = 'a signature that Sigstore issued and logged, under this trusted root';

function translated(error: unknown): VerificationError {
  const message = error instanceof Error ? error.message : String(error);
  if (error instanceof SigstoreError)
    return new VerificationError(CODES[error.code] ?? 'signature-malformed', `${message}.`, EXPECTED, error);
  if (error instanceof PolicyError)
    return new VerificationError('sigstore-identity-differs', `${message}.`, EXPECTED, error);
  // What the parsers of the library throw on bytes that make no sense.
  const found = error instanceof ValidationError ? `${message}.` : 'The Sigstore bundle cannot be read.';
  return new VerificationError('signature-malformed', found, 'a Sigstore bundle v0.3', error);
}
