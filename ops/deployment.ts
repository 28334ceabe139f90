import { CloudFormationClient, paginateListStackResources } from '@aws-sdk/client-cloudformation';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { CognitoIdentityProviderClient } from '@aws-sdk/client-cognito-identity-provider';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBStreamsClient } from '@aws-sdk/client-dynamodb-streams';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { KMSClient } from '@aws-sdk/client-kms';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { S3Client } from '@aws-sdk/client-s3';
import { SESv2Client } from '@aws-sdk/client-sesv2';
import { SFNClient } from '@aws-sdk/client-sfn';
import { ListQueuesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';

/** A resource of a deployment: `id` is the one of the template, `name` what the service knows it by. */
export interface Resource {
  readonly type: string;
  readonly id: string;
  readonly name: string;
}

/** One running Countersign, in an account or on this machine, with a client for each of its services. */
export interface Deployment {
  readonly name: string;
  /** On this machine there are only the services that handlers call. */
  readonly isLocal: boolean;
  readonly resources: readonly Resource[];
  readonly clients: Clients;
}

export interface Clients {
  readonly cloudFormation: CloudFormationClient;
  readonly cloudWatch: CloudWatchClient;
  readonly cognito: CognitoIdentityProviderClient;
  readonly dynamodb: DynamoDBClient;
  readonly items: DynamoDBDocumentClient;
  readonly streams: DynamoDBStreamsClient;
  readonly events: EventBridgeClient;
  readonly kms: KMSClient;
  readonly lambda: LambdaClient;
  readonly s3: S3Client;
  readonly ses: SESv2Client;
  readonly sfn: SFNClient;
  readonly sqs: SQSClient;
}

/** What a local run says of itself (`.countersign/profile.json`). */
export const LocalProfile = z.object({
  endpoints: z.object({ s3: z.url(), dynamodb: z.url(), sfn: z.url(), events: z.url(), kms: z.url() }),
  region: z.string(),
  credentials: z.object({ accessKeyId: z.string(), secretAccessKey: z.string() }),
  tableName: z.string(),
  buckets: z.record(z.string(), z.string()),
  functions: z.record(z.string(), z.string()),
  stateMachines: z.record(z.string(), z.string()),
});
export type LocalProfile = z.infer<typeof LocalProfile>;

/** A deployment has no resource that it should have. */
export class ResourceMissing extends Error {
  override readonly name = 'ResourceMissing';
}

/** Names of the stacks of an environment. */
export function stacksOf(environment: string): [string, string] {
  return [`Countersign-${environment}-Stateful`, `Countersign-${environment}-Stateless`];
}

/** The deployment of an environment in the account and region of the present credentials. */
export async function deploymentOf(environment: string): Promise<Deployment> {
  const clients = clientsOf(() => ({}));
  const resources: Resource[] = [];
  for (const StackName of stacksOf(environment))
    for await (const page of paginateListStackResources({ client: clients.cloudFormation }, { StackName }))
      for (const { ResourceType, LogicalResourceId, PhysicalResourceId } of page.StackResourceSummaries ?? [])
        if (ResourceType && LogicalResourceId && PhysicalResourceId)
          resources.push({ type: ResourceType, id: LogicalResourceId, name: PhysicalResourceId });
  return { name: environment, isLocal: false, resources, clients };
}

/** The Countersign that runs on this machine. */
export async function localDeployment(profile: LocalProfile): Promise<Deployment> {
  const { region, credentials, endpoints } = profile;
  const at = { dynamodb: endpoints.dynamodb, kms: endpoints.kms, s3: endpoints.s3, sfn: endpoints.sfn };
  const clients = clientsOf((service) => ({
    region,
    credentials: { ...credentials },
    endpoint: Object.hasOwn(at, service) ? Reflect.get(at, service) : endpoints.events,
  }));
  const all = (type: string, named: Readonly<Record<string, string>>) =>
    Object.entries(named).map(([id, name]): Resource => ({ type, id, name }));
  const { QueueUrls = [] } = await clients.sqs.send(new ListQueuesCommand({}));
  const queues = QueueUrls.map((url) => [url.slice(url.lastIndexOf('-') + 1), url] as const);
  return {
    name: 'local',
    isLocal: true,
    clients,
    resources: [
      ...all('AWS::DynamoDB::Table', { Table: profile.tableName }),
      ...all('AWS::S3::Bucket', profile.buckets),
      ...all('AWS::Lambda::Function', profile.functions),
      ...all('AWS::StepFunctions::StateMachine', profile.stateMachines),
      ...all('AWS::SQS::Queue', Object.fromEntries(queues)),
    ],
  };
}

/** All resources of a type. */
export function resourcesOf({ resources }: Deployment, type: string): Resource[] {
  return resources.filter((resource) => resource.type === type);
}

/**
 * The resource of a type whose logical id begins so.
 * @throws ResourceMissing
 */
export function resourceOf(deployment: Deployment, type: string, prefix = ''): Resource {
  const found = resourcesOf(deployment, type).find(({ id }) => id.startsWith(prefix));
  if (found !== undefined) return found;
  throw new ResourceMissing(`${deployment.name} has no ${type} ${prefix}; deploy both stacks, then try again`);
}

interface SdkOptions {
  readonly region?: string;
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string };
  readonly endpoint?: string;
}

/** The SDK's clients write into the options that they get, so each gets its own. */
function clientsOf(options: (service: string) => SdkOptions): Clients {
  const dynamodb = new DynamoDBClient(options('dynamodb'));
  return {
    cloudFormation: new CloudFormationClient(options('cloudformation')),
    cloudWatch: new CloudWatchClient(options('cloudwatch')),
    cognito: new CognitoIdentityProviderClient(options('cognito')),
    dynamodb,
    items: DynamoDBDocumentClient.from(dynamodb),
    streams: new DynamoDBStreamsClient(options('dynamodb')),
    events: new EventBridgeClient(options('events')),
    kms: new KMSClient(options('kms')),
    lambda: new LambdaClient(options('lambda')),
    s3: new S3Client(options('s3')),
    ses: new SESv2Client(options('ses')),
    sfn: new SFNClient(options('sfn')),
    sqs: new SQSClient({ ...options('sqs'), useQueueUrlAsEndpoint: false }),
  };
}
