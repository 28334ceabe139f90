import '../setup-environment.ts';
import { generateKeyPairSync } from 'node:crypto';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { Command } from '#core/adjudication/case/command.ts';
import { CaseEvent } from '#core/attestation/event-chain.ts';
import { keyRecord } from '#core/attestation/keys/key-set.ts';
import { localSigner } from '#core/attestation/keys/signer.ts';
import { audit } from '#core/attestation/tlog/audit.ts';
import { formatNoteKey, localNoteSigner } from '#core/attestation/tlog/note-key.ts';
import { verifyVerdict } from '#core/attestation/verdict/verify-verdict.ts';
import { Attestor, LogKeyChanged } from '#functions/attest/attestor.ts';
import { table as client } from '#functions/shared/clients.ts';
import { AttestationTable } from '#functions/shared/table/attestation-table.ts';
import { keys as itemKeys, VerdictItem } from '#functions/shared/table/items.ts';
import { memoryLogStore } from '../../fixtures/memory-log-store.ts';
import {
  CASE,
  cases,
  FEDERAL,
  OPENED,
  procedures,
  referredCase,
  reviewer,
  table,
  VENDOR,
} from '../support/referred-case.ts';

const pair = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const log = localNoteSigner('countersign-test', 'signature', generateKeyPairSync('ed25519').privateKey);
const validFrom = '2026-01-01T00:00:00.000Z';
const trusted = {
  keySetVersion: '1.0' as const,
  keys: [keyRecord(pair.publicKey, { owner: 'countersign', purpose: 'verdict', validFrom })],
  log: { key: formatNoteKey(log.noteKey), witnesses: [], quorum: 0 },
};
const attestations = new AttestationTable(client, 'cases');
const signer = { ...localSigner(pair.privateKey), publicKey: pair.publicKey };

const attestorOn = (store: ReturnType<typeof memoryLogStore>['store'], noteSigner = log, items = attestations) =>
  new Attestor({
    cases,
    attestations: items,
    verdicts: async () => ({ signer, validFrom }),
    log: async () => noteSigner,
    store,
  });

/** An object that does something before each of its methods. */
const striking = <T extends object>(of: T, strike: () => Promise<void>): T =>
  new Proxy(of, {
    get(target, name) {
      const real: unknown = Reflect.get(target, name);
      if (typeof real !== 'function') return real;
      return async (...args: unknown[]) => {
        await strike();
        return Reflect.apply(real, target, args);
      };
    },
  });

/** What anybody can verify of verdict `n`, with the events of the case. */
async function verified(n: number) {
  const item = await attestations.find(CASE, FEDERAL, n);
  if (item?.state !== 'logged') throw new Error(`verdict ${n} is ${item?.state}`);
  const events = table.of(`CASE#${CASE}`, 'EVENT#').map((event) => CaseEvent.parse(event));
  const schema = 'urn:countersign:schema:signed-verdict:1.0' as const;
  return verifyVerdict({ schema, envelope: item.envelope, inclusion: item.inclusion, events }, trusted);
}

/** Brings the verdict of the fixture to a bundle whose digest is known, or is not. */
function setDigest(n: number, digest: string | null) {
  const key = itemKeys.verdict(CASE, FEDERAL, n);
  const item = VerdictItem.parse(table.at(key));
  const of = (hex: string) => `sha256:${hex.repeat(32)}`;
  const verdict = {
    ...item.verdict,
    bundle: { digest, invented: true },
    model: null,
    pack: { ...item.verdict.pack, digest: of('aa') },
    findingsDigest: of('dd'),
  };
  table.items.set(`${key.PK} ${key.SK}`, { ...item, verdict, ...key });
}
const DIGEST = `sha256:${'bb'.repeat(32)}`;

const act = (id: string, by: object, action: object) =>
  procedures.act(CASE, FEDERAL, Command.parse({ id, by, do: action }));

beforeEach(async () => {
  table.items.clear();
  vi.useFakeTimers({ toFake: ['Date'], now: new Date(OPENED) });
  await referredCase();
  setDigest(1, DIGEST);
});

