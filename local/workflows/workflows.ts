import { join } from 'node:path';
import * as z from 'zod';
import type { Between } from '../between.ts';
import type { Clock } from '../clock/clock.ts';
import type { Functions } from '../lambda/functions.ts';
import type { Endpoints } from '../lambda/service-environment.ts';
import { CACHE } from '../root.ts';
import { Engine } from '../step-functions/engine.ts';
import { defaultIntegrations } from '../step-functions/integrations.ts';
import type { Deployment, Resource } from '../template/deployment.ts';
import { ResourceError } from '../template/errors.ts';
import { checkedOnce } from './checked-once.ts';
import { StateMachine, StateMachineAlias, type StateMachineProperties, StateMachineVersion } from './resource.ts';

/** How SDK clients reach the services of this machine. */
export interface SdkConfiguration {
  readonly region: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
}

export interface WorkflowOptions {
  readonly storePath: string;
  readonly clock: Clock;
  readonly deployment: Deployment;
  readonly functions: Functions;
  readonly sdk: () => SdkConfiguration;
  /** Endpoint per service, known once the servers listen. */
  readonly endpoints: () => Endpoints;
  readonly between: Between;
}

/**
 * An engine with the state machines of a deployment, their versions and aliases, not yet resumed.
 * @throws {ResourceError} where a definition cannot be run, naming its states
 */
export function createEngine(options: WorkflowOptions): Engine {
  const { deployment, functions } = options;
  const engine = new Engine({
    storePath: options.storePath,
    clock: options.clock,
    region: deployment.account.region,
    accountId: deployment.account.accountId,
    schemaCheck: checkedOnce(join(CACHE, 'checked-definitions')),
    integrate: defaultIntegrations({
      invokeFunction: async (name, payload) => {
        options.between.task?.(name);
        const result = await functions.invoke(name, JSON.stringify(payload));
        const answer: unknown = JSON.parse(result.payload);
        return { payload: answer, functionError: result.functionError ?? undefined };
      },
      callService: sdkCaller(options),
    }),
  });
  for (const machine of deployment.all(StateMachine))
    told(machine, () =>
      engine.register({
        name: String(machine.attributes.Name),
        arn: machine.ref,
        type: machine.properties.StateMachineType,
        definition: definitionOf(machine),
        ...(machine.properties.LoggingConfiguration !== undefined && {
          loggingConfiguration: machine.properties.LoggingConfiguration,
        }),
      }),
    );
  const published = new Map<string, string>();
  for (const version of deployment.all(StateMachineVersion))
    told(version, () => {
      const { StateMachineArn, Description: description } = version.properties;
      published.set(version.ref, engine.versions.publish(StateMachineArn, { description }).arn);
    });
  for (const alias of deployment.all(StateMachineAlias))
    told(alias, () => {
      const { Name, Description, RoutingConfiguration } = alias.properties;
      const routes = RoutingConfiguration.map(({ StateMachineVersionArn: arn, Weight: weight }) => ({
        stateMachineVersionArn: published.get(arn) ?? arn,
        weight,
      }));
      engine.aliases.deploy(Name, routes, Description);
    });
  return engine;
}

/** Has an error name the resource that it is about. */
function told(resource: Resource<unknown>, work: () => void): void {
  try {
    work();
  } catch (cause) {
    throw new ResourceError(resource, cause instanceof Error ? cause.message : String(cause), { cause });
  }
}

/** The definition's text with `${Name}` replaced, as CloudFormation does: a name without a substitution stays as it is. */
function definitionOf({ properties }: Resource<StateMachineProperties>): string {
  const text = properties.DefinitionString ?? JSON.stringify(properties.Definition ?? {});
  return text.replaceAll(
    /\$\{([A-Za-z0-9_]+)\}/g,
    (whole, name: string) => properties.DefinitionSubstitutions[name] ?? whole,
  );
}

type Service = (configuration: SdkConfiguration & { endpoint: string }) => Promise<object>;

/** Loaded when a machine first calls one: together they take longer to load than all else. */
const SERVICES: Record<string, { endpoint: keyof Endpoints; create: Service }> = {
  dynamodb: { endpoint: 'dynamodb', create: async (of) => new (await import('@aws-sdk/client-dynamodb')).DynamoDB(of) },
  eventbridge: {
    endpoint: 'events',
    create: async (of) => new (await import('@aws-sdk/client-eventbridge')).EventBridge(of),
  },
  s3: { endpoint: 's3', create: async (of) => new (await import('@aws-sdk/client-s3')).S3(of) },
  sfn: { endpoint: 'sfn', create: async (of) => new (await import('@aws-sdk/client-sfn')).SFN(of) },
};

const isStream = (body: unknown): body is { transformToString(): Promise<string> } =>
  typeof body === 'object' && body !== null && 'transformToString' in body;

/** Calls any action of the services by the real SDK, so that arguments and errors are the SDK's own. */
function sdkCaller({ sdk, endpoints }: WorkflowOptions) {
  const clients = new Map<string, Promise<object>>();
  const clientOf = (service: string): Promise<object> => {
    const known = SERVICES[service];
    if (!known) throw new TypeError(`no client for ${service}`);
    const client = clients.get(service) ?? known.create({ ...sdk(), endpoint: endpoints()[known.endpoint] });
    clients.set(service, client);
    return client;
  };
  return async (service: string, action: string, args: unknown): Promise<unknown> => {
    const client = await clientOf(service);
    const method: unknown = Reflect.get(client, action);
    if (typeof method !== 'function') throw new TypeError(`${service} has no action ${action}`);
    const { $metadata: _, ...result } = z
      .looseObject({ $metadata: z.unknown() })
      .parse(await method.call(client, args));
    // A state machine gets the text of a body, not its stream.
    return isStream(result.Body) ? { ...result, Body: await result.Body.transformToString() } : result;
  };
}
