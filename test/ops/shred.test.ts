import '../functions/support/referred-case.ts';
import { DescribeKeyCommand, DisableKeyCommand, KMSClient, ScheduleKeyDeletionCommand } from '@aws-sdk/client-kms';
import { DeleteObjectsCommand, ListObjectVersionsCommand, S3Client } from '@aws-sdk/client-s3';
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { Command } from '#core/adjudication/case/command.ts';
import { Destroyed } from '#core/adjudication/retention/certificate.ts';
import { KEPT } from '#core/adjudication/retention/retention.ts';
import { digestOf } from '#core/attestation/canonical-json.ts';
import { CaseEvent, verifyChain } from '#core/attestation/event-chain.ts';
import { table as items } from '#functions/shared/clients.ts';
import type { Places } from '#functions/shared/retention/kept-objects.ts';
import { ShredRefused, shred } from '../../ops/shred/shred.ts';
import {
  CASE,
  cases,
  FEDERAL,
  found,
  procedures,
  referredCase,
  table,
  VENDOR,
} from '../functions/support/referred-case.ts';

const OTHER = `case-${'b'.repeat(40)}`;
const kms = mockClient(KMSClient);
const s3 = mockClient(S3Client);
const KEY = 'arn:aws:kms:us-east-1:111122223333:key/acme';
const GONE = new Date('2026-04-01T00:00:00.000Z');
const request = {
  vendor: 'acme',
  alias: 'alias/countersign-test/vendor/acme',
  reason: 'The agreement ended.',
  days: 30,
};
const elsewhere = (bucket: string) => [{ s3: new S3Client({ region: 'us-west-2' }), bucket }];
const NO_COPIES = { bundles: [], evidence: [] };
const go = (copies: Places = NO_COPIES) => shred({ items, table: 'cases', kms: new KMSClient({}), copies }, request);
let state: 'Enabled' | 'Disabled' | 'PendingDeletion';

beforeEach(() => {
  table.items.clear();
  state = 'Enabled';
  kms.reset();
  s3.reset();
  kms.on(DescribeKeyCommand).callsFake(() => ({
    KeyMetadata: { Arn: KEY, KeyState: state, ...(state === 'PendingDeletion' && { DeletionDate: GONE }) },
  }));
  kms.on(DisableKeyCommand).callsFake(() => {
    state = 'Disabled';
    return {};
  });
  kms.on(ScheduleKeyDeletionCommand).callsFake(() => {
    state = 'PendingDeletion';
    return { DeletionDate: GONE };
  });
});

async function withdraw(caseId: string): Promise<void> {
  await referredCase([FEDERAL], caseId);
  const action = { type: 'withdraw', reason: 'Put off.' };
  const command = Command.parse({ id: `w.${caseId}`, by: VENDOR, do: action });
  expect(await procedures.act(caseId, FEDERAL, command)).not.toHaveProperty('refused');
}

async function hold(caseId: string): Promise<void> {
  const placed = { at: '2026-03-02T17:00:00.000Z', by: 'cora', reason: 'Litigation.' };
  const retention = { ...KEPT, holds: [{ placed, lifted: null }] };
  const nothing = { events: [], create: [], replace: [], remove: [] };
  await cases.commit(await found(caseId), { summary: { retention }, ...nothing });
}

const log = (caseId: string) => cases.items(caseId, 'EVENT#', CaseEvent);

