import { vendorOfKey } from './bundle-key.ts';

/** The parameters by which S3 encrypts an object with the key of a vendor. */
export interface VendorEncryption {
  readonly ServerSideEncryption: 'aws:kms';
  readonly SSEKMSKeyId: string;
}

/** A review is of an object that is no vendor's bundle, so that there is no key for what is read from it. */
export class NoVendorKeyError extends Error {
  override readonly name = 'NoVendorKeyError';
}

/** Encryption with the key of a vendor. @param aliases what the alias of each vendor's key begins with */
export function vendorEncryption(aliases: string, vendor: string): VendorEncryption {
  return { ServerSideEncryption: 'aws:kms', SSEKMSKeyId: `${aliases}${vendor}` };
}

/** Encryption with the key of the vendor whose bundle has a key in S3. @throws NoVendorKeyError */
export function encryptionFor(aliases: string, bundleKey: string): VendorEncryption {
  const vendor = vendorOfKey(bundleKey);
  if (vendor === null) throw new NoVendorKeyError(`${bundleKey} is no bundle of a vendor`);
  return vendorEncryption(aliases, vendor);
}
