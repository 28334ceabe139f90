import { type KeyRequest, VendorId, type VendorKeys as Wire } from '#core/api/keys-wire.ts';
import { type Caller, groupOf, idOf, rolesOfCaller } from '#core/api/people.ts';
import { publicKeyOf } from '#core/attestation/keys/ecdsa.ts';
import { type KeyEvent, KeyEventRefused, keySetAfter, withKeyEvent } from '#core/attestation/keys/key-history.ts';
import { keyRecord } from '#core/attestation/keys/key-set.ts';
import { VerificationError } from '#core/attestation/verification-error.ts';
import { type KeyTable, vendorKeys } from '../shared/table/key-table.ts';
import { whileChanged } from '../shared/while-changed.ts';
import { ApiFault } from './api-fault.ts';

const DAY_MS = 86_400_000;

/** Somebody else changed the keys of this vendor meanwhile. */
class KeysChanged extends Error {
  override readonly name = 'KeysChanged';
}

/** The keys with which vendors sign their bundles. */
export class VendorKeys {
  readonly #keys: KeyTable;

  constructor(keys: KeyTable) {
    this.#keys = keys;
  }

  /** @throws ApiFault 403 for others than the vendor, the coordinator and auditors */
  async list(caller: Caller, vendor: string): Promise<Wire> {
    requireRole(caller, vendor, ['coordinator', 'auditor']);
    return wireOf(vendor, await this.#keys.history(vendorKeys(VendorId.parse(vendor))));
  }

  /**
   * Registers, rotates or revokes a key: as somebody of the vendor or, where the vendor has nobody yet or cannot act, as the coordinator.
   * Programs may not: whoever has a program's secret could otherwise sign in the vendor's name.
   * @throws ApiFault 400 for what is no key, 403, 409 where the history does not admit it
   */
  async change(caller: Caller, vendor: string, request: KeyRequest): Promise<Wire> {
    requireRole(caller, vendor, ['coordinator']);
    if (caller.kind === 'client')
      throw new ApiFault(403, 'person-needed', 'Keys are changed by people, who have a second factor; sign in.');
    const holder = vendorKeys(VendorId.parse(vendor));
    return whileChanged(KeysChanged, async () => {
      const history = await this.#keys.history(holder);
      const event = eventOf(request, vendor, idOf(caller), Date.now());
      refuseBy(() => withKeyEvent(keySetAfter(history), event));
      if (!(await this.#keys.add(holder, history, event))) throw new KeysChanged(vendor);
      return wireOf(vendor, [...history, event]);
    });
  }
}

const wireOf = (vendor: string, history: KeyEvent[]): Wire => ({ vendor, history, keySet: keySetAfter(history) });

function requireRole(caller: Caller, vendor: string, others: readonly string[]): void {
  const roles = rolesOfCaller(caller);
  if (roles.some((role) => (role.role === 'vendor' ? role.vendor === vendor : others.includes(role.role)))) return;
  const are = roles.map(groupOf).join(', ');
  throw new ApiFault(403, 'keys-not-yours', `These are keys of the vendor "${vendor}"; you are ${are}.`);
}

function eventOf(request: KeyRequest, vendor: string, by: string, now: number): KeyEvent {
  const at = new Date(now).toISOString();
  if (request.do === 'revoke') return { type: 'revoked', at, by, keyid: request.keyid, reason: request.reason };
  const {
    revoked: _,
    validUntil: __,
    ...key
  } = refuseBy(() =>
    keyRecord(publicKeyOf(publicOnly(request.publicKey)), { owner: vendor, purpose: 'bundle', validFrom: at }),
  );
  if (request.do === 'register') return { type: 'registered', at, by, key };
  const until = new Date(now + request.days * DAY_MS).toISOString();
  return { type: 'rotated', at, by, replaces: request.replaces, key, until };
}

/** A private key would be read as its public half; it has no business here, and is to be given up. */
function publicOnly(pem: string): string {
  if (!pem.includes('PRIVATE KEY')) return pem;
  throw new ApiFault(
    400,
    'key-private',
    'That is a private key. Nothing of it was kept, but it has left your hands: make another, and send its public half.',
  );
}

/** What is wrong with a request is the answer to it. */
function refuseBy<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof KeyEventRefused) throw new ApiFault(409, 'key-refused', error.message);
    if (error instanceof VerificationError)
      throw new ApiFault(400, error.code, `${error.message} Expected: ${error.expected}.`);
    throw error;
  }
}
