import '../setup-environment.ts';
import { TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, GetCommand, TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { CaseEvent, nextEvent, verifyChain } from '#core/attestation/event-chain.ts';
import { table } from '#functions/shared/clients.ts';
import { CaseChangedError, CaseTable, type CaseWrite } from '#functions/shared/table/case-table.ts';
import { type CaseItem, keys } from '#functions/shared/table/items.ts';

const db = mockClient(DynamoDBDocumentClient);
const cases = new CaseTable(table, 'cases');

const opened: Omit<CaseItem, 'version' | 'lastSeq' | 'lastHash'> = {
  caseId: 'case-1',
  vendor: 'acme',
  status: 'in_review',
  bucket: 'b',
  key: 'k',
  versionId: 'v',
  bytes: 1,
  openedAt: '2026-03-01T10:00:00.000Z',
  decidedAt: null,
  outcome: null,
  tier: null,
  model: null,
  pack: null,
  packs: [],
  bundle: 1,
  standings: {},
};
const refused = (code: string) =>
  new TransactionCanceledException({ message: 'cancelled', $metadata: {}, CancellationReasons: [{ Code: code }] });
const written = () => db.commandCalls(TransactWriteCommand).at(-1)?.args[0].input.TransactItems ?? [];

async function openCase(): Promise<CaseItem> {
  await cases.open(opened, {});
  const item = written()[0]?.Put?.Item;
  db.on(GetCommand, { Key: keys.case('case-1') }).resolves({ Item: item });
  const found = await cases.case('case-1');
  if (found === null) throw new Error('the case that was put is not found');
  return found;
}

/** Two events and an item of each kind, after the event that opened the case. */
function writeAfter(first: CaseEvent | null): CaseWrite {
  const at = '2026-03-01T10:00:05.000Z';
  const second = nextEvent(first, { caseId: 'case-1', type: 'accepted', at, data: {} });
  return {
    summary: { status: 'waiting_for_people' },
    events: [second, nextEvent(second, { caseId: 'case-1', type: 'referred', at, data: {} })],
    create: [{ key: keys.verdict('case-1', 'p/1', 1), item: { n: 1 } }],
    replace: [{ key: keys.procedure('case-1', 'p/1'), item: { pack: 'p/1' } }],
    remove: [keys.duty('case-1', 'p/1', 'nsa')],
  };
}

beforeEach(() => {
  db.reset();
  db.on(TransactWriteCommand).resolves({});
});

describe('CaseTable', () => {
  it('answers false where the case is open already, and passes on every other refusal', async () => {
    db.on(TransactWriteCommand).rejectsOnce(refused('ConditionalCheckFailed')).rejects(refused('TransactionConflict'));
    expect(await cases.open(opened, {})).toBe(false);
    await expect(cases.open(opened, {})).rejects.toThrow(TransactionCanceledException);
  });

  it('writes a change in one transaction, all that is new on condition that it is absent, the chain unbroken', async () => {
    const current = await openCase();
    const first = CaseEvent.parse(written()[1]?.Put?.Item);

    const item = await cases.commit(current, writeAfter(first));

    expect(written().map(({ Put, Delete }) => [Put?.Item?.SK ?? Delete?.Key?.SK, Put?.ConditionExpression])).toEqual([
      ['CASE', '#version = :version'],
      ['EVENT#000001', 'attribute_not_exists(PK)'],
      ['EVENT#000002', 'attribute_not_exists(PK)'],
      ['VERDICT#p/1#1', 'attribute_not_exists(PK)'],
      ['PROCEDURE#p/1', undefined],
      ['p/1#nsa', undefined],
    ]);
    expect(written()[0]?.Put).toMatchObject({
      ExpressionAttributeValues: { ':version': 1 },
      Item: { version: 2, status: 'waiting_for_people', vendor: 'acme', lastSeq: 2, lastHash: item.lastHash },
    });
    const events = [first, written()[1]?.Put?.Item, written()[2]?.Put?.Item].map((event) => CaseEvent.parse(event));
    expect(verifyChain(events)).toEqual([]);
    expect(item).toMatchObject({ version: 2, lastSeq: 2, lastHash: events[2]?.hash });
  });

  it.each(['ConditionalCheckFailed', 'TransactionConflict'])(
    'says that the case changed where the transaction is refused for %s, so that it is decided anew',
    async (code) => {
      const current = await openCase();
      db.on(TransactWriteCommand).rejects(refused(code));
      await expect(cases.commit(current, writeAfter(null))).rejects.toThrow(CaseChangedError);
    },
  );

  it('passes on any other refusal of a change', async () => {
    const current = await openCase();
    db.on(TransactWriteCommand).rejects(refused('ValidationError'));
    await expect(cases.commit(current, writeAfter(null))).rejects.toThrow(TransactionCanceledException);
  });

  it('names the item that is not what its schema says', async () => {
    db.on(GetCommand).resolves({ Item: { caseId: 7 } });
    await expect(cases.case('case-1')).rejects.toThrow('CASE#case-1 CASE in the table is not what its schema says');
  });
});
