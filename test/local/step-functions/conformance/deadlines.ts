import { expect } from 'vitest';
import type { Json } from '../../../../local/step-functions/json.ts';
import { CALLBACK, eventTypes, type Fixture, fixture, run, start, task } from '../fixture.ts';
import { type Area, conforms, rejected } from './row.ts';
import { SOURCES } from './sources.ts';

const never = () => new Promise<never>(() => {});

/** A task that waits for its token. */
async function waiting(more: Record<string, Json>): Promise<{ on: Fixture; arn: string; token: string }> {
  let token = '';
  const on = fixture(async (_, _args, { taskToken = '' }) => {
    token = taskToken;
  });
  const arn = start(on, { T: task({ Resource: CALLBACK, ...more }) });
  await on.clock.advance(0);
  return { on, arn, token };
}
const seconds = ({ started, stopped }: { started: number; stopped: number | null }) =>
  ((stopped ?? 0) - started) / 1000;

export const deadlines: Area = {
  title: 'Timeouts and heartbeats',
  rows: [
    conforms('TIMEOUT-1', 'A task over its TimeoutSeconds is States.Timeout', SOURCES.task, async () => {
      const row = await run(fixture(never), { T: task({ TimeoutSeconds: 30 }) });
      expect([row.error, seconds(row)]).toEqual(['States.Timeout', 30]);
    }),
    conforms('TIMEOUT-2', 'TimeoutSeconds may be an expression', SOURCES.task, async () => {
      const row = await run(fixture(never), { T: task({ TimeoutSeconds: '{% $states.input * 2 %}' }) }, 60);
      expect(seconds(row)).toBe(120);
    }),
    conforms('TIMEOUT-3', 'Each attempt has the whole time', SOURCES.task, async () => {
      const Retry = [{ ErrorEquals: ['States.Timeout'], MaxAttempts: 1, IntervalSeconds: 5 }];
      expect(seconds(await run(fixture(never), { T: task({ TimeoutSeconds: 30, Retry }) }))).toBe(65);
    }),
    conforms('TIMEOUT-4', 'The time that a token is waited for counts', SOURCES.callback, async () => {
      const { on, arn } = await waiting({ TimeoutSeconds: 15 * 86_400 });
      await on.clock.advance(60 * 86_400_000);
      const row = on.engine.describeExecution(arn);
      expect([row.error, seconds(row)]).toEqual(['States.Timeout', 15 * 86_400]);
    }),
    conforms('TIMEOUT-5', 'An execution over the machine’s TimeoutSeconds is TIMED_OUT', SOURCES.machine, async () => {
      const on = fixture(never);
      const states = { T: task({ Catch: [{ ErrorEquals: ['States.ALL'], Next: 'S' }] }), S: { Type: 'Succeed' } };
      const arn = start(on, states, {}, { TimeoutSeconds: 60 });
      const row = await on.clock.runUntil(on.engine.waitFor(arn));
      expect([row.status, seconds(row), eventTypes(on, arn).at(-1)]).toEqual(['TIMED_OUT', 60, 'ExecutionTimedOut']);
    }),
    conforms('TIMEOUT-6', 'A timeout is told as TaskTimedOut', SOURCES.historyEvent, async () => {
      const on = fixture(never);
      const { arn } = await run(on, { T: task({ TimeoutSeconds: 1 }) });
      expect(eventTypes(on, arn).slice(-2)).toEqual(['TaskTimedOut', 'ExecutionFailed']);
    }),
    conforms(
      'HEARTBEAT-1',
      'A task without a heartbeat for HeartbeatSeconds is States.HeartbeatTimeout',
      SOURCES.errors,
      async () => {
        const { on, arn } = await waiting({ HeartbeatSeconds: 10, TimeoutSeconds: 1000 });
        const row = await on.clock.runUntil(on.engine.waitFor(arn));
        expect([row.error, seconds(row)]).toEqual(['States.HeartbeatTimeout', 10]);
      },
    ),
    conforms('HEARTBEAT-2', 'Each heartbeat sets the clock back', SOURCES.sendTaskHeartbeat, async () => {
      const { on, arn, token } = await waiting({ HeartbeatSeconds: 10 });
      for (let n = 0; n < 5; n++) {
        await on.clock.advance(9000);
        on.engine.tokens.heartbeat(token);
      }
      const row = await on.clock.runUntil(on.engine.waitFor(arn));
      expect(seconds(row)).toBe(55);
    }),
    conforms('HEARTBEAT-3', 'Heartbeats do not put the timeout off', SOURCES.sendTaskHeartbeat, async () => {
      const { on, arn, token } = await waiting({ HeartbeatSeconds: 10, TimeoutSeconds: 20 });
      await on.clock.advance(9000);
      on.engine.tokens.heartbeat(token);
      await on.clock.advance(9000);
      on.engine.tokens.heartbeat(token);
      const row = await on.clock.runUntil(on.engine.waitFor(arn));
      expect([row.error, seconds(row)]).toEqual(['States.Timeout', 20]);
    }),
    conforms('HEARTBEAT-4', 'A heartbeat is no event of the history', SOURCES.sendTaskHeartbeat, async () => {
      const { on, arn, token } = await waiting({ HeartbeatSeconds: 10 });
      const before = eventTypes(on, arn);
      on.engine.tokens.heartbeat(token);
      expect(eventTypes(on, arn)).toEqual(before);
    }),
    conforms('HEARTBEAT-5', 'A missed heartbeat can be caught by its own name', SOURCES.errors, async () => {
      const on = fixture(never);
      const Catch = [{ ErrorEquals: ['States.HeartbeatTimeout'], Next: 'S' }];
      const row = await run(on, { T: task({ HeartbeatSeconds: 5, Catch }), S: { Type: 'Succeed' } });
      expect(row.status).toBe('SUCCEEDED');
    }),
    rejected(
      'HEARTBEAT-6',
      'HeartbeatSeconds is less than TimeoutSeconds',
      SOURCES.task,
      { T: task({ HeartbeatSeconds: 60, TimeoutSeconds: 60 }) },
      { state: 'T', says: 'HeartbeatSeconds (60) must be less than TimeoutSeconds (60)' },
    ),
  ],
};
