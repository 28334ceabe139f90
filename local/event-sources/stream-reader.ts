import { DescribeTableCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import {
  DescribeStreamCommand,
  type DynamoDBStreamsClient,
  ExpiredIteratorException,
  GetRecordsCommand,
  GetShardIteratorCommand,
  type Shard,
  TrimmedDataAccessException,
  type _Record as WireRecord,
} from '@aws-sdk/client-dynamodb-streams';
import type { Position } from './checkpoints.ts';

/** A record of a stream in the form in which Lambda hands it to a function. */
export interface StreamRecord {
  /** JSON text. */
  readonly text: string;
  readonly shard: string;
  readonly sequence: string;
  /** Milliseconds since 1970. */
  readonly createdAt: number;
}

export interface StreamReaderOptions {
  readonly streams: DynamoDBStreamsClient;
  /** The engine's own ARN of the stream. */
  readonly stream: string;
  /** What the records say: the ARN of the template, and the region. */
  readonly sourceArn: string;
  readonly region: string;
}

/** The stream of a table as the engine names it; null where the table has none. */
export async function streamOf(dynamodb: DynamoDBClient, table: string): Promise<string | null> {
  const { Table } = await dynamodb.send(new DescribeTableCommand({ TableName: table }));
  return Table?.LatestStreamArn ?? null;
}

/** Reads the shards of a stream one after the other, each before its child, so that every key stays in order. */
export class StreamReader {
  readonly #options: StreamReaderOptions;
  #iterator: { readonly shard: string; readonly at: string } | null = null;
  /** Where the iterator goes on. */
  #after: Position | null = null;

  constructor(options: StreamReaderOptions) {
    this.#options = options;
  }

  /** The records after a position, at most `limit` of them (1000 at most); none where there are none yet. */
  async read(position: Position, limit: number): Promise<StreamRecord[]> {
    const goesOn = this.#after?.shard === position.shard && this.#after.sequence === position.sequence;
    const iterator = (goesOn ? this.#iterator : null) ?? (await this.#iteratorAt(position));
    this.#iterator = null;
    this.#after = position;
    if (iterator === null) return [];
    const command = new GetRecordsCommand({ ShardIterator: iterator.at, Limit: Math.min(limit, 1000) });
    const answer = await this.#options.streams.send(command).catch((error: unknown) => {
      if (error instanceof ExpiredIteratorException) return null;
      throw error;
    });
    // The next look begins with a new iterator.
    if (answer === null) return [];
    const { Records = [], NextShardIterator: next } = answer;
    const records = Records.map((record) => this.#record(iterator.shard, record));
    this.#after = records.at(-1) ?? position;
    this.#iterator =
      next === undefined ? await this.#iteratorAfter(iterator.shard) : { shard: iterator.shard, at: next };
    return records;
  }

  async #iteratorAt({ shard, sequence }: Position): Promise<{ shard: string; at: string } | null> {
    const shards = await this.#shards();
    const ids = new Set(shards.map(({ ShardId }) => ShardId));
    // A shard that is gone is older than the stream keeps records: the oldest one is next.
    if (shard === null || sequence === null || !ids.has(shard)) {
      return this.#open(shards.find(({ ParentShardId }) => ParentShardId === undefined || !ids.has(ParentShardId)));
    }
    return this.#open({ ShardId: shard }, sequence);
  }

  async #iteratorAfter(shard: string): Promise<{ shard: string; at: string } | null> {
    return this.#open((await this.#shards()).find(({ ParentShardId }) => ParentShardId === shard));
  }

  async #open(shard: Shard | undefined, sequence?: string): Promise<{ shard: string; at: string } | null> {
    const { streams, stream } = this.#options;
    if (shard?.ShardId === undefined) return null;
    const own = { StreamArn: stream, ShardId: shard.ShardId };
    const oldest = new GetShardIteratorCommand({ ...own, ShardIteratorType: 'TRIM_HORIZON' });
    const next = new GetShardIteratorCommand({
      ...own,
      ShardIteratorType: 'AFTER_SEQUENCE_NUMBER',
      SequenceNumber: sequence,
    });
    const { ShardIterator } = await streams.send(sequence === undefined ? oldest : next).catch((error: unknown) => {
      if (error instanceof TrimmedDataAccessException) return streams.send(oldest);
      throw error;
    });
    return ShardIterator === undefined ? null : { shard: shard.ShardId, at: ShardIterator };
  }

  async #shards(): Promise<Shard[]> {
    const { streams, stream } = this.#options;
    const shards: Shard[] = [];
    for (let last: string | undefined; ; ) {
      const page = await streams.send(new DescribeStreamCommand({ StreamArn: stream, ExclusiveStartShardId: last }));
      shards.push(...(page.StreamDescription?.Shards ?? []));
      last = page.StreamDescription?.LastEvaluatedShardId;
      if (last === undefined) return shards;
    }
  }

  #record(shard: string, { dynamodb = {}, ...record }: WireRecord): StreamRecord {
    const { sourceArn, region } = this.#options;
    const createdAt = dynamodb.ApproximateCreationDateTime?.getTime() ?? Date.now();
    const event = {
      ...record,
      awsRegion: region,
      dynamodb: { ...dynamodb, ApproximateCreationDateTime: createdAt / 1000 },
      eventSourceARN: sourceArn,
    };
    return { text: JSON.stringify(event, wireBytes), shard, sequence: dynamodb.SequenceNumber ?? '', createdAt };
  }
}

/** Binary attributes travel as base64. */
function wireBytes(_: string, value: unknown): unknown {
  return value instanceof Uint8Array ? Buffer.from(value).toString('base64') : value;
}
