import { describe, expect, it } from 'vitest';
import { TaskError } from '../../../local/step-functions/errors.ts';
import type { Json } from '../../../local/step-functions/json.ts';
import { CALLBACK, eventTypes, failureOf, fixture, outputOf, run, start, task } from './fixture.ts';

const branch = (states: Record<string, Json>): Json => ({ StartAt: Object.keys(states)[0] ?? '', States: states });
const each = (states: Record<string, Json>, more: Record<string, Json> = {}): Json => ({
  Type: 'Map',
  ItemProcessor: branch(states),
  End: true,
  ...more,
});

describe('Parallel', () => {
  it('gives each branch the same input and collects their outputs in order', async () => {
    const output = await outputOf(
      {
        P: {
          Type: 'Parallel',
          Arguments: { n: '{% $states.input.n %}' },
          Branches: [
            branch({
              W: { Type: 'Wait', Seconds: 5, Next: 'A' },
              A: { Type: 'Pass', Output: '{% $states.input.n + 1 %}', End: true },
            }),
            branch({ B: { Type: 'Pass', Output: '{% $states.input.n + 2 %}', End: true } }),
          ],
          Output: { sum: '{% $sum($states.result) %}' },
          End: true,
        },
      },
      { n: 10 },
    );
    expect(output).toEqual({ sum: 23 });
  });

  it('fails with the first branch that fails, cuts the others off and closes their tokens', async () => {
    const signals: AbortSignal[] = [];
    let token = '';
    const on = fixture((_resource, args, context) => {
      if (args === 'boom') throw new TaskError('Boom', 'first');
      signals.push(context.signal);
      token = context.taskToken ?? token;
      return new Promise(() => {});
    });
    const arn = start(on, {
      P: {
        Type: 'Parallel',
        Branches: [
          branch({ A: task({ Resource: CALLBACK }) }),
          branch({ W: { Type: 'Wait', Seconds: 3, Next: 'B' }, B: task({ Arguments: 'boom' }) }),
          branch({ C: { Type: 'Wait', Seconds: 100, End: true } }),
        ],
        Catch: [{ ErrorEquals: ['Boom'], Next: 'After' }],
        End: true,
      },
      After: { Type: 'Wait', Seconds: 200, Next: 'S' },
      S: { Type: 'Succeed', Output: '{% $states.context.State.Name %}' },
    });
    await on.clock.advance(10_000);
    expect(on.engine.describeExecution(arn).status).toBe('RUNNING');
    expect(signals.map((s) => s.aborted)).toEqual([true]);
    expect(() => on.engine.tokens.success(token, '1')).toThrow(expect.objectContaining({ code: 'TaskTimedOut' }));
    const row = await on.clock.runUntil(on.engine.waitFor(arn));
    expect(row.output).toBe('"S"');
    expect(row.stopped).toBe(row.started + 203_000);
    const { items } = on.engine.getExecutionHistory(row.arn);
    const failed = items.findIndex(({ type }) => type === 'ParallelStateFailed');
    expect(items.slice(failed - 2, failed).map(({ type }) => type)).toEqual(['TaskStateAborted', 'WaitStateAborted']);
    // What was cut off follows on what failed, and so does the failure of the whole.
    const causes = items.slice(failed - 2, failed + 1).map(({ previousEventId }) => items[previousEventId - 1]?.type);
    expect(causes).toEqual(['TaskFailed', 'TaskFailed', 'TaskFailed']);
  });
});

describe('Parallel that is retried', () => {
  it('closes the tokens of the failed attempt before the next one begins', async () => {
    const tokens: string[] = [];
    const on = fixture(async (_resource, args, { taskToken }) => {
      if (args === 'boom') throw new TaskError('Boom', '');
      tokens.push(taskToken ?? '');
    });
    start(on, {
      P: {
        Type: 'Parallel',
        Branches: [
          branch({ A: task({ Resource: CALLBACK }) }),
          branch({ W: { Type: 'Wait', Seconds: 3, Next: 'B' }, B: task({ Arguments: 'boom' }) }),
        ],
        Retry: [{ ErrorEquals: ['Boom'], IntervalSeconds: 100 }],
        End: true,
      },
    });
    await on.clock.advance(10_000);
    expect(tokens).toHaveLength(1);
    expect(() => on.engine.tokens.success(tokens[0] ?? '', '1')).toThrow(
      expect.objectContaining({ code: 'TaskTimedOut' }),
    );
    await on.clock.advance(94_000);
    expect(tokens).toHaveLength(2);
    on.engine.tokens.success(tokens[1] ?? '', '1');
  });
});

