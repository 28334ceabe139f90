import { expect } from 'vitest';
import type { Json } from '../../../../local/step-functions/json.ts';
import { CALLBACK, failureOf, fixture, outputOf, pass, run, start, task } from '../fixture.ts';
import { type Area, conforms, differs, refused, rejected } from './row.ts';
import { SOURCES } from './sources.ts';

const gives = async (expression: string, expected: Json, input: Json = {}) =>
  expect(await outputOf(pass(`{% ${expression} %}`), input), expression).toEqual(expected);
const fails = async (expression: string, input: Json = {}) =>
  expect((await failureOf(pass(`{% ${expression} %}`), input)).error, expression).toBe('States.QueryEvaluationError');

export const data: Area = {
  title: 'JSONata, variables and the context object',
  rows: [
    conforms(
      'JSONATA-1',
      'A string is an expression where {% is its very start and %} its very end',
      SOURCES.jsonata,
      async () => {
        expect(await outputOf(pass('a {% 1 + 1 %}'.replace(' %}', '')))).toBe('a {% 1 + 1');
        await gives('1 + 1', 2);
      },
    ),
    rejected(
      'JSONATA-2',
      'Delimiters at one end, or with a blank outside of them, are a mistake',
      SOURCES.jsonata,
      pass(' {% 1 %}'),
      { state: 'Only', says: 'has JSONata delimiters at one end only' },
    ),
    conforms('JSONATA-3', 'Expressions may stand anywhere inside objects and lists', SOURCES.jsonata, async () => {
      const Output = { a: ['{% 1 + 1 %}', { b: '{% $states.input %}' }], c: 'plain' };
      expect(await outputOf(pass(Output), 'in')).toEqual({ a: [2, { b: 'in' }], c: 'plain' });
    }),
    conforms('JSONATA-4', 'An expression that gives nothing is States.QueryEvaluationError', SOURCES.jsonata, () =>
      fails('$states.input.absent'),
    ),
    conforms(
      'JSONATA-5',
      'So is one that cannot be evaluated, and one that gives a function',
      SOURCES.jsonata,
      async () => {
        await fails("1 + 'a'");
        await fails('$absent()');
        await fails('function($x){ $x }');
        await fails("$error('no')");
      },
    ),
    conforms(
      'JSONATA-6',
      '$states.input is the input of the state wherever it is read',
      SOURCES.variables,
      async () => {
        const T = task({ Arguments: { x: 1 }, Output: '{% [$states.input, $states.result] %}' });
        expect(await outputOf({ T }, 'in')).toEqual(['in', { x: 1 }]);
      },
    ),
    rejected(
      'JSONATA-7',
      '$states.result exists after the work of a Task, Parallel or Map alone',
      SOURCES.variables,
      { P: { Type: 'Pass', Output: '{% $states.result %}', End: true } },
      { state: 'P', says: '$states.result does not exist here' },
    ),
    rejected(
      'JSONATA-8',
      '$states.errorOutput exists in a Catch alone',
      SOURCES.variables,
      { T: task({ Output: '{% $states.errorOutput %}' }) },
      { state: 'T', says: '$states.errorOutput does not exist here' },
    ),
    conforms(
      'JSONATA-9',
      '$partition splits a list into parts of a size; the last may be smaller',
      SOURCES.jsonata,
      async () => {
        await gives('$partition([1,2,3,4,5], 2)', [[1, 2], [3, 4], [5]]);
        await gives('$partition([1,2], 5)', [[1, 2]]);
        await gives('$partition([0], 1)', [[0]]);
        await fails('$partition([1,2], 0)');
      },
    ),
    conforms('JSONATA-10', '$range counts from the first to the last number by a step', SOURCES.jsonata, async () => {
      await gives('$range(0, 10, 2)', [0, 2, 4, 6, 8, 10]);
      await gives('$range(5, 1, -2)', [5, 3, 1]);
      await fails('$range(0, 10, 0)');
      await fails('$range(1, 2000, 1)');
    }),
    conforms('JSONATA-11', '$hash takes MD5, SHA-1, SHA-256, SHA-384 and SHA-512', SOURCES.jsonata, async () => {
      await gives("$hash('abc', 'SHA-256')", 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
      await gives("$hash('abc', 'MD5')", '900150983cd24fb0d6963f7d28e17f72');
      for (const name of ['SHA-1', 'SHA-384', 'SHA-512']) await outputOf(pass(`{% $hash('abc', '${name}') %}`));
      await fails("$hash('abc', 'SHA-3')");
    }),
    conforms(
      'JSONATA-12',
      '$random gives a number from 0 to below 1; a seed gives the same one again',
      SOURCES.jsonata,
      async () => {
        await gives('$random(7) = $random(7)', true);
        await gives('$random(7) >= 0 and $random(7) < 1 and $random() < 1', true);
      },
    ),
    differs(
      'JSONATA-13',
      'A seed gives the numbers of the service’s own generator',
      SOURCES.jsonata,
      'the generator is another one: equal seeds give equal numbers, not the service’s',
      () => gives('$random(1) = $random(2)', false),
    ),
    conforms('JSONATA-14', '$uuid gives a random UUID of version 4', SOURCES.jsonata, async () => {
      await gives(
        '$match($uuid(), /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)[0] != ""',
        true,
      );
    }),
    conforms('JSONATA-15', '$parse reads JSON text', SOURCES.jsonata, async () => {
      await gives('$parse($states.input)', { Arg1: 1, Arg2: [] }, '{"Arg1": 1, "Arg2": []}');
      await gives('$parse($states.input)', 'HelloWorld', '"HelloWorld"');
      await fails('$parse($states.input)', '{');
    }),
    conforms('JSONATA-16', '$eval does not exist', SOURCES.jsonata, () => fails("$eval('1')")),
    conforms('JSONATA-17', 'What a field must be is checked after its expression', SOURCES.jsonata, async () => {
      const found = await failureOf({ T: task({ TimeoutSeconds: "{% 'soon' %}" }) });
      expect(found).toMatchObject({
        error: 'States.QueryEvaluationError',
        cause: expect.stringContaining('TimeoutSeconds'),
      });
    }),
    conforms(
      'VARIABLE-1',
      'Assign and Output are evaluated side by side, on the variables from before',
      SOURCES.variables,
      async () => {
        const output = await outputOf({
          A: { Type: 'Pass', Assign: { x: 1 }, Next: 'B' },
          B: { Type: 'Pass', Assign: { x: '{% $x + 1 %}', y: '{% $x %}' }, Output: '{% $x %}', Next: 'C' },
          C: { Type: 'Pass', Output: '{% [$states.input, $x, $y] %}', End: true },
        });
        expect(output).toEqual([1, 2, 1]);
      },
    ),
    conforms(
      'VARIABLE-2',
      'An inner branch reads outer variables; its own end with it',
      SOURCES.variables,
      async () => {
        const inner = {
          StartAt: 'I',
          States: {
            I: { Type: 'Pass', Assign: { own: '{% $outer + 1 %}' }, Next: 'J' },
            J: { Type: 'Pass', Output: '{% $own %}', End: true },
          },
        };
        const around = (Output: string) => ({
          A: { Type: 'Pass', Assign: { outer: 1 }, Next: 'P' },
          P: { Type: 'Parallel', Branches: [inner], Next: 'Z' },
          Z: { Type: 'Pass', Output, End: true },
        });
        expect(await outputOf(around('{% $states.input[0] %}'))).toBe(2);
        expect((await failureOf(around('{% $own %}'))).error).toBe('States.QueryEvaluationError');
      },
    ),
    rejected(
      'VARIABLE-3',
      'An inner branch cannot assign a variable of a scope around it',
      SOURCES.variables,
      {
        A: { Type: 'Pass', Assign: { x: 1 }, Next: 'P' },
        P: {
          Type: 'Parallel',
          Branches: [{ StartAt: 'I', States: { I: { Type: 'Pass', Assign: { x: 2 }, End: true } } }],
          End: true,
        },
      },
      { state: 'I', says: "'x' is a variable of a scope around this branch" },
    ),
    conforms('VARIABLE-4', 'A variable may be set in a Catch', SOURCES.variables, async () => {
      const Catch = [{ ErrorEquals: ['States.ALL'], Next: 'S', Assign: { why: '{% $states.errorOutput.Error %}' } }];
      const states = { T: task({ Arguments: '{% $absent %}', Catch }), S: { Type: 'Succeed', Output: '{% $why %}' } };
      expect(await outputOf(states)).toBe('States.QueryEvaluationError');
    }),
    rejected(
      'VARIABLE-5',
      '$states is reserved',
      SOURCES.variables,
      { P: { Type: 'Pass', Assign: { states: 1 }, End: true } },
      { state: 'P', says: "'states' cannot be a variable's name" },
    ),
    conforms('CONTEXT-1', 'The context tells of execution, state machine and state', SOURCES.context, async () => {
      const on = fixture();
      const { arn, output } = await run(on, pass('{% $states.context %}'), { a: 1 });
      expect(JSON.parse(output ?? '')).toMatchObject({
        Execution: {
          Id: arn,
          Input: { a: 1 },
          Name: arn.split(':').at(-1),
          RedriveCount: 0,
          StartTime: expect.any(String),
        },
        StateMachine: { Id: expect.stringContaining(':stateMachine:machine'), Name: 'machine' },
        State: { Name: 'Only', RetryCount: 0, EnteredTime: expect.any(String) },
      });
    }),
    conforms('CONTEXT-2', 'Task.Token exists where a task waits for it', SOURCES.context, async () => {
      let seen: unknown;
      const on = fixture(async (_, args, { taskToken }) => {
        seen = [args, taskToken];
      });
      start(on, { T: task({ Resource: CALLBACK, Arguments: '{% $states.context.Task.Token %}' }) });
      await on.clock.advance(0);
      expect(seen).toEqual([expect.stringMatching(/\S/), expect.any(String)]);
      expect((await failureOf({ T: task({ Arguments: '{% $states.context.Task.Token %}' }) })).error).toBe(
        'States.QueryEvaluationError',
      );
    }),
    refused(
      'LANGUAGE-1',
      'JSONPath is the language where a machine names none',
      SOURCES.jsonata,
      { P: { Type: 'Pass', End: true } },
      { state: 'P', says: 'its query language is JSONPath; only JSONata runs here' },
      {},
    ),
    rejected(
      'LANGUAGE-2',
      'A state of a JSONata machine may not be in JSONPath',
      SOURCES.jsonata,
      { P: { Type: 'Pass', QueryLanguage: 'JSONPath', End: true } },
      { state: 'P', says: 'its query language is JSONPath' },
    ),
  ],
};
