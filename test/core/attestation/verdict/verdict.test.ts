import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { Verdict } from '#core/adjudication/verdict.ts';
import { fromBase64, toBase64 } from '#core/attestation/base64.ts';
import { digestOf } from '#core/attestation/canonical-json.ts';
import { IN_TOTO, signEnvelope } from '#core/attestation/dsse.ts';
import { type CaseEvent, nextEvent } from '#core/attestation/event-chain.ts';
import { keyRecord } from '#core/attestation/keys/key-set.ts';
import { localSigner } from '#core/attestation/keys/signer.ts';
import type { TrustedKeys } from '#core/attestation/keys/trusted-keys.ts';
import { append } from '#core/attestation/tlog/append.ts';
import { entryBytes } from '#core/attestation/tlog/entry.ts';
import { formatNoteKey, localNoteSigner } from '#core/attestation/tlog/note-key.ts';
import { proveInclusion } from '#core/attestation/tlog/tlog-proof.ts';
import { cosign } from '#core/attestation/tlog/witness.ts';
import { compareVerdict } from '#core/attestation/verdict/compare-verdict.ts';
import { SignedVerdict, signVerdict, verdictDigest } from '#core/attestation/verdict/signed-verdict.ts';
import {
  statementBytes,
  type VerdictStatement,
  verdictStatement,
} from '#core/attestation/verdict/verdict-statement.ts';
import { verifyVerdict } from '#core/attestation/verdict/verify-verdict.ts';
import { codeOf } from '../../../fixtures/failing-with.ts';
import { memoryLogStore } from '../../../fixtures/memory-log-store.ts';

const digest = (hex: string) => `sha256:${hex.repeat(32)}`;
const COUNTS = { met: 1, not_met: 0, inconclusive: 0, not_applicable: 0, error: 0 };
const VERDICT: Verdict = {
  verdictVersion: '1.0',
  outcome: 'referred',
  tier: 'T2',
  summary: 'People decide.',
  reasons: [],
  counts: COUNTS,
  agencies: [],
  pack: { id: 'us-frontier', version: '2026.1', digest: digest('aa') },
  bundle: { digest: digest('bb'), invented: true },
  model: { id: 'aster', version: '1', weightsDigest: digest('cc') },
  vendor: { id: 'larkspur', name: 'Larkspur' },
  findingsDigest: digest('dd'),
};
const CASE = 'case-1';
const EVENTS: CaseEvent[] = [];
for (const type of ['opened', 'accepted', 'referred'] as const)
  EVENTS.push(nextEvent(EVENTS.at(-1) ?? null, { caseId: CASE, type, at: '2026-03-01T00:00:00.000Z', data: {} }));
const HEAD = { seq: 2, hash: EVENTS[2]?.hash ?? '' };
const ISSUED = { caseId: CASE, issuedAt: '2026-03-05T00:00:00.000Z', verdict: VERDICT, chain: HEAD, signature: null };
const STATEMENT = verdictStatement(ISSUED);

const pair = () => generateKeyPairSync('ec', { namedCurve: 'P-256' });
const [now, next] = [pair(), pair()];
const recordOf = ({ publicKey }: typeof now, validFrom: string) =>
  keyRecord(publicKey, { owner: 'countersign', purpose: 'verdict', validFrom });
const TRUSTED: TrustedKeys = { keySetVersion: '1.0', keys: [recordOf(now, '2026-01-01T00:00:00.000Z')] };
const signer = localSigner(now.privateKey);
const signed = await signVerdict(STATEMENT, [signer]);
const code = (file: SignedVerdict, trusted = TRUSTED) => codeOf(() => verifyVerdict(file, trusted));

