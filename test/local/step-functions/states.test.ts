import { describe, expect, it } from 'vitest';
import { TaskError } from '../../../local/step-functions/errors.ts';
import type { Json } from '../../../local/step-functions/json.ts';
import { eventTypes, failureOf, fixture, outputOf, pass, run, start, task } from './fixture.ts';

describe('Pass, Succeed, Fail', () => {
  it('hands its input on when there is no Output', async () => {
    expect(await outputOf({ A: { Type: 'Pass', Next: 'B' }, B: { Type: 'Succeed' } }, { a: 1 })).toEqual({ a: 1 });
  });

  it('ends with a Fail state’s evaluated error and cause', async () => {
    const states = {
      F: { Type: 'Fail', Error: '{% $states.input.code %}', Cause: "{% 'because ' & $states.input.why %}" },
    };
    expect(await failureOf(states, { code: 'Broken', why: 'so' })).toEqual({
      status: 'FAILED',
      error: 'Broken',
      cause: 'because so',
    });
  });

  it('evaluates Output and Assign beside each other, on the variables from before', async () => {
    const output = await outputOf({
      A: { Type: 'Pass', Assign: { n: 1 }, Next: 'B' },
      B: { Type: 'Pass', Assign: { n: '{% $n + 1 %}', m: '{% $n %}' }, Output: '{% $n %}', Next: 'C' },
      C: { Type: 'Pass', Output: ['{% $states.input %}', '{% $n %}', '{% $m %}'], End: true },
    });
    expect(output).toEqual([1, 2, 1]);
  });
});

describe('Choice', () => {
  const states: Record<string, Json> = {
    Choose: {
      Type: 'Choice',
      Choices: [
        { Condition: '{% $states.input.n > 10 %}', Next: 'End', Output: 'large', Assign: { by: 'first' } },
        { Condition: '{% $states.input.n > 5 %}', Next: 'End', Assign: { by: 'second' } },
      ],
      Default: 'End',
      Output: 'small',
      Assign: { by: 'default' },
    },
    End: { Type: 'Pass', Output: { in: '{% $states.input %}', by: '{% $by %}' }, End: true },
  };
  it.each([
    [11, { in: 'large', by: 'first' }],
    [6, { in: { n: 6 }, by: 'second' }],
    [1, { in: 'small', by: 'default' }],
  ])('takes the first rule that holds, for %d', async (n, expected) => {
    expect(await outputOf(states, { n })).toEqual(expected);
  });

  it('fails with States.NoChoiceMatched when nothing matches and there is no Default', async () => {
    const failure = await failureOf(
      {
        C: { Type: 'Choice', Choices: [{ Condition: '{% $states.input.ok %}', Next: 'S' }] },
        S: { Type: 'Succeed' },
      },
      { ok: false },
    );
    expect(failure.error).toBe('States.NoChoiceMatched');
  });

  it('does not take a Condition that is not a boolean', async () => {
    const failure = await failureOf(
      {
        C: { Type: 'Choice', Choices: [{ Condition: '{% $states.input.ok %}', Next: 'S' }], Default: 'S' },
        S: { Type: 'Succeed' },
      },
      { ok: 'yes' },
    );
    expect(failure.error).toBe('States.QueryEvaluationError');
    expect(failure.cause).toContain('Choices[0]/Condition');
  });
});

describe('Wait', () => {
  it('waits its seconds, and until its timestamp', async () => {
    const on = fixture();
    const begin = on.clock.now();
    await run(on, { W: { Type: 'Wait', Seconds: '{% $states.input.s %}', End: true } }, { s: 86_400 });
    expect(on.clock.now() - begin).toBe(86_400_000);
    const until = new Date(on.clock.now() + 5000).toISOString();
    await on.clock.runUntil(on.engine.waitFor(start(on, { W: { Type: 'Wait', Timestamp: until, End: true } })));
    expect(new Date(on.clock.now()).toISOString()).toBe(until);
  });

  it('refuses a timestamp that is none', async () => {
    const failure = await failureOf({ W: { Type: 'Wait', Timestamp: '{% $states.input %}', End: true } }, 'tomorrow');
    expect(failure).toMatchObject({
      error: 'States.QueryEvaluationError',
      cause: expect.stringContaining("'tomorrow'"),
    });
  });
});