describe('a verdict of a case', () => {
  it('is signed over the event that brought it, and stands in the log with that event and its standard', async () => {
    const memory = memoryLogStore();
    await attestorOn(memory.store).attest(CASE, FEDERAL);
    const { statement, logged, events } = await verified(1);
    expect(statement.predicate).toMatchObject({ caseId: CASE, outcome: 'referred', decidedBy: 'checks', signer: null });
    expect(events).toBe(statement.predicate.chain.seq + 1);
    expect(logged).toMatchObject({ index: 0, size: 3 });
    const audited = await audit(memory.text('checkpoint'), log.noteKey, memory.fetch);
    expect(audited.kinds).toEqual({ verdict: 1, case: 1, standard: 1 });
  });

  it('is signed once, however often it is asked for, and its standard is logged once', async () => {
    const memory = memoryLogStore();
    const attestor = attestorOn(memory.store);
    await attestor.attest(CASE, FEDERAL);
    const first = await attestations.find(CASE, FEDERAL, 1);
    await attestor.attest(CASE, FEDERAL);
    expect(await attestations.find(CASE, FEDERAL, 1)).toEqual(first);
    await act('w', VENDOR, { type: 'withdraw', reason: 'Another model comes first.' });
    await attestor.attest(CASE, FEDERAL);
    const audited = await audit(memory.text('checkpoint'), log.noteKey, memory.fetch);
    expect(audited.kinds).toEqual({ verdict: 2, case: 2, standard: 1 });
  });

  it('of two who sign it at once has one envelope', async () => {
    const memory = memoryLogStore();
    await Promise.all([1, 2, 3].map(() => attestorOn(memory.store).attest(CASE, FEDERAL)));
    const { logged } = await verified(1);
    expect(logged).not.toBeNull();
    await audit(memory.text('checkpoint'), log.noteKey, memory.fetch);
  });

  it('that people came to names who decided, and what each agency determined', async () => {
    for (const [n, agency] of ['nsa', 'oncd', 'odni'].entries()) {
      await act(`d${n}`, reviewer(agency), { type: 'determine', determination: { kind: 'concur' } });
      await act(`s${n}`, reviewer(agency, 2), { type: 'sign', n: 1 });
    }
    expect(table.at(itemKeys.verdict(CASE, FEDERAL, 2))).toBeDefined();
    await attestorOn(memoryLogStore().store).attest(CASE, FEDERAL);
    const { statement } = await verified(2);
    expect(statement.predicate).toMatchObject({
      outcome: 'cleared',
      decidedBy: 'unanimous',
      automated: { outcome: 'referred' },
    });
    expect(statement.predicate.determinations.map(({ agency }) => agency).sort()).toEqual(['nsa', 'odni', 'oncd']);
    expect(statement.predicate.automated).toEqual((await verified(1)).statement.predicate.automated);
  });

  it('on a bundle without a digest is not signed, for good', async () => {
    setDigest(1, null);
    const memory = memoryLogStore();
    await attestorOn(memory.store).attest(CASE, FEDERAL);
    await attestorOn(memory.store).attest(CASE, FEDERAL);
    expect(await attestations.find(CASE, FEDERAL, 1)).toMatchObject({
      state: 'unsignable',
      code: 'bundle-digest-unknown',
    });
    expect(memory.objects.size).toBe(0);
  });

  it('is not logged where the log of that name has another key', async () => {
    await attestorOn(memoryLogStore().store).attest(CASE, FEDERAL);
    await act('w', VENDOR, { type: 'withdraw', reason: 'Another model comes first.' });
    const other = localNoteSigner('countersign-test', 'signature', generateKeyPairSync('ed25519').privateKey);
    await expect(attestorOn(memoryLogStore().store, other).attest(CASE, FEDERAL)).rejects.toThrow(LogKeyChanged);
  });
});

describe('an attestation that is interrupted', () => {
  /** Runs with the n-th call of something failing, and then as it should be; the calls that there were. */
  async function interrupted(failing: 'log' | 'table', at: number): Promise<boolean> {
    let calls = 0;
    let failed = false;
    const strike = async () => {
      calls += 1;
      if (calls !== at) return;
      failed = true;
      throw new Error(`call ${at} to the ${failing}`);
    };
    const memory = memoryLogStore(failing === 'log' ? strike : async () => {});
    const table = failing === 'table' ? striking(attestations, strike) : attestations;
    await attestorOn(memory.store, log, table)
      .attest(CASE, FEDERAL)
      .catch(() => {});
    const before = await attestations.find(CASE, FEDERAL, 1);
    await attestorOn(memory.store).attest(CASE, FEDERAL);
    const after = await attestations.find(CASE, FEDERAL, 1);
    // What was signed is what is handed out: nobody has seen two signatures.
    if (before?.state === 'signed') expect(after).toMatchObject({ state: 'logged', envelope: before.envelope });
    await verified(1);
    await audit(memory.text('checkpoint'), log.noteKey, memory.fetch);
    return failed;
  }

  it.each(['log', 'table'] as const)('at any call to the %s goes on, and ends the same', async (failing) => {
    let at = 1;
    while (await interrupted(failing, at)) {
      at += 1;
      table.items.clear();
      await referredCase();
      setDigest(1, DIGEST);
    }
    expect(at).toBeGreaterThan(4);
  });
});