describe('a signed verdict', () => {
  it('verifies offline, as a document that was written and read', () => {
    const read = SignedVerdict.parse(JSON.parse(JSON.stringify({ ...signed, events: EVENTS })));
    const verified = verifyVerdict(read, TRUSTED);
    expect(verified).toMatchObject({ keyids: [signer.keyid], events: 3, logged: null });
    expect(verified.statement.subject).toEqual([
      { name: 'bundle', digest: { sha256: 'bb'.repeat(32) } },
      { name: 'model', digest: { sha256: 'cc'.repeat(32) } },
    ]);
    expect(verified.statement.predicate.automated.verdict).toBe(digestOf(VERDICT));
  });

  it('has no word of the evidence in it', () => {
    const text = Buffer.from(statementBytes(STATEMENT)).toString();
    for (const word of ['People decide', 'Larkspur', 'aster']) expect(text).not.toContain(word);
  });

  it('is not made for a bundle that could not be read', async () => {
    const verdict = { ...VERDICT, bundle: { digest: null, invented: false } };
    expect(await codeOf(() => verdictStatement({ ...ISSUED, verdict }))).toBe('bundle-digest-unknown');
  });

  const repacked = async (payload: string, type = IN_TOTO) => ({
    ...signed,
    envelope: await signEnvelope(type, Buffer.from(payload), [signer]),
  });
  const text = Buffer.from(statementBytes(STATEMENT)).toString();
  it.each<[string, () => Promise<SignedVerdict>]>([
    [
      'signature-invalid',
      async () => {
        const payload = toBase64(Buffer.from(text.replace('"referred"', '"cleared"')));
        return { ...signed, envelope: { ...signed.envelope, payload } };
      },
    ],
    ['key-unknown', async () => signVerdict(STATEMENT, [localSigner(next.privateKey)])],
    ['payload-type', () => repacked(text, 'text/plain')],
    ['statement-malformed', () => repacked(`${text} `)],
    ['statement-malformed', () => repacked(text.replace('"caseId"', '"a":1,"caseId"'))],
    ['statement-malformed', () => repacked(text.replace('"referred"', '"approved"'))],
    ['predicate-type', () => repacked(text.replace(':verdict:1.0', ':verdict:2.0'))],
    ['chain-broken', async () => ({ ...signed, events: EVENTS.toSpliced(1, 1) })],
    ['chain-head-differs', async () => ({ ...signed, events: EVENTS.slice(0, 2) })],
    ['proof-malformed', async () => ({ ...signed, inclusion: 'x' })],
  ])('fails with %s', async (expected, make) => {
    const trusted = { ...TRUSTED, log: { key: formatNoteKey(log.noteKey), witnesses: [], quorum: 0 } };
    expect(await code(await make(), trusted)).toBe(expected);
  });

  it('holds later events to be later, not another chain', async () => {
    const later = nextEvent(HEAD, { caseId: CASE, type: 'lapsed', at: '2026-04-01T00:00:00.000Z', data: {} });
    expect(await code({ ...signed, events: [...EVENTS, later] })).toBeNull();
    const instead = { caseId: CASE, type: 'lapsed', at: '2026-04-01T00:00:00.000Z', data: {} } as const;
    const forked = nextEvent({ seq: 1, hash: EVENTS[1]?.hash ?? '' }, instead);
    expect(await code({ ...signed, events: [...EVENTS.slice(0, 2), forked] })).toBe('chain-head-differs');
  });
});

describe('keys of verdicts', () => {
  it('have to be valid when the verdict is issued', async () => {
    const [key] = TRUSTED.keys;
    if (key === undefined) throw new Error('no key');
    const withKey = (part: Partial<typeof key>): TrustedKeys => ({ ...TRUSTED, keys: [{ ...key, ...part }] });
    expect(await code(signed, withKey({ validFrom: '2026-03-06T00:00:00.000Z' }))).toBe('key-not-yet-valid');
    expect(await code(signed, withKey({ validUntil: '2026-03-05T00:00:00.000Z' }))).toBe('key-expired');
    const revoked = (reason: 'ceased' | 'compromised', at: string) => withKey({ revoked: { at, reason } });
    expect(await code(signed, revoked('ceased', '2026-03-06T00:00:00.000Z'))).toBeNull();
    expect(await code(signed, revoked('ceased', '2026-03-04T00:00:00.000Z'))).toBe('key-revoked');
    expect(await code(signed, revoked('compromised', '2026-03-06T00:00:00.000Z'))).toBe('key-compromised');
    expect(await code(signed, withKey({ purpose: 'bundle' }))).toBe('key-unknown');
  });

  it('rotate: one valid signature suffices, and a wrong one spoils the verdict', async () => {
    const both = await signVerdict(STATEMENT, [signer, localSigner(next.privateKey)]);
    const nextRecord = recordOf(next, '2026-06-01T00:00:00.000Z');
    const trusted = { ...TRUSTED, keys: [...TRUSTED.keys, nextRecord] };
    expect(verifyVerdict(both, trusted).keyids).toEqual([signer.keyid]);
    expect(await code(both, { ...TRUSTED, keys: [nextRecord] })).toBe('key-not-yet-valid');
    const [first, second] = both.envelope.signatures;
    if (first === undefined || second === undefined) throw new Error('no signatures');
    const spoiled = { ...both, envelope: { ...both.envelope, signatures: [first, { ...second, sig: first.sig }] } };
    expect(await code(spoiled, trusted)).toBe('signature-invalid');
  });
});

