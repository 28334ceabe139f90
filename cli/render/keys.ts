import type { VendorKeys } from '#core/api/keys-wire.ts';
import type { KeyRecord } from '#core/attestation/keys/key-set.ts';
import type { Context } from '../context.ts';
import { table } from './table.ts';
import { safeText } from './text.ts';

/** The keys of a vendor, in the order in which they were registered. */
export function renderKeys({ vendor, keySet, history }: VendorKeys, context: Context): string {
  if (keySet.keys.length === 0)
    return `${safeText(vendor)} has registered no key. A signature on its bundles proves nothing until it has.\n`;
  const rows = keySet.keys.map((key) => [key.keyid, day(key.validFrom), stateOf(key)]);
  const last = history.at(-1);
  const by = last === undefined ? '' : `Last change: ${last.type} by ${safeText(last.by)}, ${last.at}\n`;
  return `${table(context, ['key', 'valid from', 'state'], rows)}\n${by}`;
}

function stateOf({ validUntil, revoked }: KeyRecord): string {
  if (revoked !== null) return `${revoked.reason} ${day(revoked.at)}`;
  return validUntil === null ? 'signs' : `rotated, until ${day(validUntil)}`;
}

const day = (at: string) => at.slice(0, 10);
