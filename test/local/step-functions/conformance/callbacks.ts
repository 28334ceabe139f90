import { expect } from 'vitest';
import type { Json } from '../../../../local/step-functions/json.ts';
import { CALLBACK, eventTypes, type Fixture, fixture, start, task } from '../fixture.ts';
import { type Area, conforms } from './row.ts';
import { SOURCES } from './sources.ts';

/** A task that waits for its token. */
async function waiting(more: Record<string, Json> = {}, states: Record<string, Json> = {}) {
  const tokens: string[] = [];
  const on: Fixture = fixture(async (_, _args, { taskToken = '' }) => void tokens.push(taskToken));
  const arn = start(on, { T: task({ Resource: CALLBACK, ...more }), ...states });
  await on.clock.advance(0);
  return { on, arn, tokens, token: tokens[0] ?? '' };
}
const code = (expected: string) => expect.objectContaining({ code: expected });

export const callbacks: Area = {
  title: 'Callbacks',
  rows: [
    conforms('CALLBACK-1', 'The task goes on with what SendTaskSuccess gives', SOURCES.callback, async () => {
      const { on, arn, token } = await waiting();
      await on.clock.advance(300 * 86_400_000);
      expect(on.engine.describeExecution(arn).status).toBe('RUNNING');
      on.engine.tokens.success(token, '{"by":"a person"}');
      expect((await on.engine.waitFor(arn)).output).toBe('{"by":"a person"}');
    }),
    conforms(
      'CALLBACK-2',
      'The result of the call itself is told as TaskSubmitted and is not the task’s',
      SOURCES.callback,
      async () => {
        const { on, arn, token } = await waiting();
        expect(eventTypes(on, arn).slice(-3)).toEqual(['TaskScheduled', 'TaskStarted', 'TaskSubmitted']);
        on.engine.tokens.success(token, '1');
        await on.engine.waitFor(arn);
        expect(eventTypes(on, arn).slice(-3)).toEqual(['TaskSucceeded', 'TaskStateExited', 'ExecutionSucceeded']);
      },
    ),
    conforms(
      'CALLBACK-3',
      'SendTaskFailure is the failure of the task, with its error and cause',
      SOURCES.sendTaskFailure,
      async () => {
        const { on, arn, token } = await waiting();
        on.engine.tokens.failure(token, 'Recused', 'conflict of interest');
        expect(await on.engine.waitFor(arn)).toMatchObject({ error: 'Recused', cause: 'conflict of interest' });
      },
    ),
    conforms('CALLBACK-4', 'A failure can be retried, with a new token, and caught', SOURCES.callback, async () => {
      const Retry = [{ ErrorEquals: ['Again'], IntervalSeconds: 5 }];
      const { on, arn, tokens } = await waiting({ Retry });
      on.engine.tokens.failure(tokens[0] ?? '', 'Again');
      await on.clock.advance(5000);
      expect(new Set(tokens).size).toBe(2);
      on.engine.tokens.success(tokens[1] ?? '', '2');
      expect((await on.engine.waitFor(arn)).output).toBe('2');
    }),
    conforms('CALLBACK-5', 'SendTaskFailure may leave error and cause out', SOURCES.sendTaskFailure, async () => {
      const Catch = [{ ErrorEquals: ['States.ALL'], Next: 'S' }];
      const { on, arn, token } = await waiting({ Catch }, { S: { Type: 'Succeed' } });
      on.engine.tokens.failure(token);
      expect((await on.engine.waitFor(arn)).output).toBe('{"Error":null,"Cause":null}');
    }),
    conforms(
      'CALLBACK-6',
      'A token ends its task once: after that it is TaskTimedOut',
      SOURCES.sendTaskSuccess,
      async () => {
        const { on, arn, token } = await waiting();
        on.engine.tokens.success(token, '1');
        await on.engine.waitFor(arn);
        expect(() => on.engine.tokens.success(token, '2')).toThrow(code('TaskTimedOut'));
        expect(() => on.engine.tokens.failure(token)).toThrow(code('TaskTimedOut'));
        expect(() => on.engine.tokens.heartbeat(token)).toThrow(code('TaskTimedOut'));
      },
    ),
    conforms(
      'CALLBACK-7',
      'After the task has timed out its token is TaskTimedOut',
      SOURCES.sendTaskSuccess,
      async () => {
        const { on, token } = await waiting({ TimeoutSeconds: 10 });
        await on.clock.advance(10_000);
        expect(() => on.engine.tokens.success(token, '1')).toThrow(code('TaskTimedOut'));
      },
    ),
    conforms('CALLBACK-8', 'A token that was never given out is InvalidToken', SOURCES.sendTaskSuccess, async () => {
      const { on } = await waiting();
      expect(() => on.engine.tokens.success('guessed', '1')).toThrow(code('InvalidToken'));
    }),
    conforms(
      'CALLBACK-9',
      'An output that is not JSON is InvalidOutput, and the task goes on waiting',
      SOURCES.sendTaskSuccess,
      async () => {
        const { on, arn, token } = await waiting();
        expect(() => on.engine.tokens.success(token, '{')).toThrow(code('InvalidOutput'));
        expect(on.engine.describeExecution(arn).status).toBe('RUNNING');
        on.engine.tokens.success(token, '1');
      },
    ),
    conforms('CALLBACK-10', 'The answer may come before the call has returned', SOURCES.callback, async () => {
      const on = fixture(async (_, _args, { taskToken = '' }) => on.engine.tokens.success(taskToken, '"early"'));
      const arn = start(on, { T: task({ Resource: CALLBACK }) });
      expect((await on.clock.runUntil(on.engine.waitFor(arn))).output).toBe('"early"');
    }),
    conforms('CALLBACK-11', 'Where the execution ends, its tokens end', SOURCES.callback, async () => {
      const { on, arn, token } = await waiting();
      on.engine.stopExecution(arn);
      expect(() => on.engine.tokens.success(token, '1')).toThrow(code('TaskTimedOut'));
    }),
  ],
};
