import { randomBytes } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Between } from './between.ts';
import { Bucket } from './buckets/resource.ts';
import { startBuckets } from './buckets/start.ts';
import { clockControl } from './clock/control.ts';
import { MovableClock } from './clock/movable-clock.ts';
import { openOffset } from './clock/offset.ts';
import { startTable } from './dynamodb/start.ts';
import { openEventSources } from './event-sources/event-sources.ts';
import { EventBuses } from './events/event-buses.ts';
import { Schedules } from './events/schedules.ts';
import { withLocalAddresses } from './http/addresses.ts';
import { awsServices } from './http/aws-services.ts';
import { openServer } from './http/open-server.ts';
import { serveHttpApi } from './http-api/start.ts';
import { Keys } from './kms/keys.ts';
import { kmsServer } from './kms/server.ts';
import { functionsOf } from './lambda/function.ts';
import { Functions } from './lambda/functions.ts';
import { LambdaFunction } from './lambda/resource.ts';
import { serviceEnvironment } from './lambda/service-environment.ts';
import type { Log } from './log.ts';
import { Mails } from './mail/mails.ts';
import { AsyncInvocations } from './messages/async-invocations.ts';
import { openMessages } from './messages/database.ts';
import { Queues } from './messages/queues.ts';
import { vendorClients } from './sign-in/clients.ts';
import { serveSignIn } from './sign-in/start.ts';
import { lockState } from './state/lock.ts';
import { type Profile, removeProfile, writeProfile } from './state/profile.ts';
import { loadSecrets, saveSecrets } from './state/secrets.ts';
import { startStepFunctionsServer } from './step-functions/server.ts';
import { SecurityTokens } from './sts/assume-role.ts';
import { loadCloudAssembly } from './template/cloud-assembly.ts';
import { accountOf, Deployment } from './template/deployment.ts';
import { checkResources, resourceTypes } from './template/resource-types.ts';
import { StateMachine } from './workflows/resource.ts';
import { createEngine } from './workflows/workflows.ts';

/** Ports of the servers; 0 or absent is a free one. */
export interface Ports {
  readonly api?: number;
  readonly signIn?: number;
  readonly s3?: number;
  readonly dynamodb?: number;
  readonly sfn?: number;
  /** EventBridge, SQS, Lambda, SES and STS. */
  readonly events?: number;
  readonly kms?: number;
  /** Where the clock is moved. */
  readonly clock?: number;
}

/** The ports of `npm start`: the same every time, so that addresses can be kept. */
export const FIXED_PORTS: Required<Ports> = {
  api: 4580,
  signIn: 4581,
  s3: 4582,
  dynamodb: 4583,
  sfn: 4584,
  events: 4585,
  clock: 4586,
  kms: 4587,
};

export interface RuntimeOptions {
  /** Folder of the cloud assembly (`cdk.out`). */
  readonly assembly: string;
  /** Folder of all state; removing it starts afresh. */
  readonly state: string;
  readonly ports?: Ports;
  readonly log?: Log;
  /** Delays before the retries of an asynchronous invocation, in ms. */
  readonly retryDelays?: readonly number[];
  readonly between?: Between;
}

export interface Runtime {
  readonly profile: Profile;
  /** The dead-letter queues and how full they are. */
  readonly queues: Queues;
  readonly functions: Functions;
  /** The time of everything that runs here. */
  readonly clock: MovableClock;
  /** What was sent by e-mail: files in the state folder. */
  readonly mails: Mails;
  /** Ends every server and process; what was accepted is on disk and goes on at the next start. */
  stop(): Promise<void>;
}

/**
 * Runs the resources of a synthesized template on this machine, on loopback alone: servers for S3, DynamoDB, Step Functions,
 * EventBridge, SQS, Lambda, KMS, the HTTP API and sign-in, and the deployed functions in worker processes.
 * @throws {TemplateError} for what the template has and the local run does not know
 * @throws {StateInUse} where another runtime has the state folder; {@link DynamoDbUnavailable}, {@link PortTaken}
 */
