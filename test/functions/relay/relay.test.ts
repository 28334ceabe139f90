import '../setup-environment.ts';
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { CaseEventDetail, CaseReminderDetail } from '#core/api/events.ts';
import { handler } from '#functions/relay/relay.lambda.ts';
import { keys } from '#functions/shared/table/items.ts';

const db = mockClient(DynamoDBDocumentClient);
const bus = mockClient(EventBridgeClient);

const caseId = `case-${'a'.repeat(40)}`;
let sequence = 0;

/** A record of the stream, as an event source mapping hands it over. */
function record(key: { PK: string; SK: string }, item: object, eventName = 'INSERT') {
  sequence += 1;
  const image = marshall({ ...key, ...item }, { removeUndefinedValues: true });
  const kept = eventName === 'REMOVE' ? { OldImage: image } : { NewImage: image };
  return {
    eventID: String(sequence),
    eventName,
    eventSource: 'aws:dynamodb',
    dynamodb: { Keys: marshall(key), SequenceNumber: String(sequence), ...kept },
  };
}

const happened = (seq: number, type = 'accepted', data: object = { standard: 'us-frontier/2026.1' }) =>
  record(keys.event(caseId, seq), {
    caseId,
    seq,
    type,
    at: '2026-03-02T17:00:00.000Z',
    data,
    previous: seq === 0 ? null : 'h',
    hash: 'h',
  });

const accepted = () => ({ FailedEntryCount: 0, Entries: Array.from({ length: 10 }, (_, i) => ({ EventId: `e${i}` })) });
const entries = () => bus.commandCalls(PutEventsCommand).flatMap(({ args }) => args[0].input.Entries ?? []);
const details = () => entries().map(({ Detail = '' }) => CaseEventDetail.parse(JSON.parse(Detail)));

beforeEach(() => {
  sequence = 0;
  db.reset();
  bus.reset();
  db.on(GetCommand, { Key: keys.case(caseId) }).resolves({ Item: { vendor: 'acme' } });
  db.on(GetCommand, { Key: { PK: `CASE#${caseId}`, SK: 'PROCEDURE#us-frontier/2026.1' } }).resolves({
    Item: { stage: 'agency_review' },
  });
  bus.on(PutEventsCommand).callsFake(accepted);
});

describe('relay', () => {
  it('says of an emergency access which standards the case is judged under, so that their agencies are told', async () => {
    const packs = ['us-frontier/2026.1', 'us-states/2026.1'];
    db.on(GetCommand, { Key: keys.case(caseId) }).resolves({ Item: { vendor: 'acme', packs } });
    const opened = {
      grant: 1,
      who: 'f00',
      reason: 'Weights were found.',
      minutes: 60,
      until: '2026-03-02T18:00:00.000Z',
    };
    await handler({ Records: [happened(3, 'emergency_access_opened', opened), happened(4)] });
    expect(details().map(({ standards }) => standards)).toEqual([packs, undefined]);
    expect(JSON.stringify(entries())).not.toMatch(/Weights|f00/);
  });

  it('puts an event of a case on the bus: ids, names and dates, none of its content', async () => {
    const secret = { standard: 'us-frontier/2026.1', reason: 'the weights leaked', outcome: 'cleared' };
    expect(await handler({ Records: [happened(3, 'determined', secret)] })).toEqual({ batchItemFailures: [] });
    const [entry] = entries();
    expect(entry).toMatchObject({ Source: 'countersign', DetailType: 'Case Event', EventBusName: 'countersign' });
    expect(JSON.parse(entry?.Detail ?? '')).toEqual({
      schemaVersion: '1',
      caseId,
      vendor: 'acme',
      standard: 'us-frontier/2026.1',
      seq: 3,
      type: 'determined',
      at: '2026-03-02T17:00:00.000Z',
      stage: 'agency_review',
    });
  });

  it('tells the outcome of a decision, and no standard or stage for what is of none', async () => {
    const decided = happened(4, 'decided', { standard: 'us-frontier/2026.1', outcome: 'not_cleared' });
    await handler({ Records: [happened(0, 'opened', { key: 'k' }), decided] });
    expect(details()).toMatchObject([{ standard: null, stage: null }, { outcome: 'not_cleared' }]);
    expect(details()[0]).not.toHaveProperty('outcome');
  });

  it('puts a reminder on the bus', async () => {
    const due = { pack: 'us-frontier/2026.1', what: 'determination', who: 'nsa', due: '2026-03-17', on: '2026-03-12' };
    const key = { PK: `CASE#${caseId}`, SK: 'NOTICE#us-frontier/2026.1#2026-03-12#determination#nsa' };
    await handler({ Records: [record(key, { caseId, vendor: 'acme', ...due })] });
    expect(entries().map(({ DetailType }) => DetailType)).toEqual(['Case Reminder']);
    expect(CaseReminderDetail.parse(JSON.parse(entries()[0]?.Detail ?? ''))).toMatchObject({
      who: 'nsa',
      vendor: 'acme',
    });
  });

  it('looks up a case once in a batch, and puts ten events at a time in order', async () => {
    await handler({ Records: Array.from({ length: 23 }, (_, seq) => happened(seq)) });
    expect(db.commandCalls(GetCommand)).toHaveLength(2);
    expect(bus.commandCalls(PutEventsCommand).map(({ args }) => args[0].input.Entries?.length)).toEqual([10, 10, 3]);
    expect(details().map(({ seq }) => seq)).toEqual(Array.from({ length: 23 }, (_, seq) => seq));
  });

  it('has nothing to tell of other items and other changes', async () => {
    const other = record(keys.case(caseId), { caseId, vendor: 'acme' });
    const changed = record(keys.event(caseId, 1), {}, 'MODIFY');
    const removed = record(keys.event(caseId, 1), {}, 'REMOVE');
    expect(await handler({ Records: [other, changed, removed] })).toEqual({ batchItemFailures: [] });
    expect(entries()).toEqual([]);
  });

  it('stops at the first event that the bus does not take, and names its record', async () => {
    const Entries = accepted().Entries.map((entry, i) => (i === 3 ? { ErrorCode: 'ThrottlingException' } : entry));
    const refusing = { FailedEntryCount: 1, Entries };
    bus.on(PutEventsCommand).resolvesOnce(accepted()).resolvesOnce(refusing).callsFake(accepted);
    const records = Array.from({ length: 30 }, (_, seq) => happened(seq));
    expect(await handler({ Records: records })).toEqual({ batchItemFailures: [{ itemIdentifier: '14' }] });
    expect(bus.commandCalls(PutEventsCommand)).toHaveLength(2);
  });

  it('names the first record where the bus cannot be reached', async () => {
    bus.on(PutEventsCommand).rejects(new Error('no route'));
    expect(await handler({ Records: [happened(0), happened(1)] })).toEqual({
      batchItemFailures: [{ itemIdentifier: '1' }],
    });
  });

  it('puts what comes before a record that cannot be read, and names that record', async () => {
    const first = happened(0);
    const broken = record(keys.event(caseId, 1), { caseId, seq: 'one' });
    const answer = await handler({ Records: [first, broken, happened(2)] });
    expect(answer).toEqual({ batchItemFailures: [{ itemIdentifier: '2' }] });
    expect(details().map(({ seq }) => seq)).toEqual([0]);
  });

  it('names the record of a case that is not there', async () => {
    db.on(GetCommand, { Key: keys.case(caseId) }).resolves({});
    expect(await handler({ Records: [happened(0)] })).toEqual({ batchItemFailures: [{ itemIdentifier: '1' }] });
    expect(entries()).toEqual([]);
  });
});
