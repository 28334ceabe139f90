import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { type DynamoDBDocumentClient, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { keys, SubmissionItem } from './items.ts';
import { readStored, toStored } from './stored-item.ts';

/** Uploads under way; an item expires by itself when its upload does. */
export class SubmissionTable {
  readonly #db: DynamoDBDocumentClient;
  readonly #table: string;

  constructor(db: DynamoDBDocumentClient, table: string) {
    this.#db = db;
    this.#table = table;
  }

  async put(item: SubmissionItem): Promise<void> {
    await this.#db.send(
      new PutCommand({
        TableName: this.#table,
        Item: toStored(keys.submission(item.submissionId), item),
        ConditionExpression: 'attribute_not_exists(PK)',
      }),
    );
  }

  /**
   * Keeps which version of the object of an upload by role is the one that was declared: one for each upload, so that what is put there
   * besides opens no case, until a time (seconds since 1970). False where another one is kept already.
   */
  async arrived(
    item: SubmissionItem,
    byRole: { checksum: string; versionId: string },
    expiresAt: number,
  ): Promise<boolean> {
    try {
      await this.#db.send(
        new PutCommand({
          TableName: this.#table,
          Item: toStored(keys.submission(item.submissionId), { ...item, byRole, expiresAt }),
          ConditionExpression:
            'attribute_exists(PK) AND (attribute_not_exists(byRole.versionId) OR byRole.versionId = :versionId)',
          ExpressionAttributeValues: { ':versionId': byRole.versionId },
        }),
      );
      return true;
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return false;
      throw error;
    }
  }

  /** A submission's upload; null where there is none. */
  async find(submissionId: string): Promise<SubmissionItem | null> {
    const Key = keys.submission(submissionId);
    const { Item } = await this.#db.send(new GetCommand({ TableName: this.#table, Key, ConsistentRead: true }));
    return Item === undefined ? null : readStored(SubmissionItem, Key, Item);
  }
}
