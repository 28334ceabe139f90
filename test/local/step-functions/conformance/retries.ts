import { expect } from 'vitest';
import { TaskError } from '../../../../local/step-functions/errors.ts';
import type { Json } from '../../../../local/step-functions/json.ts';
import { ECHO, eventTypes, fixture, run, task } from '../fixture.ts';
import { type Area, conforms, rejected } from './row.ts';
import { SOURCES } from './sources.ts';

/** Runs a task that fails with these errors in turn and then succeeds; gives the seconds between its calls. */
async function gaps(Retry: Json, errors: string[], random = 0.5): Promise<{ gaps: number[]; status: string }> {
  const calls: number[] = [];
  const on = fixture(
    async () => {
      calls.push(on.clock.now());
      const error = errors[calls.length - 1];
      if (error !== undefined) throw new TaskError(error, '');
      return null;
    },
    { random: () => random },
  );
  const { status } = await run(on, { T: task({ Retry }) });
  return { gaps: calls.slice(1).map((at, i) => (at - (calls[i] ?? 0)) / 1000), status };
}
const many = (error: string, count: number) => Array.from({ length: count }, () => error);

export const retries: Area = {
  title: 'Retry',
  rows: [
    conforms('RETRY-1', 'By default: three more attempts, after 1, 2 and 4 seconds', SOURCES.errors, async () => {
      expect(await gaps([{ ErrorEquals: ['E'] }], many('E', 9))).toEqual({ gaps: [1, 2, 4], status: 'FAILED' });
    }),
    conforms('RETRY-2', 'IntervalSeconds × BackoffRate for each further attempt', SOURCES.errors, async () => {
      const Retry = [{ ErrorEquals: ['E'], IntervalSeconds: 3, BackoffRate: 1.5, MaxAttempts: 4 }];
      expect((await gaps(Retry, many('E', 4))).gaps).toEqual([3, 4.5, 6.75, 10.125]);
    }),
    conforms('RETRY-3', 'MaxDelaySeconds bounds the delay', SOURCES.errors, async () => {
      const Retry = [{ ErrorEquals: ['E'], IntervalSeconds: 3, BackoffRate: 2, MaxDelaySeconds: 5, MaxAttempts: 4 }];
      expect((await gaps(Retry, many('E', 4))).gaps).toEqual([3, 5, 5, 5]);
    }),
    conforms(
      'RETRY-4',
      'JitterStrategy FULL draws from 0 to the delay; NONE, the default, does not',
      SOURCES.errors,
      async () => {
        const retrier = { ErrorEquals: ['E'], IntervalSeconds: 8, MaxAttempts: 2 };
        const full = [{ ...retrier, JitterStrategy: 'FULL' }];
        expect((await gaps(full, many('E', 2), 0.25)).gaps).toEqual([2, 4]);
        expect((await gaps(full, many('E', 2), 0)).gaps).toEqual([0, 0]);
        expect((await gaps([{ ...retrier, JitterStrategy: 'NONE' }], many('E', 2), 0)).gaps).toEqual([8, 16]);
      },
    ),
    conforms('RETRY-5', 'The jitter is drawn from the bounded delay', SOURCES.errors, async () => {
      const Retry = [
        { ErrorEquals: ['E'], IntervalSeconds: 100, MaxDelaySeconds: 10, MaxAttempts: 1, JitterStrategy: 'FULL' },
      ];
      expect((await gaps(Retry, ['E'], 0.5)).gaps).toEqual([5]);
    }),
    conforms('RETRY-6', 'MaxAttempts 0 means that the error is never retried', SOURCES.errors, async () => {
      const Retry: Json = [{ ErrorEquals: ['E'], MaxAttempts: 0 }, { ErrorEquals: ['States.ALL'] }];
      expect(await gaps(Retry, ['E'])).toEqual({ gaps: [], status: 'FAILED' });
    }),
    conforms(
      'RETRY-7',
      'The first retrier that matches decides, even where it is used up',
      SOURCES.specErrors,
      async () => {
        const Retry: Json = [
          { ErrorEquals: ['E'], MaxAttempts: 1 },
          { ErrorEquals: ['States.ALL'], IntervalSeconds: 7, MaxAttempts: 5 },
        ];
        expect(await gaps(Retry, ['E', 'E'])).toEqual({ gaps: [1], status: 'FAILED' });
      },
    ),
    conforms('RETRY-8', 'Each retrier counts and backs off for itself', SOURCES.errors, async () => {
      const Retry = [
        { ErrorEquals: ['A'], IntervalSeconds: 2 },
        { ErrorEquals: ['B'], IntervalSeconds: 5 },
      ];
      expect((await gaps(Retry, ['A', 'B', 'A', 'B'])).gaps).toEqual([2, 5, 4, 10]);
    }),
    conforms(
      'RETRY-9',
      'What retriers have counted begins anew when the state is entered again',
      SOURCES.specErrors,
      async () => {
        let calls = 0;
        const on = fixture(async () => {
          calls += 1;
          if (calls % 2 === 1) throw new TaskError('E', '');
        });
        const T: Json = {
          Type: 'Task',
          Resource: ECHO,
          Retry: [{ ErrorEquals: ['E'], MaxAttempts: 1 }],
          Next: 'N',
        };
        const row = await run(on, {
          Z: { Type: 'Pass', Assign: { n: 0 }, Next: 'T' },
          T,
          N: { Type: 'Pass', Assign: { n: '{% $n + 1 %}' }, Next: 'C' },
          C: { Type: 'Choice', Choices: [{ Condition: '{% $n >= 3 %}', Next: 'S' }], Default: 'T' },
          S: { Type: 'Succeed' },
        });
        expect([row.status, calls]).toEqual(['SUCCEEDED', 6]);
      },
    ),
    conforms('RETRY-10', 'Retry comes before Catch', SOURCES.errors, async () => {
      let calls = 0;
      const on = fixture(async () => {
        calls += 1;
        throw new TaskError('E', '');
      });
      const T = task({ Retry: [{ ErrorEquals: ['E'], MaxAttempts: 2 }], Catch: [{ ErrorEquals: ['E'], Next: 'S' }] });
      expect([(await run(on, { T, S: { Type: 'Succeed' } })).status, calls]).toEqual(['SUCCEEDED', 3]);
    }),
    conforms('RETRY-11', 'States.TaskFailed as a retrier leaves timeouts alone', SOURCES.errors, async () => {
      const Retry = [{ ErrorEquals: ['States.TaskFailed'] }];
      expect((await gaps(Retry, ['Custom'])).status).toBe('SUCCEEDED');
      expect(await gaps(Retry, ['States.Timeout'])).toEqual({ gaps: [], status: 'FAILED' });
    }),
    conforms('RETRY-12', 'State.RetryCount counts the retries', SOURCES.context, async () => {
      let calls = 0;
      const on = fixture(async () => {
        calls += 1;
        if (calls < 3) throw new TaskError('E', '');
      });
      const Output = '{% $states.context.State.RetryCount %}';
      expect((await run(on, { T: task({ Retry: [{ ErrorEquals: ['E'] }], Output }) })).output).toBe('2');
    }),
    conforms(
      'RETRY-13',
      'A Parallel or Map is retried as a whole; its failure is told once',
      SOURCES.errors,
      async () => {
        const on = fixture(async () => {
          throw new TaskError('E', '');
        });
        const Retry = [{ ErrorEquals: ['E'], MaxAttempts: 2 }];
        const ItemProcessor = { StartAt: 'T', States: { T: task() } };
        const { arn } = await run(on, { M: { Type: 'Map', Items: [1], ItemProcessor, Retry, End: true } });
        const types = eventTypes(on, arn);
        expect(types.filter((type) => type === 'MapStateStarted')).toHaveLength(3);
        expect(types.filter((type) => type === 'MapStateFailed')).toHaveLength(1);
      },
    ),
    rejected(
      'RETRY-14',
      'BackoffRate is at least 1',
      SOURCES.errors,
      { T: task({ Retry: [{ ErrorEquals: ['E'], BackoffRate: 0.5 }] }) },
      { state: 'T', says: 'Retry.0.BackoffRate' },
    ),
    rejected(
      'RETRY-15',
      'IntervalSeconds is at least 1',
      SOURCES.errors,
      { T: task({ Retry: [{ ErrorEquals: ['E'], IntervalSeconds: 0 }] }) },
      { state: 'T', says: 'Retry.0.IntervalSeconds' },
    ),
    rejected(
      'RETRY-16',
      'MaxDelaySeconds is less than 31,622,400',
      SOURCES.errors,
      { T: task({ Retry: [{ ErrorEquals: ['E'], MaxDelaySeconds: 31_622_400 }] }) },
      { state: 'T', says: 'Retry.0.MaxDelaySeconds' },
    ),
  ],
};