describe('Task', () => {
  it('hands over evaluated arguments and context, and shapes the result', async () => {
    const seen: unknown[] = [];
    const output = await outputOf(
      {
        Ask: task({
          Arguments: {
            FunctionName: 'f',
            Payload: { id: '{% $states.context.Execution.Name %}', at: '{% $states.context.State.Name %}' },
          },
          Output: '{% $states.result.Payload.n * 2 %}',
        }),
      },
      {},
      async (resource, args, { stateName }) => {
        seen.push(resource, args, stateName);
        return { Payload: { n: 21 } };
      },
    );
    expect(output).toBe(42);
    expect(seen).toEqual([
      'arn:aws:states:::lambda:invoke',
      { FunctionName: 'f', Payload: { id: expect.any(String), at: 'Ask' } },
      'Ask',
    ]);
  });

  it('fails with the integration’s error name and cause', async () => {
    const failure = await failureOf({ T: task() }, {}, async () => {
      throw new TaskError('BundleMissing', '{"errorMessage":"gone"}');
    });
    expect(failure).toEqual({ status: 'FAILED', error: 'BundleMissing', cause: '{"errorMessage":"gone"}' });
  });

  it('tells its history as AWS does, each event pointing at the one before', async () => {
    const on = fixture();
    const { arn } = await run(on, { T: task({ Assign: { x: 1 } }) }, { a: 1 });
    expect(eventTypes(on, arn)).toEqual([
      'ExecutionStarted',
      'TaskStateEntered',
      'TaskScheduled',
      'TaskStarted',
      'TaskSucceeded',
      'TaskStateExited',
      'ExecutionSucceeded',
    ]);
    const { items } = on.engine.getExecutionHistory(arn);
    expect(items.map((e) => e.previousEventId)).toEqual([0, 0, 2, 3, 4, 5, 6]);
    expect(items[1]?.details).toEqual({
      stateEnteredEventDetails: { name: 'T', input: '{"a":1}', inputDetails: { truncated: false } },
    });
    expect(items[5]?.details).toMatchObject({ stateExitedEventDetails: { assignedVariables: { x: '1' } } });
    const bare = on.engine.getExecutionHistory(arn, { includeExecutionData: false, reverseOrder: true, limit: 2 });
    expect(bare.items.map(({ id }) => id)).toEqual([7, 6]);
    expect(bare.items[1]?.details).toEqual({ stateExitedEventDetails: { name: 'T' } });
    expect(bare.nextOffset).toBe(2);
  });

  it('runs a function by its own ARN, with its own event types', async () => {
    const on = fixture(async () => ({ ok: true }));
    const row = await run(on, { T: task({ Resource: 'arn:aws:lambda:us-east-1:000000000000:function:f' }) });
    expect(row.output).toBe('{"ok":true}');
    expect(eventTypes(on, row.arn)).toContain('LambdaFunctionSucceeded');
  });
});

describe('payload limit', () => {
  const big = 'x'.repeat(262_144);
  it('lets a payload of 256 KiB pass and fails one over it, past States.ALL', async () => {
    const states = { T: task({ Catch: [{ ErrorEquals: ['States.ALL'], Next: 'S' }] }), S: { Type: 'Succeed' } };
    const fits = await failureOf(states, {}, async () => big.slice(2));
    expect(fits.status).toBe('SUCCEEDED');
    const over = await failureOf(states, {}, async () => big);
    expect(over.error).toBe('States.DataLimitExceeded');
  });

  it('holds for outputs, variables and arguments', async () => {
    const doubled = "{% $join($map([1..3], function($i) { $pad('', 100000, 'x') })) %}";
    expect((await failureOf(pass(doubled))).error).toBe('States.DataLimitExceeded');
    const assign = { P: { Type: 'Pass', Assign: { v: doubled }, End: true } };
    expect((await failureOf(assign)).error).toBe('States.DataLimitExceeded');
    expect((await failureOf({ T: task({ Arguments: { v: doubled } }) })).error).toBe('States.DataLimitExceeded');
  });
});

describe('a loop without end', () => {
  it('ends with the history limit, past any catcher', async () => {
    const on = fixture(undefined, { historyLimit: 200 });
    const states = {
      M: {
        Type: 'Map',
        Items: [1],
        ItemProcessor: {
          StartAt: 'A',
          States: {
            A: { Type: 'Pass', Next: 'B' },
            B: { Type: 'Choice', Choices: [{ Condition: '{% false %}', Next: 'C' }], Default: 'A' },
            C: { Type: 'Succeed' },
          },
        },
        Catch: [{ ErrorEquals: ['States.ALL'], Next: 'S' }],
        Next: 'S',
      },
      S: { Type: 'Succeed' },
    };
    const row = await run(on, states);
    expect(row).toMatchObject({ status: 'FAILED', error: 'States.Runtime' });
    expect(row.cause).toContain('(200)');
  });
});
