import * as z from 'zod';
import { KeyRecord, type KeySet, keysById, RevocationReason } from './key-set.ts';

const at = z.iso.datetime();
const by = z.string().min(1).max(256).describe('Who did it');

/** What happens to keys. A history is a list of these in the order in which they happened, and only grows. */
export const KeyEvent = z.discriminatedUnion('type', [
  z.object({ type: z.literal('registered'), at, by, key: KeyRecord.omit({ revoked: true, validUntil: true }) }),
  z.object({
    type: z.literal('rotated'),
    at,
    by,
    replaces: z.string().describe('Id of the key before'),
    key: KeyRecord.omit({ revoked: true, validUntil: true }),
    until: at.describe('The key before may sign until then'),
  }),
  z.object({ type: z.literal('revoked'), at, by, keyid: z.string(), reason: RevocationReason }),
]);
export type KeyEvent = z.infer<typeof KeyEvent>;

/** An event that cannot follow on what happened before. */
export class KeyEventRefused extends Error {
  override readonly name = 'KeyEventRefused';
}

/** The keys after a history, with what each was good for and when. The same history always gives the same set. */
export function keySetAfter(history: readonly KeyEvent[]): KeySet {
  let set: KeySet = { keySetVersion: '1.0', keys: [] };
  for (const event of history) set = withKeyEvent(set, event);
  return set;
}

/**
 * The keys after one more event.
 * @throws KeyEventRefused where a key is registered twice, or one that is unknown, of another owner, or ended is rotated or revoked
 * @throws VerificationError where the key that is registered cannot be read, or has another id
 */
export function withKeyEvent(set: KeySet, event: KeyEvent): KeySet {
  switch (event.type) {
    case 'registered':
      return { ...set, keys: [...set.keys, fresh(set, event.key)] };
    case 'rotated': {
      const before = usable(set, event.replaces);
      if (before.owner !== event.key.owner || before.purpose !== event.key.purpose)
        throw new KeyEventRefused(`The key ${before.keyid} is of ${before.owner}, for ${before.purpose}.`);
      const added = fresh(set, event.key);
      return { ...set, keys: [...replaced(set, { ...before, validUntil: event.until }), added] };
    }
    case 'revoked': {
      // One that is revoked already may still turn out to be compromised, which is worse.
      const before = known(set, event.keyid);
      const { revoked } = before;
      if (revoked !== null && !(event.reason === 'compromised' && revoked.reason !== 'compromised'))
        throw new KeyEventRefused(`The key ${event.keyid} was revoked at ${revoked.at}.`);
      return { ...set, keys: replaced(set, { ...before, revoked: { at: event.at, reason: event.reason } }) };
    }
  }
}

function fresh(set: KeySet, key: Omit<KeyRecord, 'revoked' | 'validUntil'>): KeyRecord {
  if (set.keys.some(({ keyid }) => keyid === key.keyid))
    throw new KeyEventRefused(`The key ${key.keyid} is registered already.`);
  const record = { ...key, validUntil: null, revoked: null };
  keysById([record]);
  return record;
}

function known(set: KeySet, keyid: string): KeyRecord {
  const record = set.keys.find((one) => one.keyid === keyid);
  if (record === undefined) throw new KeyEventRefused(`Nobody has registered the key ${keyid}.`);
  return record;
}

function usable(set: KeySet, keyid: string): KeyRecord {
  const record = known(set, keyid);
  if (record.revoked !== null) throw new KeyEventRefused(`The key ${keyid} was revoked at ${record.revoked.at}.`);
  if (record.validUntil !== null)
    throw new KeyEventRefused(`The key ${keyid} was rotated; it is valid until ${record.validUntil}.`);
  return record;
}

const replaced = (set: KeySet, record: KeyRecord) => set.keys.map((one) => (one.keyid === record.keyid ? record : one));
