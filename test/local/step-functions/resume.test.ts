import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { virtualClock } from '../../../local/clock/virtual-clock.ts';
import { Engine, type TaskIntegration } from '../../../local/step-functions/engine.ts';
import { StoreLocked } from '../../../local/step-functions/errors.ts';
import type { Json } from '../../../local/step-functions/json.ts';
import { CALLBACK, schemaCheck, start, task } from './fixture.ts';

const folder = mkdtempSync(join(tmpdir(), 'sfn-resume-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** A machine's life in two processes: one that ends after `first` seconds, and after `down` seconds a second one. */
async function twoLives(
  name: string,
  states: Record<string, Json>,
  { first, down }: { first: number; down: number },
  integrate: TaskIntegration = async () => null,
) {
  const clock = virtualClock();
  const open = () => new Engine({ storePath: join(folder, `${name}.sqlite`), clock, schemaCheck, integrate });
  const before = open();
  const arn = start({ engine: before, clock }, states);
  const begun = clock.now();
  await clock.advance(first * 1000);
  before.close();
  await clock.advance(down * 1000);
  const engine = open();
  const end = async () => {
    engine.resume();
    const row = await clock.runUntil(engine.waitFor(arn));
    engine.close();
    return { ...row, took: ((row.stopped ?? 0) - begun) / 1000 };
  };
  return { engine, clock, arn, end };
}

describe('a second process', () => {
  it('does not lengthen a wait', async () => {
    const { end } = await twoLives('wait', { W: { Type: 'Wait', Seconds: 100, End: true } }, { first: 40, down: 30 });
    expect((await end()).took).toBe(100);
  });

  it('ends a wait at once that fell due in between', async () => {
    const { end } = await twoLives('due', { W: { Type: 'Wait', Seconds: 100, End: true } }, { first: 40, down: 90 });
    expect((await end()).took).toBe(130);
  });

  it('keeps a token’s timeout and its last heartbeat, and does not make the call again', async () => {
    let calls = 0;
    const ask = async () => ++calls;
    const timeout = { T: task({ Resource: CALLBACK, TimeoutSeconds: 100 }) };
    const first = await twoLives('timeout', timeout, { first: 40, down: 30 }, ask);
    expect(await first.end()).toMatchObject({ error: 'States.Timeout', took: 100 });
    const heartbeat = { T: task({ Resource: CALLBACK, HeartbeatSeconds: 50 }) };
    const second = await twoLives('heartbeat', heartbeat, { first: 40, down: 5 }, ask);
    expect(await second.end()).toMatchObject({ error: 'States.HeartbeatTimeout', took: 50 });
    expect(calls).toBe(2);
  });

  it('takes a token’s answer before it has gone on', async () => {
    let token = '';
    const states = { T: task({ Resource: CALLBACK, TimeoutSeconds: 100 }) };
    const { engine, end } = await twoLives(
      'early',
      states,
      { first: 40, down: 5 },
      async (_resource, _args, context) => {
        token = context.taskToken ?? '';
      },
    );
    engine.tokens.success(token, '"yes"');
    expect(() => engine.tokens.success(token, '"no"')).toThrow(expect.objectContaining({ code: 'TaskTimedOut' }));
    expect(await end()).toMatchObject({ output: '"yes"', took: 45 });
  });

  it('makes a call again that had not come back, with its whole timeout', async () => {
    let calls = 0;
    const { end } = await twoLives('call', { T: task({ TimeoutSeconds: 60 }) }, { first: 40, down: 30 }, () => {
      calls += 1;
      return new Promise(() => {});
    });
    expect(await end()).toMatchObject({ error: 'States.Timeout', took: 130 });
    expect(calls).toBe(2);
  });

  it('goes on with the definition the execution started with', async () => {
    const states = { W: { Type: 'Wait', Seconds: 100, Next: 'Old' }, Old: { Type: 'Pass', Output: 'old', End: true } };
    const { engine, end } = await twoLives('definition', states, { first: 40, down: 0 });
    engine.register({
      name: 'machine',
      definition: { QueryLanguage: 'JSONata', StartAt: 'N', States: { N: { Type: 'Succeed' } } },
    });
    expect((await end()).output).toBe('"old"');
  });

  it('keeps the time limit of the whole execution', async () => {
    const clock = virtualClock();
    const open = () =>
      new Engine({ storePath: join(folder, 'limit.sqlite'), clock, schemaCheck, integrate: async () => null });
    const before = open();
    const arn = start(
      { engine: before, clock },
      { W: { Type: 'Wait', Seconds: 900, End: true } },
      {},
      { TimeoutSeconds: 60 },
    );
    await clock.advance(30_000);
    before.close();
    const engine = open();
    expect(engine.resume()).toEqual([arn]);
    expect(engine.resume()).toEqual([]);
    const row = await clock.runUntil(engine.waitFor(arn));
    expect([row.status, (row.stopped ?? 0) - row.started]).toEqual(['TIMED_OUT', 60_000]);
    engine.close();
  });

  it('cannot open a store that is in use', () => {
    const options = { storePath: join(folder, 'locked.sqlite'), integrate: async () => null };
    const engine = new Engine(options);
    expect(() => new Engine(options)).toThrow(StoreLocked);
    engine.close();
    new Engine(options).close();
  });
});
