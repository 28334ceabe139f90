import { type DynamoDBDocumentClient, QueryCommand } from '@aws-sdk/lib-dynamodb';
import type * as z from 'zod';
import { readAll } from './stored-item.ts';

/** A page of items, and the sort key after which the next one begins; null after the last. */
export interface Page<T> {
  readonly items: T[];
  readonly next: string | null;
}

/** The items of a partition, latest sort key first: `limit` of them, as many as fit into one answer where it is left out. */
export async function newestFirst<S extends z.ZodType<object>>(
  db: DynamoDBDocumentClient,
  table: string,
  PK: string,
  schema: S,
  { limit, start }: { limit?: number | undefined; start?: string | undefined } = {},
): Promise<Page<z.infer<S>>> {
  const { Items = [], LastEvaluatedKey } = await db.send(
    new QueryCommand({
      TableName: table,
      KeyConditionExpression: 'PK = :partition',
      ExpressionAttributeValues: { ':partition': PK },
      ScanIndexForward: false,
      Limit: limit,
      ...(start !== undefined && { ExclusiveStartKey: { PK, SK: start } }),
    }),
  );
  const next = LastEvaluatedKey === undefined ? null : String(LastEvaluatedKey.SK);
  return { items: readAll(schema, Items), next };
}
