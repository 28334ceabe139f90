import '../support/referred-case.ts';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DeleteObjectsCommand, ListObjectVersionsCommand, S3Client } from '@aws-sdk/client-s3';
import { mockClient } from 'aws-sdk-client-mock';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Command } from '#core/adjudication/case/command.ts';
import { Destroyed, DestructionBegun } from '#core/adjudication/retention/certificate.ts';
import { restsSince } from '#core/adjudication/retention/due.ts';
import { parseRetention } from '#core/adjudication/retention/parse-retention.ts';
import { KEPT } from '#core/adjudication/retention/retention.ts';
import { CaseEvent, verifyChain } from '#core/attestation/event-chain.ts';
import { Keeper } from '#functions/retain/keeper.ts';
import { rulesFor } from '#functions/shared/procedure/rules.ts';
import { DestructionRefused, Destructions } from '#functions/shared/retention/destructions.ts';
import { KeptObjects } from '#functions/shared/retention/kept-objects.ts';
import { NotDeletedError } from '#functions/shared/retention/object-versions.ts';
import {
  CASE,
  cases,
  decideBundle,
  FEDERAL,
  found,
  OPENED,
  openCase,
  procedures,
  referredCase,
  stateOf,
  table,
  VENDOR,
} from '../support/referred-case.ts';

const DAY = 86_400_000;
const s3 = mockClient(S3Client);
const retention = parseRetention(
  'retention.yaml',
  readFileSync(join(import.meta.dirname, '../../../policy/retention.yaml'), 'utf8'),
);
const at = (bucket: string) => ({ s3: new S3Client({}), bucket });
const keeper = new Keeper({
  cases,
  destructions: new Destructions(cases),
  objects: new KeptObjects({ bundles: [at('bundles')], evidence: [at('evidence')] }),
  rulesFor,
  retention,
});

/** The versions that the buckets hold, as `bucket key version`. */
let stored: Set<string>;
let refuses: ((key: string) => boolean) | null;

beforeEach(() => {
  vi.useFakeTimers({ now: Date.parse(OPENED), toFake: ['Date'] });
  table.items.clear();
  refuses = null;
  stored = new Set([
    'bundles vendors/acme/s-1/bundle.zip v1',
    'bundles vendors/acme/s-1/bundle.zip another-case',
    'bundles vendors/acme/s-1/bundle.zip.old v1',
    `evidence evidence/${CASE}/_case/bundle.json e1`,
    `evidence evidence/${CASE}/_case/bundle.json e2`,
    `evidence evidence/${CASE}/nsa/us-frontier@2026.1/report.json e3`,
    `evidence evidence/${CASE}~2/_case/bundle.json e4`,
    `evidence evidence/case-${'b'.repeat(40)}/_case/bundle.json e5`,
  ]);
  s3.reset();
  s3.on(ListObjectVersionsCommand).callsFake(({ Bucket, Prefix }) => ({
    Versions: [...stored]
      .map((one) => one.split(' '))
      .filter(([bucket, key = '']) => bucket === Bucket && key.startsWith(Prefix))
      .map(([, Key, VersionId]) => ({ Key, VersionId, Size: 10, ETag: '"t"' })),
  }));
  s3.on(DeleteObjectsCommand).callsFake(({ Bucket, Delete }) => {
    const Errors = [];
    for (const { Key, VersionId } of Delete.Objects)
      if (refuses?.(Key)) Errors.push({ Key, Code: 'InternalError' });
      else stored.delete(`${Bucket} ${Key} ${VersionId}`);
    return { Errors };
  });
});
afterEach(() => {
  vi.useRealTimers();
});

const pass = (days: number) => vi.setSystemTime(Date.now() + days * DAY);
const visit = () => keeper.visit(CASE, new Date().toISOString());
const events = () => cases.items(CASE, 'EVENT#', CaseEvent);
const types = async () => (await events()).map(({ type }) => type).filter((type) => /hold|destr/.test(type));

async function withdrawn(): Promise<void> {
  await referredCase();
  const acted = await procedures.act(
    CASE,
    FEDERAL,
    Command.parse({ id: 'w', by: VENDOR, do: { type: 'withdraw', reason: 'Put off.' } }),
  );
  expect(acted).not.toHaveProperty('refused');
}

