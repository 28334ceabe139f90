/**
 * Run by crash-kill.test.ts as a process of its own, to be killed: opens the store it is given, starts the machine or
 * goes on with it, and prints 'running', then its output once it has ended. Time runs a hundred times faster, also
 * across restarts. Task tokens are kept in a file, as a reviewer would keep them, and answered again at each start.
 */
import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import type { Clock } from '../../../local/clock/clock.ts';
import { Engine } from '../../../local/step-functions/engine.ts';
import { ServiceException } from '../../../local/step-functions/errors.ts';
import { CRASH_INPUT, CRASH_MACHINE, crashTasks, historyFaults, succeeded } from './crash-machine.ts';

const [storePath = '', tokenFile = ''] = process.argv.slice(2);
const SPEED = 100;
const clock: Clock = {
  now: () => Date.now() * SPEED,
  setTimer(ms, fn) {
    const handle = setTimeout(fn, ms / SPEED);
    return () => clearTimeout(handle);
  },
};

const answer = (token: string) =>
  setTimeout(() => {
    try {
      engine.tokens.success(token, '"answer"');
    } catch (error) {
      if (!(error instanceof ServiceException)) throw error;
    }
  }, 30);

let finished = new Set<string>();
const engine: Engine = new Engine({
  storePath,
  clock,
  schemaCheck: () => [],
  integrate: crashTasks(
    () => new Promise((resolve) => setTimeout(resolve, 5)),
    (id, { taskToken }) => {
      if (finished.has(id)) throw new Error(`${id} runs again although it had finished`);
      if (taskToken === undefined) return;
      appendFileSync(tokenFile, `${taskToken}\n`);
      answer(taskToken);
    },
  ),
});

const machine = engine.listStateMachines()[0] ?? engine.register({ name: 'crash', definition: CRASH_MACHINE });
const { items } = engine.listExecutions(machine.arn, undefined, 1);
const row = items[0] ?? engine.startExecution({ stateMachineArn: machine.arn, name: 'run', input: CRASH_INPUT });
finished = succeeded(engine.getExecutionHistory(row.arn, { limit: 10_000 }).items);
engine.resume();
if (existsSync(tokenFile)) for (const token of readFileSync(tokenFile, 'utf8').trim().split('\n')) answer(token);
console.log('running');
const { output, cause } = await engine.waitFor(row.arn);
const faults = historyFaults(engine.getExecutionHistory(row.arn, { limit: 10_000 }).items);
console.log(JSON.stringify({ output: JSON.parse(output ?? JSON.stringify(cause)), faults }));
engine.close();
