import { type DynamoDBDocumentClient, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { Precedent } from '#core/adjudication/precedents/precedent.ts';
import { keys } from './items.ts';

/** What appeal panels have decided. A precedent is written with the decision, by the function that writes the case. */
export class PrecedentTable {
  readonly #db: DynamoDBDocumentClient;
  readonly #table: string;

  constructor(db: DynamoDBDocumentClient, table: string) {
    this.#db = db;
    this.#table = table;
  }

  /** Precedents under a standard, newest first; `start` is the sort key after which a page begins. */
  async under(
    standard: string,
    limit: number,
    start?: string,
  ): Promise<{ precedents: Precedent[]; next: string | null }> {
    const { PK } = keys.precedents(standard);
    const { Items = [], LastEvaluatedKey } = await this.#db.send(
      new QueryCommand({
        TableName: this.#table,
        KeyConditionExpression: 'PK = :standard',
        ExpressionAttributeValues: { ':standard': PK },
        ScanIndexForward: false,
        Limit: limit,
        ...(start !== undefined && { ExclusiveStartKey: { PK, SK: start } }),
      }),
    );
    const next = LastEvaluatedKey === undefined ? null : String(LastEvaluatedKey.SK);
    return { precedents: Items.map((item) => Precedent.parse(item)), next };
  }
}
