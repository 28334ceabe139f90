import '../setup-standards.ts';
import { generateKeyPairSync } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import type { KeyRequest } from '#core/api/keys-wire.ts';
import { type Caller, rolesOf } from '#core/api/people.ts';
import { keyIdOf } from '#core/attestation/keys/ecdsa.ts';
import type { KeyEvent } from '#core/attestation/keys/key-history.ts';
import { ApiFault } from '#functions/api/api-fault.ts';
import { VendorKeys } from '#functions/api/vendor-keys.ts';
import { table as client } from '#functions/shared/clients.ts';
import { KeyTable, vendorKeys } from '#functions/shared/table/key-table.ts';
import { InMemoryTable } from '../../statemachines/support/in-memory-table.ts';

const table = new InMemoryTable();
const keys = new KeyTable(client, 'cases');
const registry = new VendorKeys(keys);

const person = (name: string, ...groups: string[]): Caller => ({
  kind: 'person',
  id: name,
  name,
  roles: rolesOf(groups),
});
const VERA = person('vera', 'vendor.acme');
const CORA = person('cora', 'coordinator');
const PROGRAM: Caller = { kind: 'client', vendor: 'acme', clientId: 'client-acme' };

const fresh = (curve = 'P-256') => {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: curve });
  const pem = (key: typeof publicKey) =>
    String(key.export({ type: key.type === 'private' ? 'pkcs8' : 'spki', format: 'pem' }));
  return { publicKey: pem(publicKey), privateKey: pem(privateKey), keyid: keyIdOf(publicKey) };
};
const register = (publicKey: string): KeyRequest => ({ do: 'register', publicKey });
const codeOf = async (work: Promise<unknown>) =>
  work.then(
    () => null,
    (error: unknown) => (error instanceof ApiFault ? error.code : String(error)),
  );

beforeEach(() => table.items.clear());

describe('the keys of a vendor', () => {
  it('are registered by its people or the coordinator, and by nobody else', async () => {
    const { publicKey, keyid } = fresh();
    for (const other of [
      person('quinn', 'vendor.other'),
      person('nora', 'agency.nsa.principal'),
      person('audit', 'auditor'),
    ])
      expect(await codeOf(registry.change(other, 'acme', register(publicKey)))).toBe('keys-not-yours');
    expect(await codeOf(registry.change(PROGRAM, 'acme', register(publicKey)))).toBe('person-needed');
    expect((await registry.change(CORA, 'acme', register(publicKey))).keySet.keys).toMatchObject([
      { keyid, owner: 'acme' },
    ]);
    expect((await registry.change(VERA, 'acme', register(fresh().publicKey))).history.map(({ by }) => by)).toEqual([
      'cora',
      'vera',
    ]);
    for (const reader of [VERA, CORA, PROGRAM, person('audit', 'auditor')])
      expect((await registry.list(reader, 'acme')).keySet.keys).toHaveLength(2);
    expect(await codeOf(registry.list(person('quinn', 'vendor.other'), 'acme'))).toBe('keys-not-yours');
  });

  it('rotate and end, and their history stays', async () => {
    const [first, second] = [fresh(), fresh('P-384')];
    await registry.change(VERA, 'acme', register(first.publicKey));
    await registry.change(VERA, 'acme', { do: 'rotate', replaces: first.keyid, publicKey: second.publicKey, days: 7 });
    const { history, keySet } = await registry.change(VERA, 'acme', {
      do: 'revoke',
      keyid: first.keyid,
      reason: 'compromised',
    });
    expect(history.map(({ type }) => type)).toEqual(['registered', 'rotated', 'revoked']);
    expect(keySet.keys).toMatchObject([{ revoked: { reason: 'compromised' } }, { revoked: null, validUntil: null }]);
  });

  it('refuse what they cannot follow on, and what is no public key', async () => {
    const { publicKey, privateKey, keyid } = fresh();
    await registry.change(VERA, 'acme', register(publicKey));
    const refused = (request: KeyRequest) => codeOf(registry.change(VERA, 'acme', request));
    expect(await refused(register(publicKey))).toBe('key-refused');
    expect(await refused({ do: 'revoke', keyid: 'sha256:0', reason: 'ceased' })).toBe('key-refused');
    expect(await refused(register('not a key'))).toBe('key-malformed');
    expect(await refused(register(privateKey))).toBe('key-private');
    expect(JSON.stringify([...table.items.values()])).not.toContain('PRIVATE');
    const edwards = String(generateKeyPairSync('ed25519').publicKey.export({ type: 'spki', format: 'pem' }));
    expect(await refused(register(edwards))).toBe('key-unsupported');
    expect((await registry.list(VERA, 'acme')).keySet.keys.map((key) => key.keyid)).toEqual([keyid]);
  });

  it('of two changes at once lose neither', async () => {
    const all = [fresh(), fresh(), fresh()];
    await Promise.all(all.map(({ publicKey }) => registry.change(VERA, 'acme', register(publicKey))));
    const history: KeyEvent[] = await keys.history(vendorKeys('acme'));
    expect(history).toHaveLength(3);
    expect((await registry.list(VERA, 'acme')).keySet.keys.map(({ keyid }) => keyid).sort()).toEqual(
      all.map(({ keyid }) => keyid).sort(),
    );
  });
});
