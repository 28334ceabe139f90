import * as z from 'zod';
import { jsonValue } from '../step-functions/json.ts';
import { arn, physicalName, type ResourceType } from '../template/resource-type.ts';

const passive = jsonValue.optional();

const bus = z.strictObject({
  Name: z.string(),
  Description: passive,
  KmsKeyIdentifier: passive,
  DeadLetterConfig: passive,
  LogConfig: passive,
  Tags: passive,
});

export const EventBus: ResourceType<z.infer<typeof bus>> = {
  type: 'AWS::Events::EventBus',
  properties: bus,
  identify(resource) {
    const name = resource.text('Name') ?? physicalName(resource);
    return { ref: name, attributes: { Name: name, Arn: arn(resource, 'events', `event-bus/${name}`) } };
  },
};

const target = z.strictObject({
  Id: z.string(),
  Arn: z.string(),
  Input: z.string().optional(),
  // Delivery to a function or a queue of this process cannot fail; what the function does with it is Lambda's matter.
  DeadLetterConfig: passive,
  RetryPolicy: passive,
  RoleArn: passive,
});

const rule = z
  .strictObject({
    Name: z.string().optional(),
    Description: passive,
    EventBusName: z.string().default('default'),
    EventPattern: z.record(z.string(), jsonValue).optional(),
    ScheduleExpression: z.string().optional(),
    State: z.enum(['ENABLED', 'DISABLED', 'ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS']).default('ENABLED'),
    Targets: z.array(target).default([]),
    RoleArn: passive,
    Tags: passive,
  })
  .refine((of) => of.EventPattern !== undefined || of.ScheduleExpression !== undefined, {
    error: 'expected an EventPattern, a ScheduleExpression, or both',
  })
  .refine((of) => of.ScheduleExpression === undefined || of.EventBusName === 'default', {
    path: ['EventBusName'],
    error: 'a ScheduleExpression works on the default bus alone',
  });

export const EventRule: ResourceType<z.infer<typeof rule>> = {
  type: 'AWS::Events::Rule',
  properties: rule,
  identify(resource) {
    const name = resource.text('Name') ?? physicalName(resource);
    const eventBus = resource.text('EventBusName') ?? 'default';
    const path = eventBus === 'default' ? name : `${eventBus}/${name}`;
    return { ref: path, attributes: { Arn: arn(resource, 'events', `rule/${path}`) } };
  },
};

const archive = z.strictObject({
  SourceArn: z.string(),
  ArchiveName: passive,
  Description: passive,
  // Which events are kept for a replay: nothing replays here.
  EventPattern: passive,
  RetentionDays: passive,
  KmsKeyIdentifier: passive,
});

/** Keeps events for a replay by hand; nothing reads it here. */
export const EventArchive: ResourceType<z.infer<typeof archive>> = {
  type: 'AWS::Events::Archive',
  properties: archive,
  identify(resource) {
    const name = resource.text('ArchiveName') ?? physicalName(resource, 48);
    return { ref: name, attributes: { ArchiveName: name, Arn: arn(resource, 'events', `archive/${name}`) } };
  },
};

const schedule = z.strictObject({
  Name: z.string().optional(),
  GroupName: z.string().default('default'),
  Description: passive,
  ScheduleExpression: z.string(),
  ScheduleExpressionTimezone: z.string().default('UTC'),
  State: z.enum(['ENABLED', 'DISABLED']).default('ENABLED'),
  // A window only spreads load: here the schedule fires at its start.
  FlexibleTimeWindow: passive,
  Target: target.omit({ Id: true }),
  KmsKeyArn: passive,
});

/** A schedule of EventBridge Scheduler; its target is called by a role, not by the function's permission. */
export const Schedule: ResourceType<z.infer<typeof schedule>> = {
  type: 'AWS::Scheduler::Schedule',
  properties: schedule,
  identify(resource) {
    const name = resource.text('Name') ?? physicalName(resource);
    const group = resource.text('GroupName') ?? 'default';
    return { ref: name, attributes: { Arn: arn(resource, 'scheduler', `schedule/${group}/${name}`) } };
  },
};
