import { type KeyRecord, keyAt, keysById } from '../keys/key-set.ts';
import { VerificationError } from '../verification-error.ts';
import type { ModelSignature } from './signature-file.ts';
import { type VerifiedSigner, verifyByKey } from './verify-by-key.ts';

/**
 * Verifies that a vendor signed, by a key that it had registered for bundles and that was valid at a moment.
 * A bundle says when it was signed only by its date: `endOfDay` of it, so that a key has to outlast the day.
 * @throws VerificationError with the code of what is wrong
 */
export function verifyByVendor(
  signature: ModelSignature,
  records: readonly KeyRecord[],
  vendor: string,
  moment: string,
): VerifiedSigner {
  if (signature.form !== 'key')
    throw new VerificationError(
      'key-unknown',
      `The signature is of the form "${signature.form}".`,
      'a signature by a registered key of the vendor',
    );
  const own = keysOfVendor(records, vendor);
  // Keys that have ended are looked at too: "revoked" says more than "unknown".
  const verified = verifyByKey(signature, [...keysById(own).values()]);
  keyAt(own, verified.signer, moment);
  return verified;
}

/** The keys that a vendor has, or had, for bundles. */
export function keysOfVendor(records: readonly KeyRecord[], vendor: string): KeyRecord[] {
  return records.filter(({ owner, purpose }) => owner === vendor && purpose === 'bundle');
}

/** The last moment of a day, in UTC. */
export function endOfDay(day: string): string {
  return `${day}T23:59:59.999Z`;
}
