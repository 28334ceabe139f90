import type { DatabaseSync } from 'node:sqlite';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBStreamsClient } from '@aws-sdk/client-dynamodb-streams';
import type { Clock } from '../clock/clock.ts';
import type { Functions } from '../lambda/functions.ts';
import type { Log } from '../log.ts';
import type { Queues } from '../messages/queues.ts';
import type { Deployment } from '../template/deployment.ts';
import { TemplateError } from '../template/errors.ts';
import { Checkpoints } from './checkpoints.ts';
import { mappingsOf } from './mapping.ts';
import { QueuePoller } from './queue-poller.ts';
import { StreamPoller } from './stream-poller.ts';
import { StreamReader, streamOf } from './stream-reader.ts';

export interface EventSourcesOptions {
  readonly deployment: Deployment;
  readonly database: DatabaseSync;
  readonly functions: Functions;
  readonly queues: Queues;
  readonly clock: Clock;
  readonly log: Log;
  /** Region and credentials; each call gives an object of its own. */
  readonly sdk: () => { region: string; credentials: { accessKeyId: string; secretAccessKey: string } };
  /** Endpoint of DynamoDB and its streams. */
  readonly dynamodb: string;
}

/** What feeds functions from streams and queues. */
export interface EventSources {
  start(): void;
  /** Resolves once all that is in the streams by now has been delivered; tells whether anything was. */
  drain(): Promise<boolean>;
  /** Whether the queues hold nothing that could be delivered now. */
  readonly idle: boolean;
  stop(): void;
}

/**
 * Prepares the event source mappings of a deployment.
 * @throws {ResourceError} for a mapping that cannot be played
 * @throws {TemplateError} where the table of a mapping has no stream in the state folder
 */
export async function openEventSources(options: EventSourcesOptions): Promise<EventSources> {
  const { deployment, database, functions, queues, clock, log } = options;
  const { region } = deployment.account;
  const mappings = mappingsOf(deployment, functions);
  const dynamodb = new DynamoDBClient({ ...options.sdk(), endpoint: options.dynamodb });
  const streams = new DynamoDBStreamsClient({ ...options.sdk(), endpoint: options.dynamodb });
  const checkpoints = new Checkpoints(database);
  const common = { database, functions, queues, clock, log, checkpoints };
  const streamPollers = await Promise.all(
    mappings.streams.map(async (mapping) => {
      const stream = await streamOf(dynamodb, mapping.table);
      if (stream === null)
        throw new TemplateError(
          `the state folder holds the table ${mapping.table} without the stream that ${mapping.id} reads. Remove the state folder to start afresh.`,
        );
      const reader = new StreamReader({ streams, stream, sourceArn: mapping.sourceArn, region });
      return new StreamPoller({ ...common, mapping, stream, reader });
    }),
  );
  const queuePollers = mappings.queues.map((mapping) => new QueuePoller({ ...common, mapping, region }));
  dynamodb.destroy();
  return {
    start() {
      for (const poller of queuePollers) poller.start();
      for (const poller of streamPollers) void poller.run();
    },
    async drain() {
      const delivered = await Promise.all(streamPollers.map((poller) => poller.drain()));
      return delivered.includes(true);
    },
    get idle() {
      return queuePollers.every((poller) => poller.idle);
    },
    stop() {
      for (const poller of [...queuePollers, ...streamPollers]) poller.stop();
      streams.destroy();
    },
  };
}