export async function startRuntime(options: RuntimeOptions): Promise<Runtime> {
  const { log = () => {}, ports = {}, between = {} } = options;
  const state = resolve(options.state);
  const deployment = loadDeployment(options.assembly);
  const logs = join(state, 'logs');
  mkdirSync(logs, { recursive: true, mode: 0o700 });

  // What is started is ended in the opposite order, also where a later part fails to start.
  await using starting = new AsyncDisposableStack();
  starting.use(lockState(state));
  const secretsFile = join(state, 'secrets.json');
  const secrets = await loadSecrets(secretsFile);
  const clients = vendorClients(deployment, secrets.clients);
  saveSecrets(secretsFile, secrets);
  // The SDK's clients write into the object that they get, so each gets its own.
  const sdk = () => ({ region: deployment.account.region, credentials: { ...secrets.credentials } });

  const clock = starting.adopt(new MovableClock(openOffset(join(state, 'clock.json'))), (it) => it.stop());
  const tableOptions = { state, port: ports.dynamodb ?? 0, sdk: sdk(), clients };
  const table = starting.adopt(await startTable(deployment, tableOptions), (it) => it.stop());
  const events = starting.adopt(await openServer(ports.events), (it) => it.stop());
  const identity = starting.adopt(await openServer(ports.signIn), (it) => it.stop());
  const api = starting.adopt(await openServer(ports.api), (it) => it.stop());
  const kms = starting.adopt(await openServer(ports.kms), (it) => it.stop());
  const keys = new Keys(deployment, join(state, 'kms'), () => clock.now());
  kms.serve(kmsServer(keys));
  const localized = (text: string) =>
    withLocalAddresses(text, { api: api.url, signIn: identity.url, s3: endpoints.s3 });
  const endpoints = { s3: '', dynamodb: table.endpoint, sfn: '', events: events.url, kms: kms.url };
  const reached = () => between.endpoints?.(endpoints) ?? endpoints;

  const functions = starting.adopt(
    new Functions(functionsOf(deployment), {
      logs,
      temporary: join(state, 'tmp'),
      environment: () => serviceEnvironment(sdk(), reached()),
      clockOffsetMs: () => clock.offsetMs + (between.skewMs?.() ?? 0),
      localized,
      ...(between.invocation && { invocation: between.invocation.bind(between) }),
    }),
    (it) => it.stop(),
  );
  const messages = starting.adopt(openMessages(join(state, 'messages.sqlite')), (it) => it.close());
  const queues = new Queues(messages, deployment, clock);
  const invocations = starting.adopt(
    new AsyncInvocations(messages, functions, queues, log, options.retryDelays, clock),
    (it) => it.stop(),
  );
  const buses = new EventBuses(messages, deployment, invocations, queues, clock, between);
  const schedules = starting.adopt(
    new Schedules({ database: messages, deployment, invocations, queues, clock }),
    (it) => it.stop(),
  );
  const mails = new Mails(join(state, 'outbox'), deployment, () => clock.now());
  const tokens = new SecurityTokens(deployment, secrets.credentials, () => clock.now());
  events.serve(awsServices({ events: buses, queues, functions, invocations, mails, tokens }));

  const storePath = join(state, 'step-functions.sqlite');
  const engine = starting.adopt(
    createEngine({ storePath, clock, deployment, functions, sdk, endpoints: reached, between }),
    (it) => it.close(),
  );
  const sfn = await startStepFunctionsServer({ engine, port: ports.sfn ?? 0 });
  starting.adopt(sfn, (it) => it.close());
  endpoints.sfn = sfn.endpoint;
  const isKeyUsable = (keyId: string) => keys.isUsable(keyId);
  const credential = secrets.credentials;
  const s3Options = { root: join(state, 's3'), port: ports.s3 ?? 0, credential, buses, clock, isKeyUsable };
  const s3 = starting.adopt(await startBuckets(deployment, s3Options), (it) => it.close());
  endpoints.s3 = s3.endpoint;

  const signIn = serveSignIn(identity, deployment, {
    ...{ clients, secrets, localized, functions },
    now: () => clock.now(),
  });
  serveHttpApi(api, deployment, { functions, signIn, clock, log });

  // Time moves on when nothing is at work.
  for (const part of [functions, invocations, engine]) clock.waitsFor(() => part.idle);
  const secret = randomBytes(24).toString('base64url');
  const control = starting.adopt(await openServer(ports.clock), (it) => it.stop());
  control.serve(clockControl(clock, secret));

  const sources = starting.adopt(
    await openEventSources({
      deployment,
      database: messages,
      functions,
      queues,
      clock,
      log,
      sdk,
      dynamodb: table.endpoint,
    }),
    (it) => it.stop(),
  );
  clock.waitsFor(() => sources.idle);
  clock.drains(() => sources.drain());

  const { scopes, ...client } = clients[0];
  const profile: Profile = {
    api: api.url,
    tokenUrl: signIn.tokenUrl,
    clientId: client.clientId,
    clientSecret: client.clientSecret,
    scope: scopes.join(' '),
    signIn: signIn.people ?? undefined,
    vendor: client.vendor,
    endpoints,
    clock: { url: control.url, secret },
    ...sdk(),
    uploadRoles: tokens.roles,
    tableName: table.tableName,
    buckets: deployment.names(Bucket),
    functions: deployment.names(LambdaFunction),
    stateMachines: deployment.names(StateMachine),
    pid: process.pid,
  };
  writeProfile(state, profile);
  starting.defer(() => removeProfile(state));

  // Only now is everything there that a function may call.
  invocations.start();
  schedules.start();
  sources.start();
  const resumed = engine.resume();
  if (resumed.length > 0) log(`${resumed.length} review(s) that were under way go on`);
  // First of all: a move of the clock under way must set nothing going in parts that have ended.
  starting.defer(() => clock.stop());
  const started = starting.move();
  return { profile, queues, functions, mails, clock, stop: () => started.disposeAsync() };
}

/** @throws {TemplateError} for what the template has and the local run does not know */
function loadDeployment(assembly: string): Deployment {
  const stacks = loadCloudAssembly(resolve(assembly));
  const deployment = new Deployment(stacks, resourceTypes, accountOf(stacks));
  checkResources(deployment);
  return deployment;
}
