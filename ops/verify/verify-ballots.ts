import { type DynamoDBDocumentClient, paginateQuery } from '@aws-sdk/lib-dynamodb';
import { BallotEvent, verifyBallotLog } from '#core/adjudication/standards/ballot-log.ts';
import { BallotItem, ballotKeys } from '#functions/shared/table/ballot-items.ts';
import { headFaults, Keys, storedReader } from './stored-reader.ts';

/** The log of one ballot (`us-frontier@2026.2`): a chain up to the event that the ballot names. How many events there are, and what is not so. */
export async function verifyBallot(
  items: DynamoDBDocumentClient,
  table: string,
  standard: string,
): Promise<{ events: number; faults: string[] }> {
  const faults: string[] = [];
  const read = storedReader(faults);
  const events: BallotEvent[] = [];
  let summary: BallotItem | null = null;
  const query = {
    TableName: table,
    KeyConditionExpression: 'PK = :ballot',
    ExpressionAttributeValues: { ':ballot': ballotKeys.ballot(standard).PK },
    ConsistentRead: true,
  };
  for await (const { Items = [] } of paginateQuery({ client: items }, query))
    for (const item of Items) {
      const { SK } = Keys.parse(item);
      if (SK === ballotKeys.ballot(standard).SK) summary = read(BallotItem, item);
      const event = SK.startsWith('EVENT#') ? read(BallotEvent, item) : null;
      if (event !== null) events.push(event);
    }
  faults.push(
    ...verifyBallotLog(events).map(({ seq, fault }) => `event ${seq}: ${fault}`),
    ...headFaults('ballot', summary, events.at(-1)),
  );
  return { events: events.length, faults };
}
