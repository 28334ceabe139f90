import * as z from 'zod';
import { jsonValue } from '../step-functions/json.ts';
import { physicalName, type ResourceType } from '../template/resource-type.ts';

const passive = jsonValue.optional();

const properties = z.strictObject({
  EventSourceArn: z.string(),
  FunctionName: z.string(),
  Enabled: z.boolean().default(true),
  BatchSize: z.coerce.number().int().min(1).max(10_000).optional(),
  MaximumBatchingWindowInSeconds: z.coerce.number().int().min(0).max(300).default(0),
  FilterCriteria: z.strictObject({ Filters: z.array(z.strictObject({ Pattern: z.string() })) }).optional(),
  FunctionResponseTypes: z.array(z.literal('ReportBatchItemFailures')).default([]),
  // Of streams alone.
  StartingPosition: z.enum(['TRIM_HORIZON', 'LATEST']).optional(),
  BisectBatchOnFunctionError: z.boolean().optional(),
  MaximumRetryAttempts: z.coerce.number().int().min(-1).max(10_000).optional(),
  MaximumRecordAgeInSeconds: z.coerce.number().int().min(-1).max(604_800).optional(),
  DestinationConfig: z.strictObject({ OnFailure: z.strictObject({ Destination: z.string() }).optional() }).optional(),
  // One batch of a stream at a time: what it orders by, the key, stays in order all the more.
  ParallelizationFactor: z.coerce.number().int().min(1).max(10).optional(),
  // Of queues alone.
  ScalingConfig: z.strictObject({ MaximumConcurrency: z.coerce.number().int().min(2).max(1000) }).optional(),
  KmsKeyArn: passive,
  MetricsConfig: passive,
  Tags: passive,
});
export type EventSourceMappingProperties = z.infer<typeof properties>;

/** What a function is invoked with: the records of a table's stream, or the messages of a queue. */
export const EventSourceMapping: ResourceType<EventSourceMappingProperties> = {
  type: 'AWS::Lambda::EventSourceMapping',
  properties,
  identify(resource) {
    const name = physicalName(resource);
    return { ref: name, attributes: { Id: name } };
  },
};
