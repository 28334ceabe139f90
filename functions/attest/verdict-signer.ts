import { DescribeKeyCommand, type KMSClient } from '@aws-sdk/client-kms';
import { type KeyEvent, keySetAfter } from '#core/attestation/keys/key-history.ts';
import { type KeyRecord, keyRecord } from '#core/attestation/keys/key-set.ts';
import { type KmsSigner, kmsSigner } from '../shared/kms-signer.ts';
import { type KeyTable, VERDICT_KEYS } from '../shared/table/key-table.ts';

/** The key of this deployment may sign no more: it was revoked, or another has taken its place. */
export class VerdictKeyEnded extends Error {
  override readonly name = 'VerdictKeyEnded';
}

/** Who signs verdicts, as key sets have it. */
export const VERDICT_SIGNER = 'countersign';

/** What signs, and since when its signatures count. */
export interface VerdictSigner {
  readonly signer: KmsSigner;
  readonly validFrom: string;
}

/**
 * The key that signs verdicts. It is published before it signs: a key that the history does not have yet is registered, valid since it
 * was made in KMS, and takes the place of the one before.
 * @throws VerdictKeyEnded where the history says that it signs no more
 */
export async function verdictSigner(kms: KMSClient, keyArn: string, keys: KeyTable): Promise<VerdictSigner> {
  const signer = await kmsSigner(kms, keyArn);
  for (;;) {
    const history = await keys.history(VERDICT_KEYS);
    const records = keySetAfter(history).keys;
    const own = records.find(({ keyid }) => keyid === signer.keyid);
    if (own !== undefined) return { signer, validFrom: usable(own).validFrom };
    await keys.add(VERDICT_KEYS, history, await published(kms, keyArn, signer, records));
  }
}

function usable(record: KeyRecord): KeyRecord {
  if (record.revoked === null && record.validUntil === null) return record;
  throw new VerdictKeyEnded(
    `the key ${record.keyid} of this deployment has ended; see docs/runbook.md#verdict-unsigned`,
  );
}

async function published(
  kms: KMSClient,
  keyArn: string,
  { publicKey }: KmsSigner,
  records: readonly KeyRecord[],
): Promise<KeyEvent> {
  const { KeyMetadata } = await kms.send(new DescribeKeyCommand({ KeyId: keyArn }));
  const validFrom = (KeyMetadata?.CreationDate ?? new Date()).toISOString();
  const {
    revoked: _,
    validUntil: __,
    ...key
  } = keyRecord(publicKey, {
    owner: VERDICT_SIGNER,
    purpose: 'verdict',
    validFrom,
  });
  const event = { at: new Date().toISOString(), by: 'attest' };
  const before = records.findLast(({ revoked, validUntil }) => revoked === null && validUntil === null);
  return before === undefined
    ? { type: 'registered', ...event, key }
    : { type: 'rotated', ...event, replaces: before.keyid, key, until: event.at };
}
