import { Table } from '../dynamodb/resource.ts';
import { compilePattern, type EventMatcher } from '../events/pattern.ts';
import type { LocalFunction } from '../lambda/function.ts';
import type { Functions } from '../lambda/functions.ts';
import { Queue } from '../messages/queues.ts';
import type { Deployment, Resource } from '../template/deployment.ts';
import { ResourceError } from '../template/errors.ts';
import { EventSourceMapping, type EventSourceMappingProperties } from './resource.ts';

interface Mapping {
  /** The same at every start: checkpoints are kept under it. */
  readonly id: string;
  /** ARN of the stream or queue, as the template has it. */
  readonly sourceArn: string;
  readonly fn: LocalFunction;
  readonly batchSize: number;
  readonly windowMs: number;
  /** Whether the function is told of an event; null where it is told of all. */
  readonly wants: EventMatcher | null;
  /** Whether the function's answer may name single events as failed. */
  readonly reportsItems: boolean;
}

export interface StreamMapping extends Mapping {
  readonly table: string;
  /** Where to begin without a checkpoint: with the oldest record, or with the next one. */
  readonly from: 'TRIM_HORIZON' | 'LATEST';
  readonly bisect: boolean;
  /** Infinity where a batch is tried until it succeeds. */
  readonly retries: number;
  /** Infinity where a record never is too old. */
  readonly maximumAgeMs: number;
  /** ARN of the queue that is told of what was given up; null where nobody is. */
  readonly onFailure: string | null;
}

export interface QueueMapping extends Mapping {
  /** Batches at once. */
  readonly concurrency: number;
}

export interface Mappings {
  readonly streams: readonly StreamMapping[];
  readonly queues: readonly QueueMapping[];
}

/** Batches at once where the template sets no limit. */
const CONCURRENCY = 5;

const OF_STREAMS = [
  'StartingPosition',
  'BisectBatchOnFunctionError',
  'MaximumRetryAttempts',
  'MaximumRecordAgeInSeconds',
  'DestinationConfig',
  'ParallelizationFactor',
] as const;

/**
 * The event source mappings of a deployment that are enabled.
 * @throws {ResourceError} for one that Lambda would refuse, or that the local run cannot play
 */
export function mappingsOf(deployment: Deployment, functions: Pick<Functions, 'find'>): Mappings {
  const tables = new Map(deployment.all(Table).map((table) => [String(table.attributes.StreamArn), table]));
  const queues = new Map(deployment.all(Queue).map((queue) => [String(queue.attributes.Arn), queue.properties]));
  const streamMappings: StreamMapping[] = [];
  const queueMappings: QueueMapping[] = [];
  for (const resource of deployment.all(EventSourceMapping)) {
    const { properties } = resource;
    const table = tables.get(properties.EventSourceArn);
    const queue = queues.get(properties.EventSourceArn);
    if (!table && !queue) {
      throw new ResourceError(
        resource,
        `its source ${properties.EventSourceArn} is neither the stream of a table nor a queue of the template`,
      );
    }
    const mapping = readMapping(resource, functions, table ? 100 : 10);
    if (table) {
      if (!table.properties.StreamSpecification) throw new ResourceError(resource, `${table.logicalId} has no stream`);
      const stream = readStreamMapping(resource, mapping, table.ref, queues);
      if (properties.Enabled) streamMappings.push(stream);
    } else if (queue) {
      const own = readQueueMapping(resource, mapping, queue.VisibilityTimeout * 1000);
      if (properties.Enabled) queueMappings.push(own);
    }
  }
  return { streams: streamMappings, queues: queueMappings };
}

function readMapping(
  resource: Resource<EventSourceMappingProperties>,
  functions: Pick<Functions, 'find'>,
  batchSize: number,
): Mapping {
  const { properties } = resource;
  const fn = functions.find(properties.FunctionName);
  if (!fn) throw new ResourceError(resource, `its function ${properties.FunctionName} is not one of the template`);
  return {
    id: resource.ref,
    sourceArn: properties.EventSourceArn,
    fn,
    batchSize: properties.BatchSize ?? batchSize,
    windowMs: properties.MaximumBatchingWindowInSeconds * 1000,
    wants: filterOf(resource),
    reportsItems: properties.FunctionResponseTypes.includes('ReportBatchItemFailures'),
  };
}

/** An event passes that fits one of the patterns. */
function filterOf(resource: Resource<EventSourceMappingProperties>): EventMatcher | null {
  const filters = resource.properties.FilterCriteria?.Filters ?? [];
  if (filters.length === 0) return null;
  try {
    const patterns = filters.map(({ Pattern }) => compilePattern(JSON.parse(Pattern)));
    return (event) => patterns.some((matches) => matches(event));
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new ResourceError(resource, `FilterCriteria: ${why}`, { cause });
  }
}

function readStreamMapping(
  resource: Resource<EventSourceMappingProperties>,
  mapping: Mapping,
  table: string,
  queues: ReadonlyMap<string, unknown>,
): StreamMapping {
  const { properties } = resource;
  if (properties.StartingPosition === undefined)
    throw new ResourceError(resource, 'StartingPosition is missing: a stream needs it');
  if (properties.ScalingConfig)
    throw new ResourceError(resource, 'ScalingConfig is for queues, its source is a stream');
  const onFailure = properties.DestinationConfig?.OnFailure?.Destination ?? null;
  if (onFailure !== null && !queues.has(onFailure))
    throw new ResourceError(resource, `its failure destination ${onFailure} is no queue of the template`);
  const unlimited = (value = -1) => (value < 0 ? Number.POSITIVE_INFINITY : value);
  return {
    ...mapping,
    table,
    from: properties.StartingPosition,
    bisect: properties.BisectBatchOnFunctionError ?? false,
    retries: unlimited(properties.MaximumRetryAttempts),
    maximumAgeMs: unlimited(properties.MaximumRecordAgeInSeconds) * 1000,
    onFailure,
  };
}

function readQueueMapping(
  resource: Resource<EventSourceMappingProperties>,
  mapping: Mapping,
  visibilityMs: number,
): QueueMapping {
  const { properties } = resource;
  for (const name of OF_STREAMS)
    if (properties[name] !== undefined)
      throw new ResourceError(resource, `${name} is for streams, its source is a queue`);
  if (mapping.batchSize > 10 && mapping.windowMs === 0)
    throw new ResourceError(resource, 'a BatchSize over 10 needs a MaximumBatchingWindowInSeconds of 1 or more');
  if (visibilityMs < mapping.fn.timeoutMs)
    throw new ResourceError(
      resource,
      `the queue's visibility timeout (${visibilityMs / 1000} s) is shorter than the function's (${mapping.fn.timeoutMs / 1000} s)`,
    );
  return { ...mapping, concurrency: properties.ScalingConfig?.MaximumConcurrency ?? CONCURRENCY };
}
