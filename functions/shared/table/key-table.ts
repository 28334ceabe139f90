import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { type DynamoDBDocumentClient, PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { KeyEvent } from '#core/attestation/keys/key-history.ts';
import { readAll, toStored } from './stored-item.ts';

/** Whose keys: a vendor's, or those by which verdicts are signed. */
export type KeyHolder = `VENDOR#${string}` | 'SERVICE#verdicts';

export const vendorKeys = (vendor: string): KeyHolder => `VENDOR#${vendor}`;
export const VERDICT_KEYS: KeyHolder = 'SERVICE#verdicts';

const PREFIX = 'KEY#';

/** What happened to keys, one item for each event: a history only grows. */
export class KeyTable {
  readonly #db: DynamoDBDocumentClient;
  readonly #table: string;

  constructor(db: DynamoDBDocumentClient, table: string) {
    this.#db = db;
    this.#table = table;
  }

  /** The whole history of a holder, oldest first; empty for one that never had a key. @throws TableItemError for an item that is none */
  async history(holder: KeyHolder): Promise<KeyEvent[]> {
    const events: KeyEvent[] = [];
    let start: Record<string, unknown> | undefined;
    do {
      const { Items = [], LastEvaluatedKey } = await this.#db.send(
        new QueryCommand({
          TableName: this.#table,
          KeyConditionExpression: 'PK = :holder AND begins_with(SK, :keys)',
          ExpressionAttributeValues: { ':holder': holder, ':keys': PREFIX },
          ConsistentRead: true,
          ExclusiveStartKey: start,
        }),
      );
      events.push(...readAll(KeyEvent, Items));
      start = LastEvaluatedKey;
    } while (start !== undefined);
    return events;
  }

  /** Adds the event that follows on `history`. Answers false, and changes nothing, where another came first. */
  async add(holder: KeyHolder, history: readonly KeyEvent[], event: KeyEvent): Promise<boolean> {
    const SK = `${PREFIX}${String(history.length).padStart(6, '0')}`;
    try {
      await this.#db.send(
        new PutCommand({
          TableName: this.#table,
          Item: toStored({ PK: holder, SK }, event),
          ConditionExpression: 'attribute_not_exists(PK)',
        }),
      );
      return true;
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return false;
      throw error;
    }
  }
}