const log = localNoteSigner('example.com/log', 'signature', generateKeyPairSync('ed25519').privateKey);
const witness = localNoteSigner('example.com/w', 'cosignature', generateKeyPairSync('ed25519').privateKey);

describe('a verdict in the log', () => {
  const trustedWith = (quorum: number, key = log): TrustedKeys => ({
    ...TRUSTED,
    log: { key: formatNoteKey(key.noteKey), witnesses: [formatNoteKey(witness.noteKey)], quorum },
  });
  async function logged(value: string) {
    const memory = memoryLogStore();
    const index = await append(memory.store, log, [entryBytes({ kind: 'verdict', digest: value })]);
    await append(memory.store, log, [entryBytes({ kind: 'standard', digest: VERDICT.pack.digest })]);
    const checkpoint = await cosign(memory.text('checkpoint'), witness, 1_800_000_000);
    return { ...signed, inclusion: await proveInclusion(index, checkpoint, memory.fetch) };
  }

  it('is proved with its witnesses', async () => {
    const { logged: place } = verifyVerdict(await logged(verdictDigest(signed)), trustedWith(1));
    expect(place).toEqual({ origin: 'example.com/log', index: 0, size: 2, witnesses: ['example.com/w'] });
  });

  it('fails each with its own code', async () => {
    const file = await logged(verdictDigest(signed));
    expect(await code(file)).toBe('key-unknown');
    expect(await code(file, trustedWith(2))).toBe('cosignatures-too-few');
    const other = localNoteSigner('example.com/log', 'signature', generateKeyPairSync('ed25519').privateKey);
    expect(await code(file, trustedWith(0, other))).toBe('note-unsigned');
    expect(await code(await logged(digest('ee')), trustedWith(0))).toBe('inclusion-wrong');
    const twice: TrustedKeys = { ...TRUSTED, log: { key: formatNoteKey(log.noteKey), witnesses: [], quorum: 0 } };
    if (twice.log !== undefined) twice.log.witnesses = [formatNoteKey(witness.noteKey), formatNoteKey(witness.noteKey)];
    expect(await code(file, twice)).toBe('key-malformed');
    if (twice.log !== undefined) twice.log.witnesses = [formatNoteKey(log.noteKey)];
    expect(await code(file, twice)).toBe('key-unsupported');
  });
});

describe('a verdict that is decided again', () => {
  const people = {
    by: 'unanimous' as const,
    outcome: 'cleared_with_conditions' as const,
    conditions: [{ text: 'Staged access for thirty days.' }],
    determinations: [{ agency: 'nsa', determination: { kind: 'conditional' } }],
  };
  const cases: [string | null, VerdictStatement, Verdict][] = [
    [null, STATEMENT, VERDICT],
    // What people decided stands beside the automated verdict, which is still the same.
    [null, verdictStatement({ ...ISSUED, people }), VERDICT],
    ['bundle-differs', STATEMENT, { ...VERDICT, bundle: { digest: digest('00'), invented: true } }],
    ['model-differs', STATEMENT, { ...VERDICT, model: null }],
    ['standard-differs', STATEMENT, { ...VERDICT, pack: { ...VERDICT.pack, digest: digest('00') } }],
    ['findings-differ', STATEMENT, { ...VERDICT, findingsDigest: digest('00') }],
    ['verdict-differs', STATEMENT, { ...VERDICT, summary: 'People decide' }],
    ['outcome-differs', { ...STATEMENT, predicate: { ...STATEMENT.predicate, outcome: 'cleared' } }, VERDICT],
    ['outcome-differs', { ...STATEMENT, predicate: { ...STATEMENT.predicate, tier: 'T0' } }, VERDICT],
  ];
  it.each(cases)('gives %s', async (expected, statement, again) => {
    expect(await codeOf(() => compareVerdict(statement, again))).toBe(expected);
  });

  it('names what people decided by digest alone', () => {
    const { predicate } = verdictStatement({ ...ISSUED, people });
    expect(predicate).toMatchObject({
      outcome: 'cleared_with_conditions',
      automated: { outcome: 'referred' },
      conditions: [digestOf(people.conditions[0])],
      determinations: [{ agency: 'nsa', digest: digestOf({ kind: 'conditional' }) }],
    });
    expect(fromBase64(signed.envelope.payload)).toEqual(Uint8Array.from(statementBytes(STATEMENT)));
  });
});
