import { SFNClient, StartSyncExecutionCommand } from '@aws-sdk/client-sfn';
import { expect } from 'vitest';
import { startStepFunctionsServer } from '../../../../local/step-functions/server.ts';
import { fixture, pass, start } from '../fixture.ts';
import { type Area, conforms, type Row } from './row.ts';
import { SOURCES } from './sources.ts';

const WAIT = { W: { Type: 'Wait', Seconds: 100, End: true } };
function machine(states: Parameters<typeof start>[1] = WAIT) {
  const on = fixture();
  const [StartAt = ''] = Object.keys(states);
  const { arn } = on.engine.register({ name: 'm', definition: { QueryLanguage: 'JSONata', StartAt, States: states } });
  const begin = (name?: string, input?: string) => on.engine.startExecution({ stateMachineArn: arn, name, input });
  return { on, arn, begin };
}
const code = (expected: string) => expect.objectContaining({ code: expected });

/** An operation that the endpoint does not know: the SDK hears its name. */
const unknownOperation = (
  id: string,
  statement: string,
  source: string,
  send: (client: SFNClient) => Promise<unknown>,
): Row => ({
  id,
  statement,
  source,
  outcome: 'refused',
  note: 'UnknownOperationException, naming the operation',
  check: async () => {
    const server = await startStepFunctionsServer({ engine: fixture().engine });
    const credentials = { accessKeyId: 'a', secretAccessKey: 'b' };
    const client = new SFNClient({
      endpoint: server.endpoint,
      region: 'us-east-1',
      credentials,
      disableHostPrefix: true,
    });
    try {
      await expect(send(client)).rejects.toMatchObject({
        name: 'UnknownOperationException',
        message: expect.stringContaining('does not know the operation'),
      });
    } finally {
      client.destroy();
      await server.close();
    }
  },
});

