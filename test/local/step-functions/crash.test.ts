import { copyFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { type VirtualClock, virtualClock } from '../../../local/clock/virtual-clock.ts';
import { Engine } from '../../../local/step-functions/engine.ts';
import { Aborted, ServiceException } from '../../../local/step-functions/errors.ts';
import { Store } from '../../../local/step-functions/store.ts';
import { CRASH_INPUT, CRASH_MACHINE, CRASH_OUTPUT, crashTasks, historyFaults, succeeded } from './crash-machine.ts';

// Ninety stores are opened and synced twice each; what is tested is not the disk.
const folder = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'sfn-crash-'));
const base = join(folder, 'base.sqlite');
const EXECUTION = 'arn:aws:states:us-east-1:000000000000:execution:crash:run';

beforeAll(() => {
  const engine = new Engine({ storePath: base, integrate: async () => null });
  engine.register({ name: 'crash', definition: CRASH_MACHINE });
  engine.close();
});
afterEach(() => void vi.restoreAllMocks());
afterAll(() => rmSync(folder, { recursive: true }));

/** Opens an engine whose tasks take virtual time and whose token is answered from outside, in virtual time as well. */
function open(storePath: string, clock: VirtualClock, tokens: Set<string>) {
  const rerun: string[] = [];
  const pause = () => new Promise<void>((resolve) => clock.setTimer(300, resolve));
  const answer = (token: string) =>
    clock.setTimer(5000, () => {
      if (!alive) return;
      try {
        engine.tokens.success(token, '"answer"');
      } catch (error) {
        // Answered before the process died, or dying while it answers.
        if (!(error instanceof Aborted || error instanceof ServiceException)) throw error;
      }
    });
  let alive = true;
  let finished = new Set<string>();
  const engine: Engine = new Engine({
    storePath,
    clock,
    integrate: crashTasks(pause, (id, { taskToken }) => {
      if (finished.has(id)) rerun.push(id);
      if (taskToken === undefined || tokens.has(taskToken)) return;
      tokens.add(taskToken);
      answer(taskToken);
    }),
  });
  return {
    engine,
    rerun,
    die() {
      alive = false;
      engine.close();
    },
    resume() {
      finished = succeeded(engine.getExecutionHistory(EXECUTION, { limit: 10_000 }).items);
      for (const token of tokens) answer(token);
      engine.resume();
    },
  };
}

/** Lets the process die at the nth commit, just before or just after it; false when it ended before that. */
async function crashAt(n: number, when: 'before' | 'after'): Promise<boolean> {
  const path = join(folder, `${when}-${n}.sqlite`);
  copyFileSync(base, path);
  const clock = virtualClock();
  const tokens = new Set<string>();
  let commits = 0;
  const first = open(path, clock, tokens);
  const died = Promise.withResolvers<void>();
  const original = Store.prototype.record;
  const spy = vi.spyOn(Store.prototype, 'record').mockImplementation(function (this: Store, ...entry) {
    commits += 1;
    const id = commits === n && when === 'before' ? 0 : original.apply(this, entry);
    if (commits === n) {
      first.die();
      died.resolve();
      throw new Aborted('the process died');
    }
    return id;
  });
  first.engine.startExecution({
    stateMachineArn: EXECUTION.replace(':execution:', ':stateMachine:').replace(/:run$/, ''),
    name: 'run',
    input: CRASH_INPUT,
  });
  // The first steps are taken while startExecution is still on the stack.
  const ended = commits >= n ? died.promise : Promise.race([died.promise, first.engine.waitFor(EXECUTION)]);
  await clock.runUntil(ended);
  const crashed = commits >= n;
  spy.mockRestore();
  if (!crashed) first.engine.close();

  const second = open(path, clock, tokens);
  second.resume();
  const row = await clock.runUntil(second.engine.waitFor(EXECUTION));
  const history = second.engine.getExecutionHistory(EXECUTION, { limit: 10_000 }).items;
  second.engine.close();
  const seen = { output: JSON.parse(row.output ?? 'null'), faults: historyFaults(history), rerun: second.rerun };
  expect(seen, `died ${when} commit ${n}`).toEqual({ output: CRASH_OUTPUT, faults: [], rerun: [] });
  return crashed;
}

describe('a process that dies', () => {
  it('at any commit goes on to the same result, running nothing again that had finished', async () => {
    let n = 0;
    // Dying after commit n and before commit n+1 differ in what happens between them alone, so the two take turns.
    for (let crashed = true; crashed; ) crashed = await crashAt(++n, n % 2 === 0 ? 'after' : 'before');
    // The machine commits some 90 steps; dying at fewer of them would not have covered it.
    expect(n).toBeGreaterThan(80);
  }, 90_000);
});