describe('Map', () => {
  it('gives item and index to ItemSelector and inside the iteration', async () => {
    const output = await outputOf(
      {
        M: each(
          {
            T: {
              Type: 'Pass',
              Output:
                "{% $states.input.label & '/' & $states.context.Map.Item.Value.k & $string($states.context.Map.Item.Index) %}",
              End: true,
            },
          },
          {
            Items: '{% $states.input.rows %}',
            ItemSelector: {
              label:
                '{% $string($states.context.Map.Item.Index) & $states.context.Map.Item.Value.k & $states.input.suffix %}',
            },
          },
        ),
      },
      { rows: [{ k: 'a' }, { k: 'b' }], suffix: '!' },
    );
    expect(output).toEqual(['0a!/a0', '1b!/b1']);
  });

  it('takes an empty list, and its input when there is no Items', async () => {
    expect(await outputOf({ M: each({ T: { Type: 'Pass', End: true } }) }, [])).toEqual([]);
    expect(await outputOf({ M: each({ T: { Type: 'Pass', End: true } }) }, [1, [2]])).toEqual([1, [2]]);
    expect((await failureOf({ M: each({ T: { Type: 'Pass', End: true } }) }, { a: 1 })).cause).toContain(
      'expected an array',
    );
  });

  it('runs no more than MaxConcurrency at once, 40 when it does not say', async () => {
    const most = async (more: Record<string, Json>, count: number) => {
      let now = 0;
      let peak = 0;
      const on = fixture((_resource, args) => {
        peak = Math.max(peak, ++now);
        return new Promise((resolve) => on.clock.setTimer(1000, () => resolve([args, now--])));
      });
      const row = await run(
        on,
        { M: each({ T: task() }, more) },
        Array.from({ length: count }, (_, i) => i),
      );
      expect(row.status).toBe('SUCCEEDED');
      return [peak, ((row.stopped ?? 0) - row.started) / 1000];
    };
    expect(await most({ MaxConcurrency: 3 }, 10)).toEqual([3, 4]);
    expect(await most({ MaxConcurrency: 0 }, 50)).toEqual([40, 2]);
    expect(await most({ MaxConcurrency: '{% 2 %}' }, 2)).toEqual([2, 1]);
  });

  it('tells which iterations a failure cut off', async () => {
    const on = fixture((_resource, args) => {
      if (args === 'boom') throw new TaskError('Boom', '');
      return new Promise(() => {});
    });
    const row = await run(
      on,
      { M: each({ W: { Type: 'Wait', Seconds: '{% $states.input = "boom" ? 1 : 0 %}', Next: 'T' }, T: task() }) },
      ['boom', 'x', 'y'],
    );
    const { items } = on.engine.getExecutionHistory(row.arn);
    const types = items.slice(-9).map(({ type }) => type);
    expect(types).toContain('MapIterationFailed');
    expect(types.slice(-6)).toEqual([
      'TaskStateAborted',
      'MapIterationAborted',
      'TaskStateAborted',
      'MapIterationAborted',
      'MapStateFailed',
      'ExecutionFailed',
    ]);
    expect(items.at(-3)?.details).toEqual({ mapIterationAbortedEventDetails: { name: 'M', index: 2 } });
  });

  const fragile = (more: Record<string, Json>) => ({
    M: each({ T: task() }, { Catch: [{ ErrorEquals: ['States.ALL'], Next: 'S' }], ...more }),
    S: { Type: 'Succeed', Output: '{% $states.input.Error %}' },
  });
  const odd = async (_resource: string, args: unknown) => {
    if (typeof args === 'number' && args % 2 === 1) throw new TaskError('Odd', String(args));
    return args;
  };
  it.each<[string, Record<string, Json>, Json]>([
    ['the first failure is the Map’s', {}, 'Odd'],
    ['a tolerated count leaves failures out', { ToleratedFailureCount: 2 }, [0, 2, 4]],
    ['one more than the count is too many', { ToleratedFailureCount: 1 }, 'States.ExceedToleratedFailureThreshold'],
    ['a tolerated percentage', { ToleratedFailurePercentage: 40 }, [0, 2, 4]],
    ['one below the percentage', { ToleratedFailurePercentage: '{% 39 %}' }, 'States.ExceedToleratedFailureThreshold'],
  ])('%s', async (_name, more, expected) => {
    expect(await outputOf(fragile(more), [0, 1, 2, 3, 4], odd)).toEqual(expected);
  });

  it('is retried as a whole, with new iterations', async () => {
    let calls = 0;
    const on = fixture(async () => {
      if (++calls === 2) throw new TaskError('Once', '');
      return calls;
    });
    const states = { M: each({ T: task() }, { MaxConcurrency: 1, Retry: [{ ErrorEquals: ['Once'] }] }) };
    const row = await run(on, states, ['a', 'b']);
    expect(row.output).toBe('[3,4]');
    const types = eventTypes(on, row.arn);
    expect(types.filter((t) => t === 'MapStateStarted')).toHaveLength(2);
    // The state itself has not failed: something is tried again.
    expect(types.filter((t) => t === 'MapIterationFailed' || t === 'MapStateFailed')).toEqual(['MapIterationFailed']);
  });

  it('reads a Distributed Map’s items from an S3 object', async () => {
    const states = {
      M: each(
        { T: task({ Arguments: '{% $states.input.n %}' }) },
        {
          ItemReader: {
            Resource: 'arn:aws:states:::s3:getObject',
            ReaderConfig: { InputType: 'JSON', MaxItems: 2 },
            Arguments: { Bucket: 'b', Key: '{% $states.input.key %}' },
          },
          ItemProcessor: {
            ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' },
            ...{ StartAt: 'T', States: { T: task({ Arguments: '{% $states.input.n %}' }) } },
          },
        },
      ),
    };
    const s3 = async (resource: string, args: unknown) =>
      resource === 'arn:aws:states:::aws-sdk:s3:getObject'
        ? { Body: JSON.stringify([{ n: args }, { n: 2 }, { n: 3 }]) }
        : args;
    expect(await outputOf(states, { key: 'k' }, s3)).toEqual([{ Bucket: 'b', Key: 'k' }, 2]);
    expect(await failureOf(states, { key: 'k' }, async () => ({ Body: '{}' }))).toMatchObject({
      error: 'States.ItemReaderFailed',
    });
  });
});

