import {
  ConflictException,
  CreateStateMachineAliasCommand,
  CreateStateMachineCommand,
  DeleteStateMachineAliasCommand,
  DeleteStateMachineVersionCommand,
  DescribeExecutionCommand,
  DescribeStateMachineAliasCommand,
  DescribeStateMachineCommand,
  GetExecutionHistoryCommand,
  ListExecutionsCommand,
  ListStateMachineAliasesCommand,
  ListStateMachinesCommand,
  ListStateMachineVersionsCommand,
  PublishStateMachineVersionCommand,
  paginateGetExecutionHistory,
  ResourceNotFound,
  SendTaskFailureCommand,
  SendTaskHeartbeatCommand,
  SendTaskSuccessCommand,
  SFNClient,
  StartExecutionCommand,
  StateMachineDoesNotExist,
  StopExecutionCommand,
  UpdateStateMachineAliasCommand,
} from '@aws-sdk/client-sfn';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../../../local/clock/clock.ts';
import { Engine } from '../../../local/step-functions/engine.ts';
import { startStepFunctionsServer } from '../../../local/step-functions/server.ts';
import { CALLBACK, task } from './fixture.ts';

const tokens: string[] = [];
const engine = new Engine({
  storePath: ':memory:',
  clock: systemClock,
  integrate: async (_resource, args, { taskToken }) => {
    if (taskToken !== undefined) tokens.push(taskToken);
    return args;
  },
});
let client: SFNClient;
let server: Awaited<ReturnType<typeof startStepFunctionsServer>>;
const register = (name: string, state: ReturnType<typeof task>) =>
  engine.register({ name, definition: { QueryLanguage: 'JSONata', StartAt: 'T', States: { T: state } } }).arn;
let direct: string;
let waiting: string;

beforeAll(async () => {
  direct = register('direct', task());
  waiting = register('waiting', task({ Resource: CALLBACK }));
  server = await startStepFunctionsServer({ engine });
  client = new SFNClient({
    endpoint: server.endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    maxAttempts: 1,
  });
});
afterAll(async () => {
  client.destroy();
  await server.close();
  engine.close();
});

