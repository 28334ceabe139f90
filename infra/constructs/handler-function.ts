import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ArnFormat, Duration, Size, Stack } from 'aws-cdk-lib';
import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import type { IEventBus } from 'aws-cdk-lib/aws-events';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Architecture, Code, Function as LambdaFunction, Runtime, Tracing } from 'aws-cdk-lib/aws-lambda';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct, type IConstruct } from 'constructs';
import { acknowledge } from '../compliance/acknowledge.ts';
import type { LaterOperations } from './later-operations.ts';
import { LIVE, type LiveMachine } from './live-machine.ts';
import type { MailSender } from './mail-sender.ts';
import type { ObjectStore } from './object-store.ts';
import type { Operations } from './operations.ts';
import { ServiceRole } from './service-role.ts';

/** A function was not built, so that there is nothing to deploy. */
export class FunctionNotBuiltError extends Error {
  override readonly name = 'FunctionNotBuiltError';
}

export interface HandlerFunctionProps<O extends Operations | LaterOperations = Operations> {
  /** Folder of `functions/`, and of the directory of the built ones. */
  readonly handler: string;
  readonly functionsDirectory: string;
  readonly purpose: string;
  readonly timeout: Duration;
  readonly memoryMiB: number;
  readonly scratchMiB?: number;
  readonly operations: O;
  readonly reservedConcurrency?: number;
  /** Takes events that failed; only for a function that is invoked asynchronously. */
  readonly deadLetters?: IQueue;
  /** Why an event that failed is not kept; only for a function that a schedule invokes. */
  readonly repeats?: string;
  /** Name of its role, where a policy of another stack has to know it. */
  readonly roleName?: string;
}

/** Kinds of items (prefix of the partition key) that a function may get, put, update, delete and list, and indexes that it may query. */
export interface ItemAccess {
  readonly get?: readonly string[];
  readonly put?: readonly string[];
  readonly update?: readonly string[];
  readonly remove?: readonly string[];
  /** Kinds of items of which it may read all under one partition key. */
  readonly list?: readonly string[];
  readonly query?: readonly string[];
}

/** Prefixes (with wildcards) of an object store that a function may read and write. */
export interface ObjectAccess {
  readonly read?: readonly string[];
  readonly write?: readonly string[];
  /** Told "there is no such object" instead of "access denied". Reveals which keys there are, so no agency has it. */
  readonly mayMiss?: boolean;
  readonly writeActions?: readonly string[];
  /** What the wildcards stand for, where it is not ids of cases and submissions. */
  readonly why?: string;
}

const SYNCHRONOUS =
  'It is only invoked synchronously: whoever calls it (the state machine, the API, an event source mapping) gets the error and answers it.';
const READ_OBJECT = ['s3:GetObject', 's3:GetObjectVersion'];
const WRITE_OBJECT = ['s3:PutObject'];
const READ_TABLE_KEY = ['kms:Decrypt', 'kms:DescribeKey'];
const WRITE_TABLE_KEY = ['kms:Encrypt', 'kms:GenerateDataKey', 'kms:ReEncryptFrom', 'kms:ReEncryptTo'];

/**
 * One of `functions/`, with a role of its own. Each `bind…` sets a variable of its environment together with the permissions
 * that make the variable useful, so that neither exists without the other.
 */
export class HandlerFunction extends Construct {
  readonly lambda: LambdaFunction;
  readonly log: ILogGroup;
  readonly #role: ServiceRole;

