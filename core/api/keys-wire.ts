import * as z from 'zod';
import { KeyEvent } from '../attestation/keys/key-history.ts';
import { KeySet, RevocationReason } from '../attestation/keys/key-set.ts';

/** A vendor's id, as it may stand in manifests and in the keys of uploads. */
export const VendorId = z.string().regex(/^[a-z0-9][a-z0-9._-]{0,63}$/);

/** `GET /vendors/{vendor}/keys`: the keys with which a vendor signs bundles, and what happened to them. */
export const VendorKeys = z.object({
  vendor: VendorId,
  history: z.array(KeyEvent).describe('Oldest first; it only grows'),
  keySet: KeySet.describe('What the history comes to'),
});
export type VendorKeys = z.infer<typeof VendorKeys>;

const publicKey = z.string().min(1).max(4_096).describe('PEM (SPKI), on P-256, P-384 or P-521');

/** `POST /vendors/{vendor}/keys`. The service sets the time. */
export const KeyRequest = z.discriminatedUnion('do', [
  z.strictObject({ do: z.literal('register'), publicKey }),
  z.strictObject({
    do: z.literal('rotate'),
    replaces: z.string().describe('Id of the key before'),
    publicKey,
    days: z.int().min(0).max(365).default(30).describe('For so long the key before may still sign'),
  }),
  z.strictObject({ do: z.literal('revoke'), keyid: z.string(), reason: RevocationReason }),
]);
export type KeyRequest = z.infer<typeof KeyRequest>;
