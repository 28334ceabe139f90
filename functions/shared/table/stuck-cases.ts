import { type DynamoDBDocumentClient, GetCommand, paginateQuery } from '@aws-sdk/lib-dynamodb';
import { CaseEvent } from '#core/attestation/event-chain.ts';
import { CaseItem, keys } from './items.ts';
import { readStored } from './stored-item.ts';

/** A review ends by itself after two hours at the latest (`statemachines/review.asl.json`). */
export const STUCK_AFTER_HOURS = 3;

/** What of a summary says whether its case is stuck. */
const InReview = CaseItem.pick({ caseId: true, lastSeq: true });

/** A case that is in review, and of which nothing was heard for too long. */
export interface StuckCase {
  readonly caseId: string;
  /** ISO 8601: when the last of its events happened. */
  readonly since: string;
}

/** Cases that are in review, and to which nothing has happened for longer than a review lasts; an amended bundle is an event as well. */
export async function stuckCases(db: DynamoDBDocumentClient, table: string, now: Date): Promise<StuckCase[]> {
  const before = new Date(now.getTime() - STUCK_AFTER_HOURS * 3_600_000).toISOString();
  const stuck: StuckCase[] = [];
  const query = {
    TableName: table,
    IndexName: 'byStatus',
    KeyConditionExpression: '#status = :status AND openedAt < :before',
    ExpressionAttributeNames: { '#status': 'status' },
    ExpressionAttributeValues: { ':status': 'in_review', ':before': before },
  };
  for await (const { Items = [] } of paginateQuery({ client: db }, query))
    for (const item of Items) {
      const { caseId, lastSeq } = readStored(InReview, keys.case(String(item.caseId)), item);
      const key = keys.event(caseId, lastSeq);
      const { Item } = await db.send(new GetCommand({ TableName: table, Key: key }));
      const since = Item === undefined ? new Date(0).toISOString() : readStored(CaseEvent, key, Item).at;
      if (since < before) stuck.push({ caseId, since });
    }
  return stuck;
}
