import { expect } from 'vitest';
import { TaskError } from '../../../../local/step-functions/errors.ts';
import { type Json, jsonValue } from '../../../../local/step-functions/json.ts';
import { ECHO, eventTypes, fixture, pass, run, start, task } from '../fixture.ts';
import { type Area, conforms } from './row.ts';
import { SOURCES } from './sources.ts';

/** A task that fails for the arguments in `broken`, and a note of every call. */
function fragile(...names: Json[]) {
  const broken = new Set(names);
  const calls: Json[] = [];
  const on = fixture(async (_, args) => {
    const name = jsonValue.parse(args);
    calls.push(name);
    if (broken.has(name)) throw new TaskError('Broken', '');
    return args;
  });
  const redrive = async (arn: string) => {
    broken.clear();
    calls.length = 0;
    on.engine.redriveExecution(arn);
    return on.clock.runUntil(on.engine.waitFor(arn));
  };
  return { on, calls, redrive };
}
const code = (expected: string) => expect.objectContaining({ code: expected });
const call = (Arguments: Json, more: Record<string, Json> = {}) => task({ Arguments, ...more });
const line = (name: string, first: Json) => ({ StartAt: name, States: { [name]: first } });

export const redrives: Area = {
  title: 'Redrive',
  rows: [
    conforms(
      'REDRIVE-1',
      'A failed execution goes on at the state that failed, with its input; what succeeded is not done again',
      SOURCES.redriveExecution,
      async () => {
        const { on, calls, redrive } = fragile('second');
        const states = {
          A: { Type: 'Task', Resource: ECHO, Arguments: 'first', Assign: { a: 1 }, Next: 'B' },
          B: call('second', { Output: '{% [$states.input, $a] %}' }),
        };
        const { arn, status } = await run(on, states);
        expect([status, calls]).toEqual(['FAILED', ['first', 'second']]);
        expect(await redrive(arn)).toMatchObject({ status: 'SUCCEEDED', output: '["first",1]', error: null });
        expect(calls).toEqual(['second']);
      },
    ),
    conforms(
      'REDRIVE-2',
      'Of a Parallel the branches that have not ended are done again',
      SOURCES.redriveExecution,
      async () => {
        const { on, calls, redrive } = fragile('b');
        const slow = {
          StartAt: 'C',
          States: {
            C: { Type: 'Task', Resource: ECHO, Arguments: 'c', Next: 'W' },
            W: { Type: 'Wait', Seconds: 50, End: true },
          },
        };
        const late = { StartAt: 'V', States: { V: { Type: 'Wait', Seconds: 5, Next: 'B' }, B: call('b') } };
        const P: Json = { Type: 'Parallel', Branches: [line('A', call('a')), late, slow], End: true };
        const { arn } = await run(on, { P });
        expect(await redrive(arn)).toMatchObject({ status: 'SUCCEEDED', output: '["a","b","c"]' });
        expect(calls).toEqual(['b']);
      },
    ),
    conforms(
      'REDRIVE-3',
      'Of a Map the iterations that have not succeeded are done again, inline or distributed',
      SOURCES.redriveExecution,
      async () => {
        for (const Mode of ['INLINE', 'DISTRIBUTED']) {
          const { on, calls, redrive } = fragile(3);
          const ProcessorConfig: Json = Mode === 'INLINE' ? { Mode } : { Mode, ExecutionType: 'STANDARD' };
          const ItemProcessor = { ProcessorConfig, ...line('T', task()) };
          const M: Json = { Type: 'Map', MaxConcurrency: 1, ItemProcessor, End: true };
          const { arn, status } = await run(on, { M }, [1, 2, 3, 4]);
          expect(status).toBe('FAILED');
          expect(await redrive(arn)).toMatchObject({ status: 'SUCCEEDED', output: '[1,2,3,4]' });
          expect(calls).toEqual([3, 4]);
        }
      },
    ),
    conforms('REDRIVE-4', 'Retries and timeouts begin anew', SOURCES.redriveExecution, async () => {
      let calls = 0;
      const on = fixture(async () => {
        calls += 1;
        throw new TaskError('Broken', '');
      });
      const T = task({ Retry: [{ ErrorEquals: ['Broken'], MaxAttempts: 2, IntervalSeconds: 30 }] });
      const arn = start(on, { T }, {}, { TimeoutSeconds: 100 });
      await on.clock.runUntil(on.engine.waitFor(arn));
      await on.clock.advance(1_000_000);
      on.engine.redriveExecution(arn);
      expect((await on.clock.runUntil(on.engine.waitFor(arn))).status).toBe('FAILED');
      expect(calls).toBe(6);
    }),
    conforms(
      'REDRIVE-5',
      'A Parallel that used up its retries begins with all of them',
      SOURCES.redriveExecution,
      async () => {
        const { on, calls, redrive } = fragile('b');
        const P: Json = {
          Type: 'Parallel',
          Branches: [
            line('A', call('a')),
            { StartAt: 'V', States: { V: { Type: 'Wait', Seconds: 5, Next: 'B' }, B: call('b') } },
          ],
          Retry: [{ ErrorEquals: ['Broken'], MaxAttempts: 1 }],
          End: true,
        };
        const { arn } = await run(on, { P });
        expect(calls.filter((name) => name === 'b')).toHaveLength(2);
        expect(await redrive(arn)).toMatchObject({ status: 'SUCCEEDED', output: '["a","b"]' });
        expect(calls).toEqual(['b']);
      },
    ),
    conforms(
      'REDRIVE-6',
      'It is told as ExecutionRedriven with a count, which the context has too',
      SOURCES.historyEvent,
      async () => {
        const { on, redrive } = fragile('x');
        const T = call('x', { Output: '{% $states.context.Execution.RedriveCount %}' });
        const { arn } = await run(on, { T });
        expect((await redrive(arn)).output).toBe('1');
        expect(eventTypes(on, arn)).toEqual([
          'ExecutionStarted',
          'TaskStateEntered',
          'TaskScheduled',
          'TaskStarted',
          'TaskFailed',
          'ExecutionFailed',
          'ExecutionRedriven',
          'TaskScheduled',
          'TaskStarted',
          'TaskSucceeded',
          'TaskStateExited',
          'ExecutionSucceeded',
        ]);
        expect(on.engine.describeExecution(arn)).toMatchObject({ redrives: 1, redriven: expect.any(Number) });
      },
    ),
    conforms('REDRIVE-7', 'So can one that was stopped or timed out', SOURCES.redriveExecution, async () => {
      const on = fixture();
      const W = { Type: 'Wait', Seconds: 100, End: true };
      const stopped = start(on, { W });
      await on.clock.advance(1000);
      on.engine.stopExecution(stopped, 'Stopped');
      on.engine.redriveExecution(stopped);
      expect(await on.clock.runUntil(on.engine.waitFor(stopped))).toMatchObject({ status: 'SUCCEEDED', error: null });
    }),
    conforms(
      'REDRIVE-8',
      'One that runs, has succeeded, or ended over 14 days ago is ExecutionNotRedrivable',
      SOURCES.redriveExecution,
      async () => {
        const { on } = fragile('x');
        const ended = await run(on, pass(1));
        expect(() => on.engine.redriveExecution(ended.arn)).toThrow(code('ExecutionNotRedrivable'));
        const running = start(on, { W: { Type: 'Wait', Seconds: 9, End: true } });
        expect(() => on.engine.redriveExecution(running)).toThrow(code('ExecutionNotRedrivable'));
        const { arn } = await run(on, { T: call('x') });
        await on.clock.advance(14 * 86_400_000 + 1);
        expect(() => on.engine.redriveExecution(arn)).toThrow(code('ExecutionNotRedrivable'));
      },
    ),
  ],
};
