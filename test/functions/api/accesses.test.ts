import '../support/referred-case.ts';
import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { AccessList, BULK_PER_HOUR, verifyAccesses } from '#core/api/accesses.ts';
import { logger } from '#functions/shared/logger.ts';
import { AccessTable } from '#functions/shared/table/access-table.ts';
import { keys } from '#functions/shared/table/items.ts';
import { type Claims, callApi, EVERY_SCOPE, person } from '../support/call-api.ts';
import { CASE, FEDERAL, OPENED, referredCase, table } from '../support/referred-case.ts';

const s3 = mockClient(S3Client);
const NSA = person('nora', 'agency.nsa.reviewer', 'company.acme');
const AUDITOR = person('audrey', 'auditor');
const VENDOR = person('vera', 'vendor.acme');
const PROGRAM: Claims = { client_id: 'client-acme', scope: EVERY_SCOPE };

const get = (claims: Claims, path: string) => callApi(claims, 'GET', path);
const accesses = async (claims: Claims) => AccessList.parse((await get(claims, `/cases/${CASE}/accesses`)).json);
const records = () => table.of(`ACCESS#${CASE}`);
const body = (value: unknown) => ({ Body: { transformToString: async () => JSON.stringify(value) } });

beforeEach(async () => {
  table.items.clear();
  table.items.set('CLIENT#client-acme CLIENT', { ...keys.client('client-acme'), vendor: 'acme' });
  s3.reset();
  s3.on(GetObjectCommand).callsFake(() => body([]));
  vi.restoreAllMocks();
  vi.useFakeTimers({ toFake: ['Date'], now: new Date(OPENED) });
  await referredCase();
});

describe('who read what of a case', () => {
  it('its vendor sees at once: by role and pseudonym, the same for one person, and no name', async () => {
    await get(NSA, `/cases/${CASE}/findings?standard=${FEDERAL}`);
    vi.setSystemTime(new Date('2026-03-02T17:00:01.000Z'));
    await get(NSA, `/cases/${CASE}/events`);
    await get(person('olga', 'agency.oncd.principal'), `/cases/${CASE}/events`);
    const seen = await accesses(VENDOR);
    expect(seen.accesses.map(({ what, standard, name }) => [what, standard, name])).toEqual([
      ['findings', FEDERAL, null],
      ['events', null, null],
      ['events', null, null],
    ]);
    const readers = seen.accesses.map(({ reader }) => reader);
    expect(new Set(readers.map(({ who }) => who)).size).toBe(2);
    // What else somebody is stays out of it.
    expect(readers[0]).toMatchObject({ kind: 'person', roles: ['agency.nsa.reviewer'] });
    expect(JSON.stringify(seen)).not.toMatch(/nora|olga|company/);
    expect(verifyAccesses(seen.accesses).faults).toEqual([]);
  });

  it('has names for auditors, and for a vendor those of its own people and programs', async () => {
    await get(NSA, `/cases/${CASE}/events`);
    await get(VENDOR, `/cases/${CASE}/events`);
    await get(PROGRAM, `/cases/${CASE}/events`);
    const names = async (claims: Claims) =>
      (await accesses(claims)).accesses.map(({ name, reader }) => name ?? reader.kind).sort();
    expect(await names(AUDITOR)).toEqual(['client-acme', 'nora', 'vera']);
    expect(await names(VENDOR)).toEqual(['person', 'program', 'vera']);
    expect(await names(PROGRAM)).toEqual(['person', 'program', 'vera']);
  });

  it.each([
    ['a reviewer', NSA, 403, 'role-refused'],
    ['the coordinator', person('cora', 'coordinator'), 403, 'role-refused'],
    ['another vendor', person('rita', 'vendor.rival'), 404, 'case-unknown'],
  ])('is not for %s', async (_, claims, status, code) => {
    expect(await get(claims, `/cases/${CASE}/accesses`)).toMatchObject({ status, code });
  });

  it('holds where two read at the same moment, and a later reading names both', async () => {
    await Promise.all([get(NSA, `/cases/${CASE}/events`), get(VENDOR, `/cases/${CASE}/events`)]);
    vi.setSystemTime(new Date('2026-03-02T17:00:01.000Z'));
    await get(NSA, `/cases/${CASE}/events`);
    const { accesses: all } = await accesses(AUDITOR);
    expect(all.at(-1)?.previous).toHaveLength(2);
    const removed = all.filter((_, at) => at !== 0);
    expect(verifyAccesses(removed).faults).toEqual([{ record: all[0]?.hash, fault: 'missing' }]);
  });

  it('records nothing of what was refused or not found', async () => {
    await get(person('rita', 'vendor.rival'), `/cases/${CASE}/events`);
    await get(NSA, `/cases/${CASE}/findings?standard=none/2026.1`);
    await get(NSA, `/cases/case-${'f'.repeat(40)}/events`);
    expect(records()).toEqual([]);
  });
});

describe('no record, no answer', () => {
  const PARTS = ['recent', 'salt', 'count', 'add'] as const;
  it.each(PARTS)('where "%s" of the ledger fails', async (part) => {
    vi.spyOn(logger, 'error').mockImplementation(() => {});
    vi.spyOn(AccessTable.prototype, part).mockRejectedValue(new Error('the table is not to be reached'));
    for (const path of ['findings', 'events']) {
      const answer = await get(NSA, `/cases/${CASE}/${path}`);
      expect([answer.status, answer.code]).toEqual([503, 'access-not-recorded']);
      expect(answer.text).not.toMatch(/"findings"|"events"/);
    }
  });
});

describe('bulk access', () => {
  it('raises the alarm where one person reads very much, by a metric that names nobody', async () => {
    const warned = vi.spyOn(logger, 'warn').mockImplementation(() => {});
    await get(NSA, `/cases/${CASE}/events`);
    expect(warned).not.toHaveBeenCalled();
    const [{ SK = '' } = {}] = table.of('READER#nora').map((item) => ({ SK: String(item.SK) }));
    expect(SK).toBe(OPENED.slice(0, 13));
    table.items.set(`READER#nora ${SK}`, { PK: 'READER#nora', SK, accesses: BULK_PER_HOUR - 1, expiresAt: 1 });
    await get(NSA, `/cases/${CASE}/events`);
    expect(warned).toHaveBeenCalledExactlyOnceWith(
      'bulk access',
      expect.objectContaining({
        BulkAccess: 1,
        accesses: BULK_PER_HOUR,
        _aws: expect.objectContaining({
          CloudWatchMetrics: [expect.objectContaining({ Namespace: 'Countersign', Dimensions: [[]] })],
        }),
      }),
    );
    expect(JSON.stringify(warned.mock.calls)).not.toContain('nora');
    expect(table.client.commandCalls(UpdateCommand).length).toBeGreaterThan(0);
  });
});