describe('a case that was kept for its time', () => {
  it('loses its bundle and its evidence in all versions, nothing of any other case, and has a certificate', async () => {
    await withdrawn();
    pass(30);
    expect(await visit()).toBe(false);
    pass(1);
    expect(keeper.mayBeDue(await found(), new Date().toISOString())).toBe(true);
    expect(await visit()).toBe(true);
    expect([...stored]).toEqual([
      'bundles vendors/acme/s-1/bundle.zip another-case',
      'bundles vendors/acme/s-1/bundle.zip.old v1',
      `evidence evidence/${CASE}~2/_case/bundle.json e4`,
      `evidence evidence/case-${'b'.repeat(40)}/_case/bundle.json e5`,
    ]);
    const log = await events();
    expect(verifyChain(log)).toEqual([]);
    const certificate = Destroyed.parse(log.at(-1)?.data);
    expect(certificate).toMatchObject({
      parts: ['bundle', 'evidence'],
      because: { kind: 'term', rules: 'retention/2026.1', terms: [{ outcome: 'withdrawn', days: 30 }, {}] },
      inventory: { objects: 4, bytes: 40, digest: expect.stringMatching(/[0-9a-f]{64}$/) },
      begun: { seq: log.length - 2, hash: log.at(-2)?.hash },
      keyDeletedOn: null,
    });
    expect(certificate.verdicts.map(({ n }) => n)).toEqual([1, 2]);
    // Nothing is left to do, and nothing is done twice.
    expect(keeper.mayBeDue(await found(), new Date().toISOString())).toBe(false);
    expect(await visit()).toBe(false);
    expect(await types()).toEqual(['destruction_begun', 'destroyed']);
  });

  it('loses its copies in another region too, and has no certificate while one of them is left', async () => {
    const copies = [...stored].map((one) => `copies-of-${one}`);
    stored = new Set([...stored, ...copies]);
    const both = new Keeper({
      ...{ cases, destructions: new Destructions(cases), rulesFor, retention },
      objects: new KeptObjects({
        bundles: [at('bundles'), at('copies-of-bundles')],
        evidence: [at('evidence'), at('copies-of-evidence')],
      }),
    });
    await withdrawn();
    pass(31);
    s3.on(DeleteObjectsCommand).callsFake(({ Bucket, Delete }) => {
      if (Bucket === 'copies-of-evidence') throw new Error('the region is away');
      for (const { Key, VersionId } of Delete.Objects) stored.delete(`${Bucket} ${Key} ${VersionId}`);
      return {};
    });
    await expect(both.visit(CASE, new Date().toISOString())).rejects.toThrow('the region is away');
    expect(await types()).toEqual(['destruction_begun']);
    s3.on(DeleteObjectsCommand).callsFake(({ Bucket, Delete }) => {
      for (const { Key, VersionId } of Delete.Objects) stored.delete(`${Bucket} ${Key} ${VersionId}`);
      return {};
    });
    expect(await both.visit(CASE, new Date().toISOString())).toBe(true);
    const left = [
      'bundles vendors/acme/s-1/bundle.zip another-case',
      'bundles vendors/acme/s-1/bundle.zip.old v1',
      `evidence evidence/${CASE}~2/_case/bundle.json e4`,
      `evidence evidence/case-${'b'.repeat(40)}/_case/bundle.json e5`,
    ];
    expect([...stored].sort()).toEqual([...left, ...left.map((one) => `copies-of-${one}`)].sort());
    expect(Destroyed.parse((await events()).at(-1)?.data).inventory).toMatchObject({ objects: 8 });
  });

  it('loses the bundle first where the evidence is kept longer', async () => {
    await openCase();
    await decideBundle({ [FEDERAL]: { outcome: 'cleared' } });
    pass(1826);
    expect(await visit()).toBe(true);
    expect(stored).toContain(`evidence evidence/${CASE}/_case/bundle.json e1`);
    expect(stored).not.toContain('bundles vendors/acme/s-1/bundle.zip v1');
    pass(1826);
    expect(await visit()).toBe(true);
    expect(stored).not.toContain(`evidence evidence/${CASE}/_case/bundle.json e1`);
    expect(await types()).toEqual(['destruction_begun', 'destroyed', 'destruction_begun', 'destroyed']);
  });
});

