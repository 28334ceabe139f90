import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { type DynamoDBDocumentClient, GetCommand, PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import type { Party } from '#core/notices/party.ts';
import { noticeKeys, OutboxItem, SettingsItem } from './notice-items.ts';
import { readAll, readStored, toStored } from './stored-item.ts';

/** Settings and sent notices of parties. */
export class NoticeTable {
  readonly #db: DynamoDBDocumentClient;
  readonly #table: string;

  constructor(db: DynamoDBDocumentClient, table: string) {
    this.#db = db;
    this.#table = table;
  }

  /** Null where the party has set nothing yet. */
  async settings(party: Party): Promise<SettingsItem | null> {
    const key = noticeKeys.settings(party);
    const found = await this.#get(key);
    return found === undefined ? null : readStored(SettingsItem, key, found);
  }

  /** Writes settings that were made from `before`. Answers false, and changes nothing, where somebody else has changed them. */
  saveSettings(item: SettingsItem, before: SettingsItem | null): Promise<boolean> {
    return this.#put({
      Item: toStored(noticeKeys.settings(item.party), item),
      ...(before === null
        ? { ConditionExpression: 'attribute_not_exists(PK)' }
        : {
            ConditionExpression: '#version = :version',
            ExpressionAttributeNames: { '#version': 'version' },
            ExpressionAttributeValues: { ':version': before.version },
          }),
    });
  }

  async notice(party: Party, id: string): Promise<OutboxItem | null> {
    const key = noticeKeys.outbox(party, id);
    const found = await this.#get(key);
    return found === undefined ? null : readStored(OutboxItem, key, found);
  }

  /** Adds a notice. Answers false, and changes nothing, where it is there already. */
  add(item: OutboxItem): Promise<boolean> {
    return this.#put({
      Item: toStored(noticeKeys.outbox(item.party, item.id), item),
      ConditionExpression: 'attribute_not_exists(PK)',
    });
  }

  /** Writes what became of a notice; one that has expired meanwhile stays away. */
  async update(item: OutboxItem): Promise<void> {
    await this.#put({
      Item: toStored(noticeKeys.outbox(item.party, item.id), item),
      ConditionExpression: 'attribute_exists(PK)',
    });
  }

  /** A party's notices, newest first; `start` is the id of the last one of the page before. */
  async list(party: Party, limit: number, start?: string): Promise<{ notices: OutboxItem[]; next: string | null }> {
    const { Items = [], LastEvaluatedKey } = await this.#db.send(
      new QueryCommand({
        TableName: this.#table,
        KeyConditionExpression: 'PK = :party',
        ExpressionAttributeValues: { ':party': `OUTBOX#${party}` },
        ScanIndexForward: false,
        Limit: limit,
        ExclusiveStartKey: start === undefined ? undefined : noticeKeys.outbox(party, start),
      }),
    );
    const notices = readAll(OutboxItem, Items);
    return { notices, next: LastEvaluatedKey === undefined ? null : (notices.at(-1)?.id ?? null) };
  }

  async #get(Key: Record<string, string>): Promise<Record<string, unknown> | undefined> {
    return (await this.#db.send(new GetCommand({ TableName: this.#table, Key, ConsistentRead: true }))).Item;
  }

  async #put(input: Omit<ConstructorParameters<typeof PutCommand>[0], 'TableName'>): Promise<boolean> {
    try {
      await this.#db.send(new PutCommand({ TableName: this.#table, ...input }));
      return true;
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return false;
      throw error;
    }
  }
}
