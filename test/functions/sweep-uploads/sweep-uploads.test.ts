import '../setup-environment.ts';
import { ListObjectVersionsCommand, S3Client } from '@aws-sdk/client-s3';
import { SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { DynamoDBDocumentClient, GetCommand, QueryCommand, TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { caseIdOf } from '#core/adjudication/case-id.ts';
import { nextEvent } from '#core/attestation/event-chain.ts';
import { logger } from '#functions/shared/logger.ts';
import { keys } from '#functions/shared/table/items.ts';
import { handler } from '#functions/sweep-uploads/sweep-uploads.lambda.ts';

const s3 = mockClient(S3Client);
const db = mockClient(DynamoDBDocumentClient);
const sfn = mockClient(SFNClient);

const NOW = Date.parse('2026-03-03T12:00:00Z');
const minutesAgo = (minutes: number) => new Date(NOW - minutes * 60_000);
const version = (Key: string, LastModified: Date, VersionId = 'v1') => ({ Key, VersionId, Size: 12, LastModified });
const missed = (n: number) => version(`vendors/acme/s-${n}/bundle.zip`, minutesAgo(60));
const caseOf = ({ Key, VersionId }: { Key: string; VersionId: string }) =>
  caseIdOf({ bucket: 'bundles', key: Key, versionId: VersionId });
const eventOf = (caseId: string, at: Date) => ({ caseId, type: 'opened' as const, at: at.toISOString(), data: {} });
const started = () => sfn.commandCalls(StartExecutionCommand).map(({ args }) => args[0].input.name);

beforeEach(() => {
  vi.useFakeTimers({ now: NOW, toFake: ['Date'] });
  for (const mock of [s3, db, sfn]) mock.reset();
  db.on(GetCommand).resolves({});
  db.on(QueryCommand).resolves({});
  db.on(TransactWriteCommand).resolves({});
  sfn.on(StartExecutionCommand).resolves({});
});
afterEach(() => {
  vi.useRealTimers();
});

describe('sweep-uploads', () => {
  it('opens the cases of uploads that have none, over all pages of the list', async () => {
    s3.on(ListObjectVersionsCommand)
      .resolvesOnce({ Versions: [missed(1)], IsTruncated: true, NextKeyMarker: 'k', NextVersionIdMarker: 'v' })
      .resolvesOnce({ Versions: [missed(2)] });

    expect(await handler()).toEqual({ missed: 2, undeclared: 0, stuck: 0 });

    expect(started()).toEqual([caseOf(missed(1)), caseOf(missed(2))]);
    const asked = s3.commandCalls(ListObjectVersionsCommand).map(({ args }) => args[0].input);
    expect(asked[1]).toMatchObject({ KeyMarker: 'k', VersionIdMarker: 'v' });
  });

  it('leaves alone what may be on its way, what is old, what is no bundle, and what has a case', async () => {
    const opened = version('vendors/acme/opened/bundle.zip', minutesAgo(60));
    s3.on(ListObjectVersionsCommand).resolves({
      Versions: [
        version('vendors/acme/young/bundle.zip', minutesAgo(14)),
        version('vendors/acme/old/bundle.zip', minutesAgo((9 * 24 + 1) * 60)),
        version('vendors/acme/notes.txt', minutesAgo(60)),
        opened,
      ],
    });
    db.on(GetCommand, { Key: keys.case(caseOf(opened)) }).resolves({
      Item: {
        caseId: caseOf(opened),
        bundle: 1,
        bucket: 'bundles',
        key: opened.Key,
        versionId: 'v1',
        vendor: 'acme',
        status: 'in_review',
        bytes: 12,
        openedAt: '2026-03-03T11:00:00.000Z',
        decidedAt: null,
        outcome: null,
        tier: null,
        model: null,
        pack: null,
        packs: [],
        standings: {},
        version: 1,
        lastSeq: 0,
        lastHash: '0'.repeat(64),
      },
    });

    expect(await handler()).toEqual({ missed: 0, undeclared: 0, stuck: 0 });
    expect(started()).toEqual([]);
  });

  it('opens the case of an upload that took a week, which S3 dates by its start', async () => {
    const slow = version('vendors/acme/slow/bundle.zip', minutesAgo(8 * 24 * 60));
    s3.on(ListObjectVersionsCommand).resolves({ Versions: [slow] });

    expect(await handler()).toEqual({ missed: 1, undeclared: 0, stuck: 0 });

    expect(started()).toEqual([caseOf(slow)]);
  });

  it('opens no case of what a role has put that was not declared, and tells of it', async () => {
    const told = vi.spyOn(logger, 'warn').mockImplementation(() => {});
    const stray = ['vendors/acme/by-role-1/bundle.zip', 'vendors/acme/by-role-1/x/bundle.zip'];
    s3.on(ListObjectVersionsCommand).resolves({ Versions: stray.map((key) => version(key, minutesAgo(60))) });

    expect(await handler()).toEqual({ missed: 0, undeclared: 2, stuck: 0 });

    expect(started()).toEqual([]);
    expect(told.mock.calls).toEqual(stray.map((key) => ['upload without declaration', { vendor: 'acme', key }]));
  });

  it('opens the others where one cannot be opened, and fails, so that its alarm rings', async () => {
    s3.on(ListObjectVersionsCommand).resolves({ Versions: [missed(1), missed(2)] });
    db.on(TransactWriteCommand).rejectsOnce(new Error('throttled')).resolves({});

    await expect(handler()).rejects.toThrow('1 upload(s) could not be opened');
    expect(started()).toEqual([caseOf(missed(2))]);
  });

  it('counts cases in review to which nothing has happened for three hours, and tells of them one by one', async () => {
    const told = vi.spyOn(logger, 'warn').mockImplementation(() => {});
    s3.on(ListObjectVersionsCommand).resolves({ Versions: [] });
    const last = (caseId: string, hours: number | null) => {
      const event = hours === null ? {} : { Item: nextEvent(null, eventOf(caseId, minutesAgo(hours * 60))) };
      db.on(GetCommand, { Key: keys.event(caseId, 4) }).resolves(event);
      return { ...keys.case(caseId), caseId, lastSeq: 4 };
    };
    db.on(QueryCommand, { IndexName: 'byStatus' })
      .resolvesOnce({ Items: [last('stuck', 4), last('amended', 2)], LastEvaluatedKey: { PK: 'CASE#amended' } })
      .resolves({ Items: [last('without-event', null)] });

    expect(await handler()).toEqual({ missed: 0, undeclared: 0, stuck: 2 });

    expect(db.commandCalls(QueryCommand)[0]?.args[0].input).toMatchObject({
      KeyConditionExpression: '#status = :status AND openedAt < :before',
      ExpressionAttributeValues: { ':status': 'in_review', ':before': minutesAgo(180).toISOString() },
    });
    expect(told.mock.calls.map(([message, extra]) => [message, extra])).toEqual([
      ['case stuck', { caseId: 'stuck', since: minutesAgo(240).toISOString() }],
      ['case stuck', { caseId: 'without-event', since: '1970-01-01T00:00:00.000Z' }],
    ]);
  });
});