describe('the key of a vendor that is destroyed', () => {
  it('is disabled and deleted by KMS, with a certificate in each case and a record that holds them together', async () => {
    await withdraw(CASE);
    await withdraw(OTHER);
    const record = await go();
    expect(record).toMatchObject({ vendor: 'acme', key: KEY, cases: 2, keyDeletedOn: GONE.toISOString(), seq: 0 });
    const { hash, ...unhashed } = record;
    expect(hash).toBe(digestOf(unhashed));
    const certificates = [];
    for (const caseId of [CASE, OTHER]) {
      const events = await log(caseId);
      expect(verifyChain(events)).toEqual([]);
      const last = events.at(-1);
      expect(Destroyed.parse(last?.data)).toMatchObject({
        parts: ['bundle', 'evidence'],
        because: { kind: 'key', key: KEY, reason: request.reason },
        keyDeletedOn: GONE.toISOString(),
        inventory: null,
      });
      certificates.push({ caseId, seq: last?.seq, hash: last?.hash });
    }
    expect(record.certificates).toBe(digestOf(certificates));
    expect(kms.commandCalls(ScheduleKeyDeletionCommand).map(({ args }) => args[0].input)).toEqual([
      { KeyId: KEY, PendingWindowInDays: 30 },
    ]);
    // Asked again it says the same, and does nothing.
    expect(await go()).toEqual(record);
    expect(kms.commandCalls(DisableKeyCommand)).toHaveLength(1);
  });

  it('takes the copies in another region along before there is a certificate, which have another key', async () => {
    await withdraw(CASE);
    const stored = new Set([
      'copies-of-bundles vendors/acme/s-1/bundle.zip v1',
      'copies-of-bundles vendors/acme/undeclared/bundle.zip v2',
      'copies-of-bundles vendors/acme-2/s-1/bundle.zip v3',
      `copies-of-evidence evidence/${CASE}/_case/bundle.json e1`,
      `copies-of-evidence evidence/${OTHER}/_case/bundle.json e2`,
    ]);
    s3.on(ListObjectVersionsCommand).callsFake(({ Bucket, Prefix }) => ({
      Versions: [...stored]
        .map((one) => one.split(' '))
        .filter(([bucket, key = '']) => bucket === Bucket && key.startsWith(Prefix))
        .map(([, Key, VersionId]) => ({ Key, VersionId, Size: 1 })),
    }));
    s3.on(DeleteObjectsCommand)
      .rejectsOnce(new Error('the region is away'))
      .callsFake(({ Bucket, Delete }) => {
        for (const { Key, VersionId } of Delete.Objects) stored.delete(`${Bucket} ${Key} ${VersionId}`);
        return {};
      });
    const copies = { bundles: elsewhere('copies-of-bundles'), evidence: elsewhere('copies-of-evidence') };
    await expect(go(copies)).rejects.toThrow('the region is away');
    expect((await log(CASE)).map(({ type }) => type)).not.toContain('destroyed');
    expect(await go(copies)).toMatchObject({ cases: 1 });
    expect([...stored]).toEqual([
      'copies-of-bundles vendors/acme-2/s-1/bundle.zip v3',
      `copies-of-evidence evidence/${OTHER}/_case/bundle.json e2`,
    ]);
    expect((await log(CASE)).map(({ type }) => type)).toContain('destroyed');
  });

  it.each([
    ['under a legal hold', () => withdraw(OTHER).then(() => hold(OTHER)), /legal hold: Litigation/],
    ['undecided', () => referredCase([FEDERAL], OTHER), /waiting for people/],
  ])('stays while any case of the vendor is %s, and nothing is begun', async (_, makeOther, message) => {
    await withdraw(CASE);
    await makeOther();
    await expect(go()).rejects.toThrow(ShredRefused);
    await expect(go()).rejects.toThrow(message);
    expect(state).toBe('Enabled');
    expect((await log(CASE)).map(({ type }) => type)).not.toContain('destruction_begun');
  });

  it('is destroyed by the next attempt where one was broken off, whatever it had done', async () => {
    await withdraw(CASE);
    kms.on(ScheduleKeyDeletionCommand).rejectsOnce(new Error('KMS is down'));
    await expect(go()).rejects.toThrow('KMS is down');
    // Nobody is shown anything from the first record on, and no hold comes between.
    expect((await found(CASE)).retention?.destructions).toMatchObject([{ by: 'key', ended: null }]);
    kms.on(ScheduleKeyDeletionCommand).callsFake(() => {
      state = 'PendingDeletion';
      return { DeletionDate: GONE };
    });
    table.interloper = () => Promise.reject(new Error('DynamoDB is down'));
    await expect(go()).rejects.toThrow('DynamoDB is down');
    // Another attempt ended between the certificate and the record.
    let isDown = true;
    table.client.on(PutCommand).callsFake(() => {
      if (isDown) throw new Error('DynamoDB is down again');
      return {};
    });
    await expect(go()).rejects.toThrow('DynamoDB is down again');
    isDown = false;
    expect(await go()).toMatchObject({ cases: 1 });
    const types = (await log(CASE)).map(({ type }) => type);
    expect(types.filter((type) => /destr/.test(type))).toEqual(['destruction_begun', 'destroyed']);
  });
});