describe('the SDK client against the server', () => {
  it('publishes versions, and has aliases lead to them', async () => {
    const stateMachineArn = register('versioned', task());
    const one = await client.send(new PublishStateMachineVersionCommand({ stateMachineArn, description: 'first' }));
    register('versioned', task({ Comment: 'changed' }));
    const { revisionId } = await client.send(new DescribeStateMachineCommand({ stateMachineArn }));
    const two = await client.send(new PublishStateMachineVersionCommand({ stateMachineArn, revisionId }));
    expect(two.creationDate).toBeInstanceOf(Date);
    const listed = await client.send(new ListStateMachineVersionsCommand({ stateMachineArn, maxResults: 1 }));
    expect(listed.stateMachineVersions).toEqual([
      { stateMachineVersionArn: `${stateMachineArn}:2`, creationDate: two.creationDate },
    ]);
    const { nextToken } = listed;
    const rest = await client.send(new ListStateMachineVersionsCommand({ stateMachineArn, nextToken }));
    expect(rest).toMatchObject({ stateMachineVersions: [{ stateMachineVersionArn: one.stateMachineVersionArn }] });
    const first = { stateMachineArn: one.stateMachineVersionArn };
    expect(await client.send(new DescribeStateMachineCommand(first))).toMatchObject({ ...first, description: 'first' });

    const to = (version: typeof one) => [{ stateMachineVersionArn: version.stateMachineVersionArn, weight: 100 }];
    const made = await client.send(new CreateStateMachineAliasCommand({ name: 'live', routingConfiguration: to(two) }));
    const alias = { stateMachineAliasArn: made.stateMachineAliasArn };
    expect(alias).toEqual({ stateMachineAliasArn: `${stateMachineArn}:live` });
    await client.send(new UpdateStateMachineAliasCommand({ ...alias, routingConfiguration: to(one) }));
    const described = await client.send(new DescribeStateMachineAliasCommand(alias));
    expect(described).toMatchObject({ ...alias, name: 'live', routingConfiguration: to(one) });
    const aliases = await client.send(new ListStateMachineAliasesCommand({ stateMachineArn }));
    expect(aliases).toMatchObject({ stateMachineAliases: [alias] });
    const { executionArn } = await client.send(
      new StartExecutionCommand({ stateMachineArn: made.stateMachineAliasArn, name: 'a' }),
    );
    expect(await client.send(new DescribeExecutionCommand({ executionArn }))).toMatchObject({
      stateMachineArn,
      stateMachineVersionArn: one.stateMachineVersionArn,
      ...alias,
    });

    const firstVersion = { stateMachineVersionArn: one.stateMachineVersionArn };
    await expect(client.send(new DeleteStateMachineVersionCommand(firstVersion))).rejects.toThrow(ConflictException);
    const unknown = { stateMachineArn: `${stateMachineArn}-of-nobody` };
    await expect(client.send(new ListStateMachineAliasesCommand(unknown))).rejects.toThrow(StateMachineDoesNotExist);
    await client.send(new DeleteStateMachineAliasCommand(alias));
    await client.send(new DeleteStateMachineVersionCommand(firstVersion));
    await expect(client.send(new DescribeStateMachineAliasCommand(alias))).rejects.toThrow(ResourceNotFound);
    const left = await client.send(new ListStateMachineVersionsCommand({ stateMachineArn }));
    expect(left.stateMachineVersions).toHaveLength(1);
  });

  it('starts, describes and lists an execution', async () => {
    const input = JSON.stringify({ case: 'é' });
    const started = await client.send(new StartExecutionCommand({ stateMachineArn: direct, name: 'case-1', input }));
    expect(started.executionArn).toBe('arn:aws:states:us-east-1:000000000000:execution:direct:case-1');
    expect(started.startDate).toBeInstanceOf(Date);
    await engine.waitFor(started.executionArn ?? '');
    const described = await client.send(new DescribeExecutionCommand({ executionArn: started.executionArn }));
    expect(described).toMatchObject({
      status: 'SUCCEEDED',
      input,
      output: input,
      stateMachineArn: direct,
      name: 'case-1',
    });
    expect(described.startDate).toEqual(started.startDate);
    const listed = await client.send(new ListExecutionsCommand({ stateMachineArn: direct, statusFilter: 'SUCCEEDED' }));
    expect(listed.executions?.map(({ name }) => name)).toEqual(['case-1']);
    const none = await client.send(new ListExecutionsCommand({ stateMachineArn: direct, statusFilter: 'RUNNING' }));
    expect(none.executions).toEqual([]);
  });

  it('pages through the history', async () => {
    const { executionArn } = await client.send(new StartExecutionCommand({ stateMachineArn: direct }));
    await engine.waitFor(executionArn ?? '');
    const types: (string | undefined)[] = [];
    for await (const page of paginateGetExecutionHistory({ client, pageSize: 3 }, { executionArn })) {
      expect(page.events?.length).toBeLessThanOrEqual(3);
      types.push(...(page.events ?? []).map(({ type }) => type));
    }
    expect(types).toHaveLength(7);
    const last = await client.send(new GetExecutionHistoryCommand({ executionArn, reverseOrder: true, maxResults: 1 }));
    expect(last.events?.[0]).toMatchObject({
      type: 'ExecutionSucceeded',
      id: 7,
      previousEventId: 6,
      executionSucceededEventDetails: { output: '{}' },
    });
    expect(last.events?.[0]?.timestamp).toBeInstanceOf(Date);
  });

  it('starts the same name twice only while it runs on the same input', async () => {
    const request = { stateMachineArn: waiting, name: 'once', input: '{"a":1}' };
    const first = await client.send(new StartExecutionCommand(request));
    const second = await client.send(new StartExecutionCommand(request));
    expect([second.executionArn, second.startDate]).toEqual([first.executionArn, first.startDate]);
    const other = client.send(new StartExecutionCommand({ ...request, input: '{"a":2}' }));
    await expect(other).rejects.toMatchObject({ name: 'ExecutionAlreadyExists' });
    await client.send(new StopExecutionCommand({ executionArn: first.executionArn, error: 'E', cause: 'C' }));
    await expect(client.send(new StartExecutionCommand(request))).rejects.toMatchObject({
      name: 'ExecutionAlreadyExists',
    });
    const stopped = await client.send(new DescribeExecutionCommand({ executionArn: first.executionArn }));
    expect(stopped).toMatchObject({ status: 'ABORTED', error: 'E', cause: 'C' });
  });

  it('carries heartbeats, successes and failures of task tokens', async () => {
    const begin = async () => {
      const { executionArn = '' } = await client.send(new StartExecutionCommand({ stateMachineArn: waiting }));
      return { executionArn, taskToken: tokens.at(-1) };
    };
    const good = await begin();
    await client.send(new SendTaskHeartbeatCommand({ taskToken: good.taskToken }));
    await client.send(new SendTaskSuccessCommand({ taskToken: good.taskToken, output: '{"ok":true}' }));
    expect((await engine.waitFor(good.executionArn)).output).toBe('{"ok":true}');
    const again = client.send(new SendTaskSuccessCommand({ taskToken: good.taskToken, output: '1' }));
    await expect(again).rejects.toMatchObject({ name: 'TaskTimedOut' });
    const bad = await begin();
    await client.send(new SendTaskFailureCommand({ taskToken: bad.taskToken, error: 'Recused', cause: 'why' }));
    expect((await engine.waitFor(bad.executionArn)).error).toBe('Recused');
  });

  it('describes and lists machines', async () => {
    const described = await client.send(new DescribeStateMachineCommand({ stateMachineArn: direct }));
    expect(described).toMatchObject({ name: 'direct', type: 'STANDARD', status: 'ACTIVE' });
    expect(JSON.parse(described.definition ?? '')).toHaveProperty('StartAt', 'T');
    const { stateMachines } = await client.send(new ListStateMachinesCommand({}));
    expect(stateMachines?.map(({ name }) => name)).toEqual(expect.arrayContaining(['direct', 'waiting']));
  });

  it.each([
    ['StateMachineDoesNotExist', () => new StartExecutionCommand({ stateMachineArn: `${direct}x` })],
    ['InvalidArn', () => new StartExecutionCommand({ stateMachineArn: 'arn:aws:s3:::b' })],
    ['InvalidName', () => new StartExecutionCommand({ stateMachineArn: direct, name: 'a b' })],
    ['InvalidName', () => new StartExecutionCommand({ stateMachineArn: direct, name: 'a'.repeat(81) })],
    ['InvalidExecutionInput', () => new StartExecutionCommand({ stateMachineArn: direct, input: '{' })],
    [
      'InvalidExecutionInput',
      () => new StartExecutionCommand({ stateMachineArn: direct, input: `"${'x'.repeat(262_144)}"` }),
    ],
    [
      'ExecutionDoesNotExist',
      () =>
        new DescribeExecutionCommand({ executionArn: 'arn:aws:states:us-east-1:000000000000:execution:direct:none' }),
    ],
    ['InvalidToken', () => new SendTaskSuccessCommand({ taskToken: 'none', output: '{}' })],
    ['UnknownOperationException', () => new CreateStateMachineCommand({ name: 'n', definition: '{}', roleArn: 'r' })],
  ])('answers with %s', async (name, command) => {
    // @ts-expect-error: a union of commands has no common overload of send
    await expect(client.send(command())).rejects.toMatchObject({ name });
  });

  it('names the operation it does not know', async () => {
    const create = client.send(new CreateStateMachineCommand({ name: 'n', definition: '{}', roleArn: 'r' }));
    await expect(create).rejects.toThrow(/CreateStateMachine/);
  });

  it('wants a signature and listens on loopback only', async () => {
    expect(new URL(server.endpoint).hostname).toBe('127.0.0.1');
    const headers = { 'x-amz-target': 'AWSStepFunctions.ListStateMachines' };
    const response = await fetch(server.endpoint, { method: 'POST', headers, body: '{}' });
    expect(response.status).toBe(403);
    expect(await response.json()).toMatchObject({ __type: 'com.amazonaws.sfn#MissingAuthenticationTokenException' });
    const body = await fetch(server.endpoint, {
      method: 'POST',
      headers: { ...headers, authorization: 'x' },
      body: '{',
    });
    expect(await body.json()).toMatchObject({ __type: 'com.amazonaws.sfn#SerializationException' });
  });
});
