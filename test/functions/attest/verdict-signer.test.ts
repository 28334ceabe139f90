import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { DescribeKeyCommand, GetPublicKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { keySetAfter } from '#core/attestation/keys/key-history.ts';
import { VerdictKeyEnded, verdictSigner } from '#functions/attest/verdict-signer.ts';
import { table as client } from '#functions/shared/clients.ts';
import { KeyTable, VERDICT_KEYS } from '#functions/shared/table/key-table.ts';
import { InMemoryTable } from '../../statemachines/support/in-memory-table.ts';

const table = new InMemoryTable();
const kms = mockClient(KMSClient);
const aws = new KMSClient({ region: 'us-east-1' });
const keys = new KeyTable(client, 'cases');
const MADE = new Date('2026-01-02T03:04:05.000Z');

const spki = (key: KeyObject) => new Uint8Array(key.export({ type: 'spki', format: 'der' }));
function deployed(arn: string, made = MADE) {
  const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  kms
    .on(GetPublicKeyCommand, { KeyId: arn })
    .resolves({ PublicKey: spki(publicKey), KeySpec: 'ECC_NIST_P256', KeyUsage: 'SIGN_VERIFY' });
  kms.on(DescribeKeyCommand, { KeyId: arn }).resolves({ KeyMetadata: { KeyId: arn, CreationDate: made } });
}

beforeEach(() => {
  table.items.clear();
  kms.reset();
});

describe('the key that signs verdicts', () => {
  it('is published before it signs, once, valid since it was made', async () => {
    deployed('arn:first');
    const all = await Promise.all([1, 2, 3].map(() => verdictSigner(aws, 'arn:first', keys)));
    expect(new Set(all.map(({ validFrom }) => validFrom))).toEqual(new Set([MADE.toISOString()]));
    const history = await keys.history(VERDICT_KEYS);
    expect(history).toMatchObject([{ type: 'registered', key: { owner: 'countersign', purpose: 'verdict' } }]);
  });

  it('takes the place of the one before, whose signatures stay good', async () => {
    deployed('arn:first');
    const first = await verdictSigner(aws, 'arn:first', keys);
    deployed('arn:second', new Date('2026-02-01T00:00:00.000Z'));
    const second = await verdictSigner(aws, 'arn:second', keys);
    const set = keySetAfter(await keys.history(VERDICT_KEYS)).keys;
    expect(set.map(({ keyid }) => keyid)).toEqual([first.signer.keyid, second.signer.keyid]);
    expect(set[0]).toMatchObject({ revoked: null, validUntil: expect.any(String) });
    // A function of the version before that still runs signs no more.
    await expect(verdictSigner(aws, 'arn:first', keys)).rejects.toThrow(VerdictKeyEnded);
  });

  it('signs no more once it is revoked', async () => {
    deployed('arn:first');
    const { signer } = await verdictSigner(aws, 'arn:first', keys);
    const history = await keys.history(VERDICT_KEYS);
    const at = '2026-03-01T00:00:00.000Z';
    await keys.add(VERDICT_KEYS, history, {
      type: 'revoked',
      at,
      by: 'operator',
      keyid: signer.keyid,
      reason: 'compromised',
    });
    await expect(verdictSigner(aws, 'arn:first', keys)).rejects.toThrow(VerdictKeyEnded);
  });
});
