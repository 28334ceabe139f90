import { type DynamoDBDocumentClient, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { RegisterEntry } from '#core/adjudication/register/entry.ts';
import { keys } from './items.ts';

/** What was decided, for the public. An entry is written with the decision, by the function that writes the case. */
export class RegisterTable {
  readonly #db: DynamoDBDocumentClient;
  readonly #table: string;

  constructor(db: DynamoDBDocumentClient, table: string) {
    this.#db = db;
    this.#table = table;
  }

  /** Entries under a standard, newest month first; `start` is the sort key after which a page begins. */
  async under(
    standard: string,
    limit?: number,
    start?: string,
  ): Promise<{ entries: RegisterEntry[]; next: string | null }> {
    const { PK } = keys.register(standard);
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
    return { entries: Items.map((item) => RegisterEntry.parse(item)), next };
  }

  /** All entries under a standard: some thousand fit into one request. */
  async all(standard: string): Promise<RegisterEntry[]> {
    const all: RegisterEntry[] = [];
    for (let start: string | null | undefined; start !== null; ) {
      const page: { entries: RegisterEntry[]; next: string | null } = await this.under(standard, undefined, start);
      all.push(...page.entries);
      start = page.next;
    }
    return all;
  }
}
