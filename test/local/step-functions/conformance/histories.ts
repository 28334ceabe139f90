import { expect } from 'vitest';
import { TaskError } from '../../../../local/step-functions/errors.ts';
import type { Json } from '../../../../local/step-functions/json.ts';
import { eventTypes, fixture, pass, run, start, task } from '../fixture.ts';
import { type Area, conforms } from './row.ts';
import { SOURCES } from './sources.ts';

const raising = async () => {
  throw new TaskError('Broken', 'because');
};
/** The events as `type<what it follows on>`. */
async function chain(states: Record<string, Json>, integrate?: () => Promise<unknown>, input: Json = {}) {
  const on = fixture(integrate);
  const { arn } = await run(on, states, input);
  return on.engine.getExecutionHistory(arn).items.map(({ type, previousEventId }) => `${type} ${previousEventId}`);
}
const inner = (Type: string, more: Record<string, Json> = {}) => ({ StartAt: 'I', States: { I: { Type, ...more } } });

export const histories: Area = {
  title: 'History',
  rows: [
    conforms(
      'HISTORY-1',
      'A task: entered, scheduled, started, succeeded, exited, each after the one before',
      SOURCES.historyEvent,
      async () => {
        expect(await chain({ T: task() })).toEqual([
          'ExecutionStarted 0',
          'TaskStateEntered 0',
          'TaskScheduled 2',
          'TaskStarted 3',
          'TaskSucceeded 4',
          'TaskStateExited 5',
          'ExecutionSucceeded 6',
        ]);
      },
    ),
    conforms('HISTORY-2', 'A function by its own ARN has event types of its own', SOURCES.historyEvent, async () => {
      const T = task({ Resource: 'arn:aws:lambda:us-east-1:000000000000:function:f' });
      expect(await chain({ T }, raising)).toEqual([
        'ExecutionStarted 0',
        'TaskStateEntered 0',
        'LambdaFunctionScheduled 2',
        'LambdaFunctionStarted 3',
        'LambdaFunctionFailed 4',
        'ExecutionFailed 5',
      ]);
    }),
    conforms(
      'HISTORY-3',
      'A retried task is scheduled again without being entered again',
      SOURCES.historyEvent,
      async () => {
        const T = task({ Retry: [{ ErrorEquals: ['Broken'], MaxAttempts: 1 }] });
        expect(await chain({ T }, raising)).toEqual([
          'ExecutionStarted 0',
          'TaskStateEntered 0',
          'TaskScheduled 2',
          'TaskStarted 3',
          'TaskFailed 4',
          'TaskScheduled 5',
          'TaskStarted 6',
          'TaskFailed 7',
          'ExecutionFailed 8',
        ]);
      },
    ),
    conforms('HISTORY-4', 'A state without work: entered and exited', SOURCES.historyEvent, async () => {
      const kinds: Record<string, Record<string, Json>> = { Pass: {}, Wait: { Seconds: 0 } };
      for (const [type, more] of Object.entries(kinds)) {
        expect(await chain({ S: { Type: type, End: true, ...more } })).toEqual([
          'ExecutionStarted 0',
          `${type}StateEntered 0`,
          `${type}StateExited 2`,
          'ExecutionSucceeded 3',
        ]);
      }
    }),
    conforms('HISTORY-5', 'A Fail state is entered and never exited', SOURCES.historyEvent, async () => {
      expect(await chain({ F: { Type: 'Fail', Error: 'E' } })).toEqual([
        'ExecutionStarted 0',
        'FailStateEntered 0',
        'ExecutionFailed 2',
      ]);
    }),
    conforms('HISTORY-6', 'A Parallel: started, its branches, succeeded, exited', SOURCES.historyEvent, async () => {
      const P = { Type: 'Parallel', Branches: [inner('Pass', { End: true })], End: true };
      expect(await chain({ P })).toEqual([
        'ExecutionStarted 0',
        'ParallelStateEntered 0',
        'ParallelStateStarted 2',
        'PassStateEntered 3',
        'PassStateExited 4',
        'ParallelStateSucceeded 5',
        'ParallelStateExited 5',
        'ExecutionSucceeded 7',
      ]);
    }),
    conforms('HISTORY-7', 'A Parallel that fails follows on what failed in it', SOURCES.historyEvent, async () => {
      const P = { Type: 'Parallel', Branches: [inner('Fail', { Error: 'E' })], End: true };
      expect(await chain({ P })).toEqual([
        'ExecutionStarted 0',
        'ParallelStateEntered 0',
        'ParallelStateStarted 2',
        'FailStateEntered 3',
        'ParallelStateFailed 4',
        'ExecutionFailed 5',
      ]);
    }),
    conforms(
      'HISTORY-8',
      'A Map: started with its length, an event as each iteration begins and ends',
      SOURCES.historyEvent,
      async () => {
        const M = { Type: 'Map', ItemProcessor: inner('Pass', { End: true }), End: true };
        expect(await chain({ M }, undefined, [1])).toEqual([
          'ExecutionStarted 0',
          'MapStateEntered 0',
          'MapStateStarted 2',
          'MapIterationStarted 3',
          'PassStateEntered 4',
          'PassStateExited 5',
          'MapIterationSucceeded 6',
          'MapStateSucceeded 7',
          'MapStateExited 7',
          'ExecutionSucceeded 9',
        ]);
      },
    ),
    conforms('HISTORY-9', 'An iteration that fails, and the Map with it', SOURCES.historyEvent, async () => {
      const M = { Type: 'Map', ItemProcessor: inner('Fail', { Error: 'E' }), End: true };
      expect(await chain({ M }, undefined, [1])).toEqual([
        'ExecutionStarted 0',
        'MapStateEntered 0',
        'MapStateStarted 2',
        'MapIterationStarted 3',
        'FailStateEntered 4',
        'MapIterationFailed 5',
        'MapStateFailed 5',
        'ExecutionFailed 7',
      ]);
    }),
    conforms(
      'HISTORY-10',
      'What a failure cuts off is told as aborted, what is inside first',
      SOURCES.historyEvent,
      async () => {
        const on = fixture((_, args) => (args === 'x' ? raising() : new Promise(() => {})));
        const W = { Type: 'Wait', Seconds: "{% $states.input = 'x' ? 1 : 0 %}", Next: 'T' };
        const M = { Type: 'Map', ItemProcessor: { StartAt: 'W', States: { W, T: task() } }, End: true };
        const { arn } = await run(on, { M }, ['x', 'y', 'z']);
        expect(eventTypes(on, arn).slice(-7)).toEqual([
          'MapIterationFailed',
          'TaskStateAborted',
          'MapIterationAborted',
          'TaskStateAborted',
          'MapIterationAborted',
          'MapStateFailed',
          'ExecutionFailed',
        ]);
      },
    ),
    conforms(
      'HISTORY-11',
      'An expression that fails is told as EvaluationFailed, with state and field',
      SOURCES.historyEvent,
      async () => {
        const on = fixture();
        const { arn } = await run(on, pass({ a: '{% $states.input.absent %}' }));
        const { items } = on.engine.getExecutionHistory(arn);
        expect(items.map(({ type }) => type)).toEqual([
          'ExecutionStarted',
          'PassStateEntered',
          'EvaluationFailed',
          'ExecutionFailed',
        ]);
        expect(items[2]?.details).toMatchObject({
          evaluationFailedEventDetails: { error: 'States.QueryEvaluationError', location: 'Output/a', state: 'Only' },
        });
      },
    ),
    conforms(
      'HISTORY-12',
      'Exit events tell the variables that were assigned, as JSON text',
      SOURCES.historyEvent,
      async () => {
        const on = fixture();
        const { arn } = await run(on, { P: { Type: 'Pass', Assign: { n: [1] }, End: true } });
        expect(on.engine.getExecutionHistory(arn).items[2]?.details).toMatchObject({
          stateExitedEventDetails: { name: 'P', assignedVariables: { n: '[1]' } },
        });
      },
    ),
    conforms('HISTORY-13', 'Pages by maxResults, in order or newest first', SOURCES.getExecutionHistory, async () => {
      const on = fixture();
      const { arn } = await run(on, { T: task() });
      const ids: number[] = [];
      for (let offset: number | undefined = 0; offset !== undefined; ) {
        const page = on.engine.getExecutionHistory(arn, { limit: 3, offset });
        ids.push(...page.items.map(({ id }) => id));
        offset = page.nextOffset;
      }
      expect(ids).toEqual([1, 2, 3, 4, 5, 6, 7]);
      const newest = on.engine.getExecutionHistory(arn, { limit: 2, reverseOrder: true });
      expect(newest.items.map(({ id }) => id)).toEqual([7, 6]);
    }),
    conforms(
      'HISTORY-14',
      'includeExecutionData false leaves inputs and outputs out',
      SOURCES.getExecutionHistory,
      async () => {
        const on = fixture();
        const { arn } = await run(on, { T: task() }, { secret: 'word' });
        const { items } = on.engine.getExecutionHistory(arn, { includeExecutionData: false });
        expect(JSON.stringify(items)).not.toContain('word');
      },
    ),
    conforms(
      'HISTORY-15',
      'A stopped execution ends with ExecutionAborted and what was said of it',
      SOURCES.stopExecution,
      async () => {
        const on = fixture();
        const arn = start(on, { W: { Type: 'Wait', Seconds: 100, End: true } });
        await on.clock.advance(1000);
        on.engine.stopExecution(arn, 'Withdrawn', 'by the vendor');
        expect(on.engine.getExecutionHistory(arn).items.at(-1)).toMatchObject({
          type: 'ExecutionAborted',
          details: { executionAbortedEventDetails: { error: 'Withdrawn', cause: 'by the vendor' } },
        });
      },
    ),
  ],
};