export const operations: Area = {
  title: 'Operations',
  rows: [
    conforms('START-1', 'The same name and input while it runs is the same execution', SOURCES.startExecution, () => {
      const { begin } = machine();
      const first = begin('case-1', '{"a":1}');
      expect(begin('case-1', '{"a":1}')).toMatchObject({ arn: first.arn, started: first.started });
    }),
    conforms('START-2', 'The same name and another input is ExecutionAlreadyExists', SOURCES.startExecution, () => {
      const { begin } = machine();
      begin('case-1', '{"a":1}');
      expect(() => begin('case-1', '{"a":2}')).toThrow(code('ExecutionAlreadyExists'));
    }),
    conforms(
      'START-3',
      'A name whose execution has ended is ExecutionAlreadyExists, whatever the input',
      SOURCES.startExecution,
      async () => {
        const { on, begin } = machine(pass(1));
        const { arn } = begin('case-1', '{}');
        await on.engine.waitFor(arn);
        expect(() => begin('case-1', '{}')).toThrow(code('ExecutionAlreadyExists'));
      },
    ),
    conforms('START-4', 'Without a name each start is another execution', SOURCES.startExecution, () => {
      const { begin } = machine();
      expect(begin().arn).not.toBe(begin().arn);
    }),
    conforms(
      'START-5',
      'A name has 1 to 80 characters, without blanks, brackets, wildcards and signs',
      SOURCES.startExecution,
      () => {
        const { begin } = machine();
        for (const name of ['', 'a b', 'a/b', 'a*', '<a>', 'a'.repeat(81)]) {
          expect(() => begin(name), name).toThrow(code('InvalidName'));
        }
        begin('A-b_c.9');
      },
    ),
    conforms(
      'START-6',
      'An input that is not JSON is InvalidExecutionInput; any JSON is one',
      SOURCES.startExecution,
      () => {
        const { begin } = machine();
        expect(() => begin('a', 'not JSON')).toThrow(code('InvalidExecutionInput'));
        expect(() => begin('a', '')).toThrow(code('InvalidExecutionInput'));
        for (const [n, input] of ['2', '"text"', 'null', '[]'].entries()) begin(`ok-${n}`, input);
      },
    ),
    conforms('START-7', 'A state machine that is not there is StateMachineDoesNotExist', SOURCES.startExecution, () => {
      const { on, arn } = machine();
      expect(() => on.engine.startExecution({ stateMachineArn: `${arn}-not` })).toThrow(
        code('StateMachineDoesNotExist'),
      );
      expect(() => on.engine.startExecution({ stateMachineArn: 'm' })).toThrow(code('InvalidArn'));
    }),
    conforms('START-8', 'What runs keeps the definition that it was started with', SOURCES.startExecution, async () => {
      const { on, begin } = machine();
      const { arn } = begin('a');
      const States = { W: { Type: 'Fail', Error: 'Replaced' } };
      on.engine.register({ name: 'm', definition: { QueryLanguage: 'JSONata', StartAt: 'W', States } });
      expect((await on.clock.runUntil(on.engine.waitFor(arn))).status).toBe('SUCCEEDED');
    }),
    conforms('STOP-1', 'StopExecution ends it as ABORTED, at once', SOURCES.stopExecution, async () => {
      const { on, begin } = machine();
      const { arn } = begin('a');
      await on.clock.advance(5000);
      expect(on.engine.stopExecution(arn, 'E', 'C')).toBe(on.clock.now());
      expect(on.engine.describeExecution(arn)).toMatchObject({ status: 'ABORTED', error: 'E', cause: 'C' });
    }),
    conforms('STOP-2', 'No catcher and no retrier sees a stop', SOURCES.stopExecution, async () => {
      const on = fixture(() => new Promise(() => {}));
      const Catch = [{ ErrorEquals: ['States.ALL'], Next: 'S' }];
      const T = { Type: 'Task', Resource: 'arn:aws:states:::lambda:invoke', Catch, End: true };
      const arn = start(on, { T, S: { Type: 'Succeed' } });
      await on.clock.advance(1000);
      on.engine.stopExecution(arn);
      await on.clock.advance(1000);
      expect(on.engine.describeExecution(arn).status).toBe('ABORTED');
    }),
    conforms('STOP-3', 'An execution that has ended stays as it is', SOURCES.stopExecution, async () => {
      const { on, begin } = machine(pass(1));
      const { arn } = begin('a');
      const ended = await on.engine.waitFor(arn);
      on.engine.stopExecution(arn);
      expect(on.engine.describeExecution(arn)).toEqual(ended);
    }),
    conforms('DESCRIBE-1', 'An execution that is not there is ExecutionDoesNotExist', SOURCES.describeExecution, () => {
      const { on, begin } = machine();
      const { arn } = begin('a');
      expect(() => on.engine.describeExecution(`${arn}-not`)).toThrow(code('ExecutionDoesNotExist'));
      expect(() => on.engine.getExecutionHistory(`${arn}-not`)).toThrow(code('ExecutionDoesNotExist'));
      expect(() => on.engine.describeExecution('nothing')).toThrow(code('InvalidArn'));
    }),
    conforms('LIST-1', 'Executions are listed newest first, by status, in pages', SOURCES.listExecutions, async () => {
      const { on, arn, begin } = machine();
      for (const name of ['a', 'b', 'c']) {
        begin(name);
        await on.clock.advance(1000);
      }
      const page = on.engine.listExecutions(arn, undefined, 2);
      expect(page.items.map(({ name }) => name)).toEqual(['c', 'b']);
      expect(on.engine.listExecutions(arn, undefined, 2, page.nextOffset).items.map(({ name }) => name)).toEqual(['a']);
      expect(on.engine.listExecutions(arn, 'SUCCEEDED', 9).items).toEqual([]);
    }),
    unknownOperation('START-9', 'StartSyncExecution runs an Express workflow', SOURCES.types, (client) =>
      client.send(
        new StartSyncExecutionCommand({ stateMachineArn: 'arn:aws:states:us-east-1:000000000000:stateMachine:m' }),
      ),
    ),
  ],
};
