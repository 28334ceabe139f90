import { createPublicKey, type KeyObject } from 'node:crypto';
import * as z from 'zod';
import { VerificationError } from '../verification-error.ts';
import { keyIdOf, publicKeyOf } from './ecdsa.ts';

/** What a key may sign. */
export const KeyPurpose = z.enum(['bundle', 'verdict']);
export type KeyPurpose = z.infer<typeof KeyPurpose>;

/** Why a key is no longer used. After `compromised` none of its signatures counts, whenever it says that it was made. */
export const RevocationReason = z.enum(['superseded', 'ceased', 'compromised']);

const KeyId = z.string().regex(/^sha256:[0-9a-f]{64}$/, 'expected "sha256:" and 64 hexadecimal digits');
const at = z.iso.datetime();

export const KeyRecord = z.object({
  keyid: KeyId.describe('SHA-256 of the public key in DER (SPKI)'),
  owner: z.string().min(1).max(128).describe('Id of a vendor, or the name of the service that signs verdicts'),
  purpose: KeyPurpose,
  publicKey: z.string().max(4_096).describe('PEM (SPKI), on P-256, P-384 or P-521'),
  validFrom: at,
  validUntil: at.nullable().default(null).describe('From this moment on it signs no more'),
  revoked: z.object({ at, reason: RevocationReason }).nullable().default(null),
});
export type KeyRecord = z.infer<typeof KeyRecord>;

/** Public keys with their history, as one document: what somebody offline has to have. */
export const KeySet = z.object({
  keySetVersion: z.literal('1.0'),
  keys: z.array(KeyRecord).max(10_000),
});
export type KeySet = z.infer<typeof KeySet>;

/**
 * Keys by their ids, each of which has to be that of its key.
 * @throws VerificationError `key-malformed`, `key-unsupported`, `key-mismatch`
 */
export function keysById(records: readonly KeyRecord[]): Map<string, KeyObject> {
  return new Map(
    records.map(({ keyid, publicKey }) => {
      const key = publicKeyOf(publicKey);
      if (keyIdOf(key) !== keyid)
        throw new VerificationError(
          'key-mismatch',
          `The key set calls a key ${keyid}.`,
          `${keyIdOf(key)}, which it is`,
        );
      return [keyid, key];
    }),
  );
}

/**
 * The key of that id, if it might sign at a moment.
 * @throws VerificationError `key-unknown`, `key-compromised`, `key-not-yet-valid`, `key-revoked`, `key-expired`
 */
export function keyAt(records: readonly KeyRecord[], keyid: string, moment: string): KeyRecord {
  const record = records.find((one) => one.keyid === keyid);
  if (record === undefined)
    throw new VerificationError('key-unknown', `Nobody has registered the key ${keyid}.`, 'a registered key');
  const { validFrom, validUntil, revoked } = record;
  const refuse = (code: 'key-compromised' | 'key-not-yet-valid' | 'key-revoked' | 'key-expired', why: string) =>
    new VerificationError(code, `The key ${keyid} ${why}.`, `a key that is valid at ${moment}`);
  if (revoked?.reason === 'compromised')
    throw refuse('key-compromised', `was compromised, as is known since ${revoked.at}: nothing that it signed counts`);
  if (isBefore(moment, validFrom)) throw refuse('key-not-yet-valid', `is valid from ${validFrom} on`);
  if (revoked !== null && !isBefore(moment, revoked.at)) throw refuse('key-revoked', `was revoked at ${revoked.at}`);
  if (validUntil !== null && !isBefore(moment, validUntil))
    throw refuse('key-expired', `was valid until ${validUntil}`);
  return record;
}

const isBefore = (a: string, b: string) => new Date(a).getTime() < new Date(b).getTime();

/** The record of a fresh key. */
export function keyRecord(
  key: KeyObject,
  { owner, purpose, validFrom }: Pick<KeyRecord, 'owner' | 'purpose' | 'validFrom'>,
): KeyRecord {
  const publicKey = key.type === 'private' ? createPublicKey(key) : key;
  return {
    keyid: keyIdOf(publicKey),
    owner,
    purpose,
    publicKey: String(publicKey.export({ type: 'spki', format: 'pem' })),
    validFrom,
    validUntil: null,
    revoked: null,
  };
}