describe('variables', () => {
  const inner = {
    I: { Type: 'Pass', Assign: { inner: '{% $outer & $string($states.input) %}' }, Next: 'J' },
    J: { Type: 'Pass', Output: '{% $inner %}', End: true },
  };

  it('of an outer scope can be read inside', async () => {
    const states = { A: { Type: 'Pass', Assign: { outer: 'o' }, Next: 'M' }, M: each(inner, { Items: [1, 2] }) };
    expect(await outputOf(states)).toEqual(['o1', 'o2']);
  });

  it('of an inner scope end with it', async () => {
    const states = {
      A: { Type: 'Pass', Assign: { outer: 'o' }, Next: 'P' },
      P: { Type: 'Parallel', Branches: [branch(inner)], Next: 'Z' },
      Z: { Type: 'Pass', Output: '{% $inner %}', End: true },
    };
    expect(await failureOf(states, 1)).toMatchObject({
      error: 'States.QueryEvaluationError',
      cause: expect.stringContaining('$inner'),
    });
  });

  it('around a Distributed Map are out of its reach', async () => {
    const ItemProcessor = {
      ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' },
      StartAt: 'I',
      States: inner,
    };
    const states = {
      A: { Type: 'Pass', Assign: { outer: 'o' }, Next: 'M' },
      M: each(inner, { Items: [1], ItemProcessor }),
    };
    // In JSONata an undefined operand of & counts as an empty string.
    expect(await outputOf(states)).toEqual(['1']);
  });
});
