import { expect } from 'vitest';
import { TaskError } from '../../../../local/step-functions/errors.ts';
import type { Json } from '../../../../local/step-functions/json.ts';
import { failureOf, outputOf, task } from '../fixture.ts';
import { type Area, conforms, rejected } from './row.ts';
import { SOURCES } from './sources.ts';

const raising = (error: string) => async () => {
  throw new TaskError(error, 'because');
};
/** Whether a catcher for these names takes an error. */
async function catches(names: string[], error: string): Promise<boolean> {
  const states = { T: task({ Catch: [{ ErrorEquals: names, Next: 'S' }] }), S: { Type: 'Succeed' } };
  return (await failureOf(states, {}, raising(error))).status === 'SUCCEEDED';
}
const caught = (more: Record<string, Json> = {}) => ({
  T: task({ Catch: [{ ErrorEquals: ['States.ALL'], Next: 'S', ...more }] }),
  S: { Type: 'Succeed' },
});

export const failures: Area = {
  title: 'Errors and Catch',
  rows: [
    conforms('ERROR-1', 'States.ALL takes any error, a timeout included', SOURCES.errors, async () => {
      for (const error of ['Custom', 'States.TaskFailed', 'States.Timeout', 'States.QueryEvaluationError']) {
        expect(await catches(['States.ALL'], error), error).toBe(true);
      }
    }),
    conforms('ERROR-2', 'States.ALL does not take States.DataLimitExceeded', SOURCES.errors, async () => {
      expect(await catches(['States.ALL'], 'States.DataLimitExceeded')).toBe(false);
    }),
    conforms('ERROR-3', 'States.ALL does not take States.Runtime', SOURCES.errors, async () => {
      expect(await catches(['States.ALL'], 'States.Runtime')).toBe(false);
    }),
    conforms('ERROR-4', 'States.DataLimitExceeded is taken by its own name', SOURCES.errors, async () => {
      expect(await catches(['States.DataLimitExceeded'], 'States.DataLimitExceeded')).toBe(true);
    }),
    conforms('ERROR-5', 'States.TaskFailed takes any error of a task except a timeout', SOURCES.errors, async () => {
      expect(await catches(['States.TaskFailed'], 'Custom')).toBe(true);
      expect(await catches(['States.TaskFailed'], 'States.Timeout')).toBe(false);
    }),
    conforms('ERROR-6', 'States.Timeout takes a missed heartbeat too', SOURCES.errors, async () => {
      expect(await catches(['States.Timeout'], 'States.HeartbeatTimeout')).toBe(true);
      expect(await catches(['States.HeartbeatTimeout'], 'States.Timeout')).toBe(false);
    }),
    conforms('ERROR-7', 'Names are compared as they are written', SOURCES.errors, async () => {
      expect(await catches(['custom'], 'Custom')).toBe(false);
      expect(await catches(['Other', 'Custom'], 'Custom')).toBe(true);
    }),
    conforms('ERROR-8', 'A task that fails without a name is States.TaskFailed', SOURCES.errors, async () => {
      const found = await failureOf({ T: task() }, {}, async () => {
        throw new Error('no such host');
      });
      expect(found).toMatchObject({ error: 'States.TaskFailed', cause: 'no such host' });
    }),
    conforms('ERROR-9', 'The first catcher that matches decides', SOURCES.specErrors, async () => {
      const Catch = [
        { ErrorEquals: ['Custom'], Next: 'First' },
        { ErrorEquals: ['States.ALL'], Next: 'Second' },
      ];
      const states = {
        T: task({ Catch }),
        First: { Type: 'Pass', Output: 1, End: true },
        Second: { Type: 'Pass', Output: 2, End: true },
      };
      expect(await outputOf(states, {}, raising('Custom'))).toBe(1);
      expect(await outputOf(states, {}, raising('Other'))).toBe(2);
    }),
    conforms('ERROR-10', 'Without Output a catcher hands on Error and Cause', SOURCES.errors, async () => {
      expect(await outputOf(caught(), {}, raising('Custom'))).toEqual({ Error: 'Custom', Cause: 'because' });
    }),
    conforms('ERROR-11', 'A catcher’s Output reads $states.errorOutput and $states.input', SOURCES.errors, async () => {
      const Output = '{% [$states.input, $states.errorOutput.Error] %}';
      expect(await outputOf(caught({ Output }), 'in', raising('Custom'))).toEqual(['in', 'Custom']);
    }),
    conforms('ERROR-12', 'Parallel and Map are caught like tasks', SOURCES.errors, async () => {
      const inner = { StartAt: 'F', States: { F: { Type: 'Fail', Error: 'Inner' } } };
      const Catch = [{ ErrorEquals: ['Inner'], Next: 'S' }];
      const S = { Type: 'Succeed', Output: 'caught' };
      expect(await outputOf({ P: { Type: 'Parallel', Branches: [inner], Catch, Next: 'S' }, S })).toBe('caught');
      expect(await outputOf({ M: { Type: 'Map', Items: [1], ItemProcessor: inner, Catch, Next: 'S' }, S })).toBe(
        'caught',
      );
    }),
    conforms('ERROR-13', 'What nothing catches is the failure of the execution', SOURCES.errors, async () => {
      expect(await failureOf({ T: task() }, {}, raising('Custom'))).toEqual({
        status: 'FAILED',
        error: 'Custom',
        cause: 'because',
      });
    }),
    conforms(
      'ERROR-14',
      'An error in the expression of a catcher is not caught by its neighbours',
      SOURCES.specErrors,
      async () => {
        const Catch: Json = [
          { ErrorEquals: ['Custom'], Next: 'S', Output: '{% $absent %}' },
          { ErrorEquals: ['States.QueryEvaluationError'], Next: 'S' },
        ];
        const found = await failureOf({ T: task({ Catch }), S: { Type: 'Succeed' } }, {}, raising('Custom'));
        expect(found).toMatchObject({ status: 'FAILED', error: 'States.QueryEvaluationError' });
      },
    ),
    rejected(
      'ERROR-15',
      'States.ALL stands alone in its list, and last',
      SOURCES.errors,
      caught({ ErrorEquals: ['States.ALL', 'Custom'] }),
      { state: 'T', says: 'Catch[0]: States.ALL stands alone' },
    ),
    rejected(
      'ERROR-16',
      'Pass, Wait, Choice and Succeed have no Catch and no Retry',
      SOURCES.errors,
      { P: { Type: 'Pass', Retry: [], End: true } },
      { state: 'P', says: 'Unrecognized key: "Retry"' },
    ),
  ],
};
