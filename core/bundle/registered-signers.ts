import type { KeyRecord } from '../attestation/keys/key-set.ts';
import { verifyByVendor } from '../attestation/model-signing/verify-vendor.ts';
import { VerificationError } from '../attestation/verification-error.ts';
import type { KnownSigners } from './bundle-signature.ts';

/**
 * Whose signatures on a bundle count: those by a key that its vendor had registered, and that was valid at a moment.
 * @param vendor in whose name the bundle was uploaded; null for the one that its manifest names
 * @param moment of the upload (ISO 8601). The date in a manifest is the vendor's word, and a key that has ended could write it
 */
export function registeredSigners(records: readonly KeyRecord[], vendor: string | null, moment: string): KnownSigners {
  return (signature, manifest) => {
    const owner = vendor ?? manifest?.vendor.id;
    if (owner === undefined)
      throw new VerificationError('key-unknown', 'The manifest names no vendor.', 'the vendor whose keys count');
    return verifyByVendor(signature, records, owner, moment);
  };
}