describe('a case that is kept', () => {
  it('is one that people still decide on, however long it takes', async () => {
    await referredCase();
    pass(10_000);
    expect(await visit()).toBe(false);
    expect(await types()).toEqual([]);
  });

  it('is one under a legal hold, and nobody can begin to destroy it', async () => {
    await withdrawn();
    const current = await found();
    const placed = { at: OPENED, by: 'cora', reason: 'Litigation.' };
    const held = await cases.commit(current, {
      ...{ summary: { retention: { ...KEPT, holds: [{ placed, lifted: null }] } }, events: [] },
      ...{ create: [], replace: [], remove: [] },
    });
    pass(400);
    expect(keeper.mayBeDue(held, new Date().toISOString())).toBe(false);
    expect(await visit()).toBe(false);
    const because = { kind: 'key' as const, key: 'arn:aws:kms:x', reason: 'r' };
    const begins = DestructionBegun.parse({ parts: ['bundle'], bundle: 1, because, inventory: null });
    await expect(new Destructions(cases).begin(held, begins)).rejects.toThrow(DestructionRefused);
    expect(stored.size).toBe(8);
  });

  it('is one on which a hold is placed in the moment in which it would have begun to go', async () => {
    await withdrawn();
    pass(31);
    table.interloper = async () => {
      const current = await found();
      const placed = { at: OPENED, by: 'cora', reason: 'Litigation.' };
      await cases.commit(current, {
        ...{ summary: { retention: { ...KEPT, holds: [{ placed, lifted: null }] } }, events: [] },
        ...{ create: [], replace: [], remove: [] },
      });
    };
    await expect(visit()).rejects.toThrow('changed since');
    expect(await visit()).toBe(false);
    expect(stored.size).toBe(8);
  });
});

describe('a destruction that is broken off', () => {
  it('stands in the log before anything goes, and the next run finishes it', async () => {
    await withdrawn();
    pass(31);
    refuses = (key) => key.startsWith('evidence/');
    await expect(visit()).rejects.toThrow(NotDeletedError);
    expect(await types()).toEqual(['destruction_begun']);
    expect(stored).toContain(`evidence evidence/${CASE}/_case/bundle.json e1`);
    refuses = null;
    expect(await visit()).toBe(true);
    expect(await types()).toEqual(['destruction_begun', 'destroyed']);
    // The certificate is of all that went, also of what had gone before.
    expect(Destroyed.parse((await events()).at(-1)?.data).inventory?.objects).toBe(4);
  });

  it('deletes nothing where the record cannot be written', async () => {
    await withdrawn();
    pass(31);
    table.interloper = async () => {
      throw new Error('DynamoDB is down');
    };
    await expect(visit()).rejects.toThrow('DynamoDB is down');
    expect(stored.size).toBe(8);
  });
});

describe('a case whose bundle was amended', () => {
  const second = { bundle: 2, key: 'vendors/acme/s-2/bundle.zip', versionId: 'v7' };
  const first = { bucket: 'bundles', key: 'vendors/acme/s-1/bundle.zip', versionId: 'v1' };
  const amended = async (formerBundles?: (typeof first)[]) => {
    await withdrawn();
    const summary = { ...second, ...(formerBundles && { formerBundles }) };
    await cases.commit(await found(), { summary, events: [], create: [], replace: [], remove: [] });
    stored.add('bundles vendors/acme/s-2/bundle.zip v7');
    pass(31);
  };

  it('loses every version of it', async () => {
    await amended([first]);
    expect(await visit()).toBe(true);
    expect([...stored].filter((one) => one.includes(CASE) || / v[17]$/.test(one))).toEqual([
      'bundles vendors/acme/s-1/bundle.zip.old v1',
    ]);
  });

  it('is left alone where not every version is known: a certificate would say too much', async () => {
    await amended();
    await expect(visit()).rejects.toThrow('names 1 of 2 versions of its bundle');
    expect(await types()).toEqual([]);
  });
});

describe('a decided case', () => {
  it('rests only once no appeal may be filed, nobody owes anything and no condition holds', async () => {
    await openCase();
    await decideBundle({ [FEDERAL]: { outcome: 'not_cleared' } });
    const rules = rulesFor(FEDERAL);
    const { state } = await stateOf();
    expect(state.stage).toBe('decided');
    const after = (days: number) => new Date(Date.parse(OPENED) + days * DAY).toISOString();
    const { within } = rules.procedure.appeal;
    expect(restsSince(rules, state, after(within))).toBeNull();
    expect(restsSince(rules, state, after(within + 1))).toBe(state.lastAt);
    const appealed = { ...state, appeals: 1 };
    expect(restsSince(rules, appealed, after(1))).toBe(state.lastAt);
    const of = { agency: 'nsa', criterion: null, text: 'Rerun.', metric: 'm', verifier: 'nsa' };
    const condition = { ...of, id: 'c', due: '2026-05-01', expires: '2030-01-01' };
    for (const [status, rests] of [
      ['open', false],
      ['met', false],
      ['expired', true],
    ] as const)
      expect(restsSince(rules, { ...appealed, conditions: [{ ...condition, status }] }, after(1)) !== null).toBe(rests);
    for (const stage of ['appeal', 'reopened', 'on_hold', 'returned', 'working_group'] as const)
      expect(restsSince(rules, { ...state, stage }, after(9_999))).toBeNull();
  });
});
