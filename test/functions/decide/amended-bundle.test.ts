import '../support/referred-case.ts';
import { GetObjectCommand, NoSuchKey, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { caseIdOf } from '#core/adjudication/case-id.ts';
import { handler as decide } from '#functions/decide/decide.lambda.ts';
import { handler as openCaseOf } from '#functions/open-case/open-case.lambda.ts';
import { evidenceKeys } from '#functions/shared/evidence-keys.ts';
import { keys } from '#functions/shared/table/items.ts';
import {
  CASE,
  decideBundle,
  FEDERAL,
  found,
  OPENED,
  openCase,
  referredCase,
  STATES,
  stateOf,
  table,
  undecided,
} from '../support/referred-case.ts';

const sfn = mockClient(SFNClient);
const s3 = mockClient(S3Client);
const objects = new Map<string, string>();
const key = 'vendors/acme/s-2/bundle.zip';
const uploaded = (versionId: string, at = key) =>
  openCaseOf({
    source: 'aws.s3',
    'detail-type': 'Object Created',
    time: '2026-03-04T10:00:00Z',
    detail: { bucket: { name: 'bundles' }, object: { key: at, size: 2, 'version-id': versionId } },
  });
const own = (versionId: string) => caseIdOf({ bucket: 'bundles', key, versionId });
const inputs = () => sfn.commandCalls(StartExecutionCommand).map(({ args: [{ input }] }) => input);
const checks = (bundle: number, judged: object[], versionId = `v${bundle}`) =>
  decide({ caseId: CASE, bundle, bucket: 'bundles', key, versionId, judged });
/** An amendment of the case `CASE` is under way. */
const amends = (vendor = 'acme', of = key) => {
  const submissionId = of.split('/')[2] ?? '';
  const upload = { uploadId: 'u', key: of, fileName: 'b.zip', bytes: 2, partBytes: 8, expiresAt: 1 };
  const item = { submissionId, vendor, ...upload, amends: { caseId: CASE, note: 'Longer.', by: 'vera' } };
  table.items.set(`SUBMISSION#${submissionId} SUBMISSION`, { ...keys.submission(submissionId), ...item });
};

beforeEach(() => {
  table.items.clear();
  objects.clear();
  sfn.reset();
  s3.reset();
  sfn.on(StartExecutionCommand).resolves({});
  s3.on(GetObjectCommand).callsFake(({ Key }: { Key: string }) => {
    const text = objects.get(Key);
    if (text === undefined) throw new NoSuchKey({ message: Key, $metadata: {} });
    return { Body: { transformToString: async () => text } };
  });
  s3.on(PutObjectCommand).callsFake(({ Key, Body }: { Key: string; Body: string }) => {
    objects.set(Key, Body);
    return {};
  });
  vi.useFakeTimers({ toFake: ['Date'], now: new Date(OPENED) });
  amends();
});

describe('an upload that amends a case', () => {
  it('is reviewed as its next bundle, under a name of its own, once however often it is told', async () => {
    await referredCase();
    expect(await uploaded('v2')).toEqual({ caseId: CASE, opened: false });
    const before = table.of(`CASE#${CASE}`);
    await uploaded('v2');
    expect(table.of(`CASE#${CASE}`)).toEqual(before);
    expect(inputs().map(({ name }) => name)).toEqual([`${CASE}-2`, `${CASE}-2`]);
    expect(JSON.parse(inputs()[1]?.input ?? '')).toEqual({
      caseId: CASE,
      bundle: 2,
      bucket: 'bundles',
      key,
      versionId: 'v2',
    });
    expect(table.of(`CASE#${own('v2')}`)).toEqual([]);
  });

  it('told again after a later one starts the review of its own bundle, and changes nothing', async () => {
    await referredCase();
    await uploaded('v2');
    await decideBundle({ [FEDERAL]: { outcome: 'referred' } }, 2);
    const later = 'vendors/acme/s-3/bundle.zip';
    amends('acme', later);
    await uploaded('v3', later);
    const before = table.of(`CASE#${CASE}`);
    await uploaded('v2');
    expect(table.of(`CASE#${CASE}`)).toEqual(before);
    expect(inputs().map(({ name }) => name)).toEqual([`${CASE}-2`, `${CASE}-3`, `${CASE}-2`]);
    expect(JSON.parse(inputs()[2]?.input ?? '')).toMatchObject({ bundle: 2, versionId: 'v2' });
  });

  it('that comes too late opens a case of its own, and stays there', async () => {
    await openCase();
    await decideBundle({ [FEDERAL]: { outcome: 'returned' }, [STATES]: { outcome: 'cleared' } });
    vi.setSystemTime(new Date('2026-07-01T00:00:00.000Z'));
    expect(await uploaded('v2')).toEqual({ caseId: own('v2'), opened: true });
    vi.setSystemTime(new Date('2026-03-05T00:00:00.000Z'));
    expect(await uploaded('v2')).toEqual({ caseId: own('v2'), opened: false });
    expect((await found()).bundle).toBe(1);
  });

  it("of somebody else's submission opens a case of its own", async () => {
    await referredCase();
    amends('rival');
    expect(await uploaded('v2')).toEqual({ caseId: own('v2'), opened: true });
  });
});

describe('the checks of an amended bundle', () => {
  it('are decided only under the standards that wait for them', async () => {
    await openCase();
    await decideBundle({ [FEDERAL]: { outcome: 'cleared' }, [STATES]: { outcome: 'referred' } });
    await uploaded('v2');
    const { verdicts } = await checks(2, []);
    expect(verdicts.map(({ pack, outcome }) => [pack, outcome])).toEqual([
      [FEDERAL, 'cleared'],
      [STATES, 'referred'],
    ]);
    expect((await stateOf(STATES)).state.stage).toBe('agency_review');
    expect((await found()).standings[FEDERAL]).toMatchObject({ verdict: 1, verdicts: 1 });
    expect((await found()).standings[STATES]).toMatchObject({ verdict: 2, verdicts: 2 });
    expect(objects.has(evidenceKeys.findings({ caseId: CASE, bundle: 2 }, STATES))).toBe(true);
  });

  it('clear nothing by themselves once people were asked, and write nothing twice', async () => {
    await referredCase();
    await uploaded('v2');
    const first = await checks(2, []);
    expect(first.outcome).not.toMatch(/cleared/);
    const before = table.of(`CASE#${CASE}`);
    expect(await checks(2, [])).toEqual(first);
    expect(table.of(`CASE#${CASE}`)).toEqual(before);
  });

  it('of an older bundle come too late for the standard that has a later one', async () => {
    await referredCase();
    await uploaded('v2');
    const before = table.of(`CASE#${CASE}`);
    await checks(1, [], 'v1');
    expect(table.of(`CASE#${CASE}`)).toEqual(before);
  });

  it('are taken into what a person left meanwhile', async () => {
    await referredCase();
    await uploaded('v2');
    table.interloper = async () => {
      const item = table.at(keys.case(CASE));
      table.items.set(`CASE#${CASE} CASE`, { ...item, version: Number(item?.version) + 1 });
    };
    await checks(2, []);
    expect((await stateOf()).state.stage).toBe('agency_review');
  });

  it('leave an agency its determination where its findings are the same as on the last bundle that was not returned', async () => {
    const findings = [undecided('nsa', 'NSA-01')];
    await openCase();
    await decideBundle({ [FEDERAL]: { outcome: 'referred', findings } });
    objects.set(evidenceKeys.findings({ caseId: CASE, bundle: 1 }, FEDERAL), JSON.stringify(findings));
    await uploaded('v2');
    await checks(2, []);
    const now = objects.get(evidenceKeys.findings({ caseId: CASE, bundle: 2 }, FEDERAL)) ?? '[]';
    const changed = table
      .of(`CASE#${CASE}`, 'EVENT#')
      .filter(({ type }) => type === 'referred')
      .at(-1);
    expect(now).not.toBe(JSON.stringify(findings));
    expect(changed).toMatchObject({ data: { changed: ['nsa', 'oncd', 'odni'] } });
    // The same again: nothing changed between bundle 2 and bundle 3.
    const later = 'vendors/acme/s-3/bundle.zip';
    amends('acme', later);
    await uploaded('v3', later);
    await checks(3, []);
    const same = table
      .of(`CASE#${CASE}`, 'EVENT#')
      .filter(({ type }) => type === 'referred')
      .at(-1);
    expect(same).toMatchObject({ data: { changed: [] } });
  });
});
