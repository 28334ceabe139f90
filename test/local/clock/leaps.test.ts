import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import * as z from 'zod';
import { MovableClock } from '../../../local/clock/movable-clock.ts';
import { openOffset } from '../../../local/clock/offset.ts';
import { Engine, type TaskIntegration } from '../../../local/step-functions/engine.ts';
import { TaskError } from '../../../local/step-functions/errors.ts';
import type { Json } from '../../../local/step-functions/json.ts';
import { CALLBACK, ECHO, schemaCheck } from '../step-functions/fixture.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

/** An engine on a clock that is moved, and an execution that has begun on it. */
function begin(states: Record<string, Json>, integrate: TaskIntegration, more: Record<string, Json> = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'countersign-leaps-'));
  const clock = new MovableClock(openOffset(join(folder, 'clock.json')));
  const engine = new Engine({ storePath: ':memory:', integrate, clock, random: () => 0.5, schemaCheck });
  clock.waitsFor(() => engine.idle);
  closing.push(() => {
    clock.stop();
    engine.close();
    rmSync(folder, { recursive: true });
  });
  const [StartAt = ''] = Object.keys(states);
  const definition = { QueryLanguage: 'JSONata', StartAt, States: states, ...more };
  const { arn } = engine.register({ name: 'machine', definition });
  const started = clock.now();
  const execution = engine.startExecution({ stateMachineArn: arn }).arn;
  const look = () => {
    const { status, error, stopped } = engine.describeExecution(execution);
    return { status, error, hours: stopped === null ? null : Math.round((stopped - started) / HOUR) };
  };
  return { clock, engine, look, hoursSince: () => Math.round((clock.now() - started) / HOUR) };
}

it('lets a time limit of days, and a missed heartbeat, fall where they fall', async () => {
  const waiting = (more: Record<string, Json>) => ({
    Ask: {
      Type: 'Task',
      Resource: CALLBACK,
      Arguments: { token: '{% $states.context.Task.Token %}' },
      End: true,
      ...more,
    },
  });
  const late = begin(waiting({ TimeoutSeconds: 15 * 86_400 }), async () => null);
  await late.clock.advance(14 * DAY);
  expect(late.look().status).toBe('RUNNING');
  await late.clock.advance(46 * DAY);
  expect(late.look()).toEqual({ status: 'FAILED', error: 'States.Timeout', hours: 15 * 24 });
  const silent = begin(waiting({ TimeoutSeconds: 15 * 86_400, HeartbeatSeconds: 7200 }), async () => null);
  await silent.clock.advance(60 * DAY);
  expect(silent.look()).toEqual({ status: 'FAILED', error: 'States.HeartbeatTimeout', hours: 2 });
});

it('ends an execution at its own time limit, not at the end of the leap', async () => {
  const { clock, look } = begin({ Wait: { Type: 'Wait', Seconds: 40 * 86_400, End: true } }, async () => null, {
    TimeoutSeconds: 30 * 86_400,
  });
  await clock.advance(60 * DAY);
  expect(look()).toEqual({ status: 'TIMED_OUT', error: null, hours: 30 * 24 });
});

it('makes every retry at its hour, with the others in between', async () => {
  const calls: string[] = [];
  const branch = (name: string, IntervalSeconds: number): Json => ({
    StartAt: name,
    States: {
      [name]: {
        Type: 'Task',
        Resource: ECHO,
        Arguments: { name },
        Retry: [{ ErrorEquals: ['Busy'], IntervalSeconds, BackoffRate: 2, MaxAttempts: 3 }],
        Catch: [{ ErrorEquals: ['States.ALL'], Next: `${name} gave up` }],
        End: true,
      },
      [`${name} gave up`]: { Type: 'Pass', End: true },
    },
  });
  const run = begin(
    { Both: { Type: 'Parallel', Branches: [branch('a', 3600), branch('b', 7200)], End: true } },
    async (_, args) => {
      calls.push(`${z.object({ name: z.string() }).parse(args).name} ${run.hoursSince()}h`);
      // Work takes time of the machine, during which the clock must not be moved past the next retry.
      await new Promise((resolve) => setTimeout(resolve, 5));
      throw new TaskError('Busy', 'try again');
    },
  );
  await run.clock.advance(60 * DAY);
  expect(run.look().status).toBe('SUCCEEDED');
  expect(calls).toEqual(['a 0h', 'b 0h', 'a 1h', 'b 2h', 'a 3h', 'b 6h', 'a 7h', 'b 14h']);
});

it('does not move while a task is at work', async () => {
  let done = false;
  const run = begin({ Work: { Type: 'Task', Resource: ECHO, TimeoutSeconds: 60, End: true } }, async () => {
    await new Promise((resolve) => setTimeout(resolve, 30));
    done = true;
    return null;
  });
  await run.clock.advance(60 * DAY);
  expect(done).toBe(true);
  expect(run.look()).toEqual({ status: 'SUCCEEDED', error: null, hours: 0 });
});
