import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { type DynamoDBDocumentClient, UpdateCommand } from '@aws-sdk/lib-dynamodb';

/** A count is of no use once its day is over. */
const KEPT_DAYS = 2;

/** How many uploads each vendor starts in a day. */
export class QuotaTable {
  readonly #db: DynamoDBDocumentClient;
  readonly #table: string;
  readonly #perDay: number;

  constructor(db: DynamoDBDocumentClient, table: string, perDay: number) {
    this.#db = db;
    this.#table = table;
    this.#perDay = perDay;
  }

  get perDay(): number {
    return this.#perDay;
  }

  /**
   * Counts an upload that a vendor starts. False, and not counted, where the vendor has started as many as it may.
   * @param day in UTC, as `2026-03-02`
   */
  async count(vendor: string, day: string): Promise<boolean> {
    try {
      await this.#db.send(
        new UpdateCommand({
          TableName: this.#table,
          Key: { PK: `QUOTA#${vendor}`, SK: day },
          UpdateExpression: 'SET expiresAt = :expiresAt ADD uploads :one',
          ConditionExpression: 'attribute_not_exists(uploads) OR uploads < :perDay',
          ExpressionAttributeValues: {
            ':one': 1,
            ':perDay': this.#perDay,
            ':expiresAt': Date.parse(day) / 1000 + KEPT_DAYS * 86_400,
          },
        }),
      );
      return true;
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return false;
      throw error;
    }
  }
}
