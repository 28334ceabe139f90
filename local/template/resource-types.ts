import { Bucket } from '../buckets/resource.ts';
import { Table } from '../dynamodb/resource.ts';
import { EventSourceMapping } from '../event-sources/resource.ts';
import { EventArchive, EventBus, EventRule, Schedule } from '../events/resource.ts';
import { HttpApi, HttpAuthorizer, HttpIntegration, HttpRoute, HttpStage } from '../http-api/resource.ts';
import { KmsAlias, KmsKey } from '../kms/resource.ts';
import { LambdaEventInvokeConfig, LambdaFunction, LambdaPermission } from '../lambda/resource.ts';
import { ConfigurationSet, EmailIdentity } from '../mail/resource.ts';
import { Queue } from '../messages/queues.ts';
import { ResourceServer, UserPool, UserPoolClient, UserPoolGroup } from '../sign-in/resource.ts';
import { IamRole } from '../sts/resource.ts';
import { StateMachine, StateMachineAlias, StateMachineVersion } from '../workflows/resource.ts';
import type { Deployment } from './deployment.ts';
import type { ResourceType } from './resource-type.ts';

/** Every resource type that the local run plays. */
export const resourceTypes: readonly ResourceType[] = [
  Bucket,
  Table,
  EventBus,
  EventRule,
  EventArchive,
  Schedule,
  HttpApi,
  HttpAuthorizer,
  HttpIntegration,
  HttpRoute,
  HttpStage,
  KmsKey,
  KmsAlias,
  IamRole,
  LambdaFunction,
  LambdaPermission,
  LambdaEventInvokeConfig,
  EventSourceMapping,
  Queue,
  ConfigurationSet,
  EmailIdentity,
  ResourceServer,
  UserPool,
  UserPoolClient,
  UserPoolGroup,
  StateMachine,
  StateMachineVersion,
  StateMachineAlias,
];

/**
 * Reads every resource once, so that a property that is not known is found before anything starts.
 * @throws {ResourceError}
 */
export function checkResources(deployment: Deployment): void {
  for (const type of resourceTypes) deployment.all(type);
}
