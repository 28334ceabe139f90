import { DescribeTableCommand } from '@aws-sdk/client-dynamodb';
import { type _Record, GetRecordsCommand, GetShardIteratorCommand } from '@aws-sdk/client-dynamodb-streams';
import * as z from 'zod';
import { type Deployment, resourceOf } from '../deployment.ts';

/** What Lambda says of records that a function could not take (Lambda developer guide, "Retaining discarded batches"). */
const Discarded = z.object({
  requestContext: z.object({ functionArn: z.string() }),
  DDBStreamBatchInfo: z.object({
    shardId: z.string(),
    startSequenceNumber: z.string(),
    endSequenceNumber: z.string(),
    batchSize: z.int().positive(),
  }),
});

/** The stream keeps records for 24 hours; these are gone. */
export class RecordsExpired extends Error {
  override readonly name = 'RecordsExpired';
}

/**
 * The records that a message stands for, read from the stream of the table again, and the function that is to have them.
 * @throws RecordsExpired; z.ZodError for a message of another kind
 */
export async function lostRecords(
  deployment: Deployment,
  body: string,
): Promise<{ functionName: string; records: object[] }> {
  const { requestContext, DDBStreamBatchInfo: batch } = Discarded.parse(JSON.parse(body));
  const { dynamodb, streams } = deployment.clients;
  const { name: TableName } = resourceOf(deployment, 'AWS::DynamoDB::Table');
  const { Table } = await dynamodb.send(new DescribeTableCommand({ TableName }));
  const { ShardIterator: first } = await streams.send(
    new GetShardIteratorCommand({
      StreamArn: Table?.LatestStreamArn,
      ShardId: batch.shardId,
      ShardIteratorType: 'AT_SEQUENCE_NUMBER',
      SequenceNumber: batch.startSequenceNumber,
    }),
  );
  const records: _Record[] = [];
  const last = () => records.at(-1)?.dynamodb?.SequenceNumber;
  for (let at = first; at !== undefined && last() !== batch.endSequenceNumber; ) {
    const { Records = [], NextShardIterator } = await streams.send(
      new GetRecordsCommand({ ShardIterator: at, Limit: batch.batchSize }),
    );
    if (Records.length === 0) break;
    const end = Records.findIndex(({ dynamodb: change }) => change?.SequenceNumber === batch.endSequenceNumber);
    records.push(...(end < 0 ? Records : Records.slice(0, end + 1)));
    at = NextShardIterator;
  }
  if (last() !== batch.endSequenceNumber)
    throw new RecordsExpired(
      'the stream does not have these records any more; docs/runbook.md#stream-records-lost says what follows',
    );
  const functionName = requestContext.functionArn.split(':function:')[1]?.split(':')[0] ?? requestContext.functionArn;
  return { functionName, records: records.map(asLambdaHasIt) };
}

/** In an event of Lambda the time is a number. */
function asLambdaHasIt({ dynamodb, ...record }: _Record): object {
  const { ApproximateCreationDateTime: at, ...change } = dynamodb ?? {};
  const seconds = at === undefined ? {} : { ApproximateCreationDateTime: Math.trunc(at.getTime() / 1000) };
  return { ...record, eventSource: 'aws:dynamodb', dynamodb: { ...change, ...seconds } };
}
