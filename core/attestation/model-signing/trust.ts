import type { KeyObject } from 'node:crypto';
import type { Certificate } from './certificate.ts';

/** Whom a verifier trusts, for each form of signature. */
export interface ModelTrust {
  /** Form `key`: the public keys that may have signed. */
  keys?: readonly KeyObject[];
  /** Form `certificate`: the authorities, and the moment at which the chain has to hold. */
  authorities?: { certificates: readonly Certificate[]; at?: Date };
  /** Form `sigstore`: the trusted root of an instance, and who has to have signed. */
  sigstore?: { trustedRoot: unknown; identity: string; issuer: string };
}
