import { expect } from 'vitest';
import { TaskError } from '../../../../local/step-functions/errors.ts';
import type { Json } from '../../../../local/step-functions/json.ts';
import { ECHO, failureOf, fixture, outputOf, run, task } from '../fixture.ts';
import { type Area, conforms } from './row.ts';
import { SOURCES } from './sources.ts';

const choose = (Condition: string | boolean) => ({
  C: { Type: 'Choice', Choices: [{ Condition, Next: 'Yes' }], Default: 'No' },
  Yes: { Type: 'Pass', Output: 'yes', End: true },
  No: { Type: 'Pass', Output: 'no', End: true },
});

export const states: Area = {
  title: 'States',
  rows: [
    conforms('PASS-1', 'Pass without Output hands its input on', SOURCES.pass, async () => {
      expect(await outputOf({ P: { Type: 'Pass', End: true } }, { a: [1] })).toEqual({ a: [1] });
    }),
    conforms('PASS-2', 'Output may be any JSON: null, a number, a list, an object', SOURCES.jsonata, async () => {
      for (const Output of [null, 7, 'text', [], [1, { a: 2 }], {}]) {
        expect(await outputOf({ P: { Type: 'Pass', Output, End: true } })).toEqual(Output);
      }
    }),
    conforms('SUCCEED-1', 'Succeed ends the execution with its Output', SOURCES.succeed, async () => {
      expect(await outputOf({ S: { Type: 'Succeed', Output: '{% $states.input.n + 1 %}' } }, { n: 1 })).toBe(2);
    }),
    conforms('FAIL-1', 'Fail ends with its Error and Cause, which may be expressions', SOURCES.fail, async () => {
      const F = { Type: 'Fail', Error: 'Late', Cause: "{% 'since ' & $states.input.day %}" };
      expect(await failureOf({ F }, { day: 'Monday' })).toEqual({
        status: 'FAILED',
        error: 'Late',
        cause: 'since Monday',
      });
    }),
    conforms('FAIL-2', 'Error and Cause may be left out', SOURCES.fail, async () => {
      expect(await failureOf({ F: { Type: 'Fail' } })).toEqual({ status: 'FAILED', error: null, cause: null });
    }),
    conforms('CHOICE-1', 'The first rule whose Condition holds decides', SOURCES.choice, async () => {
      const Choices = [
        { Condition: '{% $states.input > 1 %}', Next: 'A' },
        { Condition: '{% $states.input > 0 %}', Next: 'B' },
      ];
      const C = { Type: 'Choice', Choices };
      const [A, B] = ['a', 'b'].map((Output) => ({ Type: 'Pass', Output, End: true }));
      expect(await outputOf({ C, A: A ?? {}, B: B ?? {} }, 2)).toBe('a');
      expect(await outputOf({ C, A: A ?? {}, B: B ?? {} }, 1)).toBe('b');
    }),
    conforms('CHOICE-2', 'Default is taken where no rule holds', SOURCES.choice, async () => {
      expect(await outputOf(choose('{% $states.input.ok %}'), { ok: false })).toBe('no');
    }),
    conforms('CHOICE-3', 'Without Default it is States.NoChoiceMatched', SOURCES.errors, async () => {
      const { Default: _, ...C } = choose('{% false %}').C;
      const found = await failureOf({ C, Yes: { Type: 'Succeed' } });
      expect(found.error).toBe('States.NoChoiceMatched');
    }),
    conforms('CHOICE-4', 'A Condition must be a boolean: anything else is an error', SOURCES.choice, async () => {
      for (const n of ['1', "'yes'", 'null', '[]']) {
        expect((await failureOf(choose(`{% ${n} %}`))).error).toBe('States.QueryEvaluationError');
      }
      expect(await outputOf(choose(true))).toBe('yes');
    }),
    conforms(
      'CHOICE-5',
      'Each rule has its own Output and Assign, Default those of the state',
      SOURCES.choice,
      async () => {
        const C = {
          Type: 'Choice',
          Choices: [{ Condition: '{% $states.input %}', Next: 'S', Output: 'rule', Assign: { by: 'rule' } }],
          Default: 'S',
          Output: 'state',
          Assign: { by: 'state' },
        };
        const S = { Type: 'Succeed', Output: '{% [$states.input, $by] %}' };
        expect(await outputOf({ C, S }, true)).toEqual(['rule', 'rule']);
        expect(await outputOf({ C, S }, false)).toEqual(['state', 'state']);
      },
    ),
    conforms('WAIT-1', 'Seconds may be an expression, from 0 to 99,999,999', SOURCES.wait, async () => {
      const W = { Type: 'Wait', Seconds: '{% $states.input %}', End: true };
      const { started, stopped } = await run(fixture(), { W }, 99_999_999);
      expect((stopped ?? 0) - started).toBe(99_999_999_000);
      for (const wrong of [-1, 1.5, '5', 100_000_000]) {
        expect((await failureOf({ W }, wrong)).error).toBe('States.QueryEvaluationError');
      }
    }),
    conforms(
      'WAIT-2',
      'Timestamp waits until then, in whole seconds; one in the past is no wait',
      SOURCES.wait,
      async () => {
        const W = { Type: 'Wait', Timestamp: '{% $states.input %}', End: true };
        const on = fixture();
        const due = on.clock.now() + 15 * 86_400_000;
        const row = await run(on, { W }, new Date(due + 999).toISOString());
        expect(row.stopped).toBe(due);
        const past = await run(fixture(), { W }, '2001-01-01T00:00:00Z');
        expect((past.stopped ?? 0) - past.started).toBe(0);
      },
    ),
    conforms(
      'WAIT-3',
      'A Timestamp needs the T and the Z or an offset of RFC 3339',
      SOURCES.specTimestamps,
      async () => {
        const W = { Type: 'Wait', Timestamp: '{% $states.input %}', End: true };
        expect(await outputOf({ W }, '2026-01-01T09:00:00.123456789+09:00')).toBeTruthy();
        for (const wrong of [
          '2026-02-01 09:00:00Z',
          '2026-02-01T09:00:00',
          '2026-13-01T00:00:00Z',
          '01-02-2026T00:00:00Z',
        ]) {
          expect((await failureOf({ W }, wrong)).error, wrong).toBe('States.QueryEvaluationError');
        }
      },
    ),
    conforms(
      'TASK-1',
      'Without Arguments a task gets the input, without Output it gives the result',
      SOURCES.task,
      async () => {
        expect(await outputOf({ T: task() }, { a: 1 })).toEqual({ a: 1 });
      },
    ),
    conforms('TASK-2', 'A Lambda function’s error is the name of what it threw', SOURCES.errors, async () => {
      const failing = async () => {
        throw new TaskError('BundleMissing', '{"errorMessage":"gone"}');
      };
      expect((await failureOf({ T: task({ Resource: ECHO }) }, {}, failing)).error).toBe('BundleMissing');
    }),
    conforms(
      'PARALLEL-1',
      'Branches get the same input; their outputs are a list in their order',
      SOURCES.parallel,
      async () => {
        const branch = (name: string, Seconds: number) => ({
          StartAt: name,
          States: {
            [name]: { Type: 'Wait', Seconds, Output: `{% $states.input & '${name}' %}`, End: true },
          },
        });
        const P = { Type: 'Parallel', Branches: [branch('a', 9), branch('b', 1)], End: true };
        expect(await outputOf({ P }, 'x')).toEqual(['xa', 'xb']);
      },
    ),
    conforms(
      'PARALLEL-2',
      'The first branch that fails is the failure of the state, and ends the others',
      SOURCES.parallel,
      async () => {
        const Branches: Json = [
          { StartAt: 'Slow', States: { Slow: { Type: 'Wait', Seconds: 500, End: true } } },
          { StartAt: 'W', States: { W: { Type: 'Wait', Seconds: 5, Next: 'F' }, F: { Type: 'Fail', Error: 'Split' } } },
        ];
        const row = await run(fixture(), { P: { Type: 'Parallel', Branches, End: true } });
        expect([row.error, (row.stopped ?? 0) - row.started]).toEqual(['Split', 5000]);
      },
    ),
    conforms(
      'FLOW-1',
      'A state may be entered again: a loop is a machine like any other',
      SOURCES.specTransitions,
      async () => {
        const loop = {
          N: { Type: 'Pass', Assign: { n: 0 }, Next: 'More' },
          More: { Type: 'Pass', Assign: { n: '{% $n + 1 %}' }, Next: 'Enough' },
          Enough: { Type: 'Choice', Choices: [{ Condition: '{% $n >= 5 %}', Next: 'S' }], Default: 'More' },
          S: { Type: 'Succeed', Output: '{% $n %}' },
        };
        expect(await outputOf(loop)).toBe(5);
      },
    ),
  ],
};