  constructor(scope: Construct, id: string, props: HandlerFunctionProps<Operations | LaterOperations>) {
    super(scope, id);
    const code = join(props.functionsDirectory, props.handler);
    if (!existsSync(join(code, 'index.mjs')))
      throw new FunctionNotBuiltError(
        `${code}/index.mjs is absent; "npm run build" makes it from functions/${props.handler}`,
      );
    const logGroup = props.operations.logGroup(this, 'Logs');
    this.log = logGroup;
    this.#role = new ServiceRole(this, 'Access', {
      service: 'lambda',
      purpose: props.purpose,
      ...(props.roleName !== undefined && { roleName: props.roleName }),
    });
    this.lambda = new LambdaFunction(this, 'Function', {
      description: props.purpose,
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      code: Code.fromAsset(code),
      handler: 'index.handler',
      role: this.#role.role.withoutPolicyUpdates(),
      timeout: props.timeout,
      memorySize: props.memoryMiB,
      ephemeralStorageSize: Size.mebibytes(props.scratchMiB ?? 512),
      logGroup,
      tracing: Tracing.ACTIVE,
      ...(props.reservedConcurrency !== undefined && { reservedConcurrentExecutions: props.reservedConcurrency }),
      ...(props.deadLetters !== undefined && { deadLetterQueue: props.deadLetters }),
      environment: {
        POWERTOOLS_SERVICE_NAME: 'countersign',
        NODE_OPTIONS: '--enable-source-maps --max-semi-space-size=4',
      },
    });
    // Lambda checks at creation that the role may write to the dead-letter queue.
    this.lambda.node.addDependency(this.#role.policy);
    this.#role.allow(['logs:CreateLogStream', 'logs:PutLogEvents'], logGroup.logGroupArn);
    if (props.deadLetters === undefined) this.#keepsNoEvents(props.repeats ?? SYNCHRONOUS);
    else this.#role.allow(['sqs:SendMessage'], props.deadLetters.queueArn);
    acknowledge(
      this.lambda,
      ['NIST.800.53.R5-LambdaInsideVPC'],
      'It talks only to APIs of AWS, over TLS, with a role limited to its own prefixes. A network of its own would add endpoints and address space to run, and no boundary that IAM and KMS do not already draw.',
    );
    if (props.reservedConcurrency === undefined)
      acknowledge(
        this.lambda,
        ['NIST.800.53.R5-LambdaConcurrency'],
        'This environment shares the concurrency of its account: new accounts have a quota of 10, of which nothing can be reserved.',
      );
    this.#alarms(id, props.operations);
    props.operations.watch(this.lambda, props.memoryMiB);
  }

  /** Gives access to items of the table, by the prefixes of their partition keys. */
  bindTable(variable: string, table: ITable, access: ItemAccess): void {
    this.lambda.addEnvironment(variable, table.tableName);
    const allow = (action: string, prefixes: readonly string[] = []) => {
      if (prefixes.length === 0) return;
      this.#role.allow([`dynamodb:${action}`], table.tableArn, undefined, {
        'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': prefixes.map((prefix) => `${prefix}#*`) },
      });
    };
    allow('GetItem', access.get);
    allow('PutItem', access.put);
    allow('DeleteItem', access.remove);
    allow('UpdateItem', access.update);
    allow('Query', access.list);
    if (access.query)
      this.#role.allow(
        ['dynamodb:Query'],
        access.query.map((index) => `${table.tableArn}/index/${index}`),
      );
    if (table.encryptionKey)
      this.#allowTableKey(
        table.encryptionKey.keyArn,
        access.put || access.remove ? [...READ_TABLE_KEY, ...WRITE_TABLE_KEY] : READ_TABLE_KEY,
      );
  }

  /** Gives access to objects under prefixes, and to the key for these objects only. */
  bindObjects(variable: string, store: ObjectStore, access: ObjectAccess): void {
    const { bucket } = store;
    this.lambda.addEnvironment(variable, bucket.bucketName);
    const arns = (keys: readonly string[] = []) => keys.map((key) => bucket.arnForObjects(key));
    const [read, write] = [arns(access.read), arns(access.write)];
    const why =
      access.why ??
      'Every case and every submission has a prefix of its own; the wildcard stands for their ids, the rest of the key is fixed.';
    if (read.length > 0) this.#role.allow(READ_OBJECT, read, why);
    if (write.length > 0) this.#role.allow(access.writeActions ?? WRITE_OBJECT, write, why);
    if (access.mayMiss) this.#role.allow(['s3:ListBucket'], bucket.bucketArn);
    if (store.vendorKeys && write.length > 0) this.lambda.addEnvironment('VENDOR_KEYS', store.vendorKeys.aliases);
    if (read.length > 0) this.#allowKey(store, ['kms:Decrypt'], read);
    // S3 decrypts as well when it puts the parts of an upload together.
    if (write.length > 0) this.#allowKey(store, ['kms:Decrypt', 'kms:GenerateDataKey'], write);
  }

  /** Lets the function list the versions of all objects, and read none. */
  bindVersions(variable: string, { bucket }: ObjectStore): void {
    this.lambda.addEnvironment(variable, bucket.bucketName);
    this.#role.allow(['s3:ListBucketVersions'], bucket.bucketArn);
  }

  /** Lets the function list all versions of objects, and delete those under prefixes for good. It can read none. */
  bindVersionsToDelete(variable: string, store: ObjectStore, keys: readonly string[]): void {
    this.bindVersions(variable, store);
    this.#role.allow(
      ['s3:DeleteObjectVersion'],
      keys.map((key) => store.bucket.arnForObjects(key)),
      'Which objects of a case are deleted stands in its log before; the wildcard stands for cases and submissions.',
    );
  }

  /**
   * The same for the copies that a store has in another region, whose versions have the ids of their originals. The variable has region and
   * bucket; it is empty where there are none.
   */
  bindCopiesToDelete(variable: string, { replica }: ObjectStore, keys: readonly string[]): void {
    const region = replica?.key.split(':')[3];
    const bucket = replica?.bucket.split(':::')[1];
    this.lambda.addEnvironment(variable, replica === null ? '' : `${region}/${bucket}`);
    if (replica === null) return;
    this.#role.allow(['s3:ListBucketVersions'], replica.bucket);
    this.#role.allow(
      ['s3:DeleteObjectVersion'],
      keys.map((key) => `${replica.bucket}/${key}`),
      'Copies of what is deleted; the wildcard stands for cases and submissions.',
    );
  }

  /** Lets the function sign by a key of KMS, with one algorithm. */
  bindSigningKey(variable: string, key: IKey, algorithm: 'ECDSA_SHA_256' | 'ED25519_SHA_512'): void {
    this.lambda.addEnvironment(variable, key.keyArn);
    this.#role.allow(['kms:DescribeKey', 'kms:GetPublicKey'], key.keyArn);
    this.#role.allow(['kms:Sign'], key.keyArn, undefined, { StringEquals: { 'kms:SigningAlgorithm': algorithm } });
  }

  /** Lets the function give tasks of a state machine back their tokens; by name, because the machine may depend on the function. */
  allowTaskAnswers(stateMachineName: string): void {
    this.#role.allow(
      ['states:SendTaskSuccess'],
      Stack.of(this).formatArn({
        service: 'states',
        resource: 'stateMachine',
        resourceName: stateMachineName,
        arnFormat: ArnFormat.COLON_RESOURCE_NAME,
      }),
    );
  }

  /**
   * Lets the function be fed from the stream of a table, and its failures go to a queue (`TableStream`). Gives the stream's ARN.
   * @throws TypeError where the table has no stream
   */
  bindStream(table: ITable, failures: IQueue): string {
    const { tableStreamArn: stream } = table;
    if (stream === undefined) throw new TypeError(`${table.node.path} has no stream`);
    this.#role.allow(['dynamodb:DescribeStream', 'dynamodb:GetRecords', 'dynamodb:GetShardIterator'], stream);
    this.#role.allow(['dynamodb:ListStreams'], '*', 'DynamoDB lists streams without resource-level permissions.');
    this.#role.allow(['sqs:SendMessage'], failures.queueArn);
    if (table.encryptionKey) this.#allowTableKey(table.encryptionKey.keyArn, READ_TABLE_KEY);
    return stream;
  }

  /** Lets the function put events on a bus. */
  bindBus(variable: string, bus: IEventBus): void {
    this.lambda.addEnvironment(variable, bus.eventBusName);
    this.#role.allow(['events:PutEvents'], bus.eventBusArn);
  }

  /** Lets the function put events of one source on the default bus of the account. */
  bindDefaultBus(source: string): void {
    const bus = Stack.of(this).formatArn({ service: 'events', resource: 'event-bus', resourceName: 'default' });
    this.#role.allow(['events:PutEvents'], bus, undefined, { StringEquals: { 'events:source': source } });
  }

  /** Lets the function be fed from a queue (`WorkQueue`), and say when a message is to come back. */
  bindQueueToRead(queue: IQueue): void {
    this.#role.allow(
      ['sqs:ChangeMessageVisibility', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes', 'sqs:ReceiveMessage'],
      queue.queueArn,
    );
  }

  /** Lets the function send messages to a queue. */
  bindQueueToSend(variable: string, queue: IQueue): void {
    this.lambda.addEnvironment(variable, queue.queueUrl);
    this.#role.allow(['sqs:SendMessage'], queue.queueArn);
  }

  /** Lets the function send mails from one address. */
  bindMail(fromVariable: string, setVariable: string, { from, identity, configurationSet }: MailSender): void {
    this.lambda.addEnvironment(fromVariable, from);
    this.lambda.addEnvironment(setVariable, configurationSet.configurationSetName);
    const set = Stack.of(this).formatArn({
      service: 'ses',
      resource: 'configuration-set',
      resourceName: configurationSet.configurationSetName,
    });
    this.#role.allow(['ses:SendEmail'], [identity.emailIdentityArn, set], undefined, {
      StringEquals: { 'ses:FromAddress': from },
    });
  }

  /** What the function is allowed: what uses the function depends on it. */
  get access(): IConstruct {
    return this.#role.policy;
  }

  /** Lets the function start executions of the version that is live, and of no other. IAM knows the machine by its own ARN. */
  bindMachineToStart(variable: string, { aliasArn, stateMachine }: LiveMachine): void {
    this.lambda.addEnvironment(variable, aliasArn);
    this.#role.allow(['states:StartExecution'], stateMachine.stateMachineArn, undefined, {
      'ForAnyValue:StringEquals': { 'states:StateMachineQualifier': [LIVE] },
    });
  }

  /** Lets the function follow executions, not start any. */
  bindMachineToFollow(variable: string, machine: StateMachine): void {
    this.lambda.addEnvironment(variable, machine.stateMachineArn);
    this.#role.allow(
      ['states:GetExecutionHistory'],
      Stack.of(this).formatArn({
        service: 'states',
        resource: 'execution',
        resourceName: `${machine.stateMachineName}:*`,
        arnFormat: ArnFormat.COLON_RESOURCE_NAME,
      }),
      'Executions of this one state machine; each has the name of its case.',
    );
  }

  setVariable(name: string, value: string): void {
    this.lambda.addEnvironment(name, value);
  }

  #allowKey(store: ObjectStore, actions: readonly string[], objects: readonly string[]): void {
    const through = {
      StringEquals: { 'kms:ViaService': this.#service('s3') },
      StringLike: { 'kms:EncryptionContext:aws:s3:arn': store.keyPerObject ? objects : [store.bucket.bucketArn] },
    };
    if (store.vendorKeys === undefined) {
      this.#role.allow(actions, store.key.keyArn, undefined, through);
      return;
    }
    const keys = Stack.of(this).formatArn({ service: 'kms', resource: 'key', resourceName: '*' });
    this.#role.allow(actions, keys, 'The keys of vendors alone, by their alias; there is one for each vendor.', {
      ...through,
      'ForAnyValue:StringLike': { 'kms:ResourceAliases': [`${store.vendorKeys.aliases}*`] },
    });
  }

  #allowTableKey(key: string, actions: readonly string[]): void {
    this.#role.allow(actions, key, undefined, { StringEquals: { 'kms:ViaService': this.#service('dynamodb') } });
  }

  #service(name: string): string {
    return `${name}.${Stack.of(this).region}.amazonaws.com`;
  }

  #keepsNoEvents(reason: string): void {
    acknowledge(this.lambda, ['NIST.800.53.R5-LambdaDLQ', 'Serverless-LambdaDLQ'], reason);
  }

  #alarms(name: string, operations: Operations | LaterOperations): void {
    const period = Duration.minutes(5);
    operations.alarm(this, 'Errors', {
      metric: this.lambda.metricErrors({ period }),
      meaning: `The function ${name} failed.`,
      runbook: 'function-errors',
    });
    operations.alarm(this, 'Throttles', {
      metric: this.lambda.metricThrottles({ period }),
      meaning: `The function ${name} was throttled: its concurrency does not suffice.`,
      runbook: 'function-throttles',
    });
  }
}
