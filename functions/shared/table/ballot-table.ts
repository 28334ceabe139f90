import { TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import { type DynamoDBDocumentClient, GetCommand, QueryCommand, TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import { BallotEvent } from '#core/adjudication/standards/ballot-log.ts';
import type { BallotSummary } from '#core/api/ballots-wire.ts';
import { BallotItem, ballotKeys, ListedBallot } from './ballot-items.ts';
import { type Key, readAll, readStored, toStored } from './stored-item.ts';

/** Another writer changed the ballot since it was read, or opened it first. */
export class BallotChangedError extends Error {
  override readonly name = 'BallotChangedError';
}

/** Ballots with their logs: each change is one transaction, on the condition that nobody wrote since it was decided. */
export class BallotTable {
  readonly #db: DynamoDBDocumentClient;
  readonly #table: string;

  constructor(db: DynamoDBDocumentClient, table: string) {
    this.#db = db;
    this.#table = table;
  }

  /** @throws BallotChangedError where the ballot has another version than the one before `item`; for version 1, where there is one */
  async write(item: BallotItem, listed: BallotSummary, events: readonly BallotEvent[]): Promise<void> {
    const { standard } = item.ballot;
    const before =
      item.version === 1
        ? { ConditionExpression: 'attribute_not_exists(PK)' }
        : {
            ConditionExpression: '#version = :version',
            ExpressionAttributeNames: { '#version': 'version' },
            ExpressionAttributeValues: { ':version': item.version - 1 },
          };
    const put = (key: Key, content: object) => ({ TableName: this.#table, Item: toStored(key, content) });
    try {
      await this.#db.send(
        new TransactWriteCommand({
          TransactItems: [
            { Put: { ...put(ballotKeys.ballot(standard), item), ...before } },
            { Put: put(ballotKeys.listed(standard), { listed }) },
            ...events.map((event) => ({
              Put: {
                ...put(ballotKeys.event(standard, event.seq), event),
                ConditionExpression: 'attribute_not_exists(PK)',
              },
            })),
          ],
        }),
      );
    } catch (cause) {
      if (!(cause instanceof TransactionCanceledException)) throw cause;
      throw new BallotChangedError(`ballot ${standard} changed since version ${item.version - 1} was read`, { cause });
    }
  }

  /** Null where there is none. */
  async find(standard: string): Promise<BallotItem | null> {
    const Key = ballotKeys.ballot(standard);
    const { Item } = await this.#db.send(new GetCommand({ TableName: this.#table, Key, ConsistentRead: true }));
    return Item === undefined ? null : readStored(BallotItem, Key, Item);
  }

  /** All ballots, by the version of the standard. */
  async list(): Promise<BallotSummary[]> {
    return readAll(ListedBallot, await this.#all(ballotKeys.list)).map(({ listed }) => listed);
  }

  /** The log of a ballot. */
  async events(standard: string): Promise<BallotEvent[]> {
    const { PK } = ballotKeys.ballot(standard);
    return readAll(BallotEvent, await this.#all(PK, 'EVENT#'));
  }

  async #all(partition: string, prefix?: string): Promise<Record<string, unknown>[]> {
    const all: Record<string, unknown>[] = [];
    let start: Record<string, unknown> | undefined;
    do {
      const { Items = [], LastEvaluatedKey } = await this.#db.send(
        new QueryCommand({
          TableName: this.#table,
          KeyConditionExpression: prefix === undefined ? 'PK = :pk' : 'PK = :pk AND begins_with(SK, :prefix)',
          ExpressionAttributeValues: { ':pk': partition, ...(prefix !== undefined && { ':prefix': prefix }) },
          ConsistentRead: true,
          ExclusiveStartKey: start,
        }),
      );
      all.push(...Items);
      start = LastEvaluatedKey;
    } while (start !== undefined);
    return all;
  }
}
