import { generateKeyPairSync } from 'node:crypto';
import type { Verdict } from '#core/adjudication/verdict.ts';
import { fromBase64, toBase64 } from '#core/attestation/base64.ts';
import { type CaseEvent, nextEvent } from '#core/attestation/event-chain.ts';
import { keyRecord } from '#core/attestation/keys/key-set.ts';
import { localSigner } from '#core/attestation/keys/signer.ts';
import type { TrustedKeys } from '#core/attestation/keys/trusted-keys.ts';
import { append } from '#core/attestation/tlog/append.ts';
import { entryBytes } from '#core/attestation/tlog/entry.ts';
import { formatNoteKey, localNoteSigner } from '#core/attestation/tlog/note-key.ts';
import { proveInclusion } from '#core/attestation/tlog/tlog-proof.ts';
import { type SignedVerdict, signVerdict, verdictDigest } from '#core/attestation/verdict/signed-verdict.ts';
import { verdictStatement } from '#core/attestation/verdict/verdict-statement.ts';
import { VERDICT } from '../../cli/support/verdicts.ts';
import { memoryLogStore } from '../../fixtures/memory-log-store.ts';

/** A signed verdict that holds, with everything that proves it, and whose keys are trusted. */
export async function signedVerdict(
  verdict: Verdict = VERDICT,
): Promise<{ signed: SignedVerdict; trusted: TrustedKeys }> {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const caseId = `case-${'b'.repeat(40)}`;
  const events: CaseEvent[] = [];
  for (const type of ['opened', 'accepted', 'decided'] as const)
    events.push(nextEvent(events.at(-1) ?? null, { caseId, type, at: '2026-03-01T00:00:00.000Z', data: {} }));
  const chain = { seq: 2, hash: events[2]?.hash ?? '' };
  const issued = { caseId, issuedAt: '2026-03-05T00:00:00.000Z', verdict, chain, signature: null };
  const statement = verdictStatement(issued);
  const plain = await signVerdict(statement, [localSigner(privateKey)]);

  const log = localNoteSigner('log.example/countersign', 'signature', generateKeyPairSync('ed25519').privateKey);
  const { store, text, fetch } = memoryLogStore();
  const index = await append(store, log, [entryBytes({ kind: 'verdict', digest: verdictDigest(plain) })]);
  await append(store, log, [entryBytes({ kind: 'standard', digest: verdict.pack.digest })]);
  const owner = { owner: 'countersign', purpose: 'verdict', validFrom: '2026-01-01T00:00:00.000Z' } as const;
  return {
    signed: { ...plain, events, inclusion: await proveInclusion(index, text('checkpoint'), fetch) },
    trusted: {
      keySetVersion: '1.0',
      keys: [keyRecord(publicKey, owner)],
      log: { key: formatNoteKey(log.noteKey), witnesses: [], quorum: 0 },
    },
  };
}

/** The payload of a verdict with one word of it changed. */
export function forged({ envelope, ...rest }: SignedVerdict): SignedVerdict {
  const payload = Buffer.from(fromBase64(envelope.payload)).toString().replace('not_cleared', 'cleared');
  return { ...rest, envelope: { ...envelope, payload: toBase64(Buffer.from(payload)) } };
}
