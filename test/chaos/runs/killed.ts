import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { spawnRuntime } from '../../local/support/spawn-runtime.ts';
import { FaultPlan } from '../plan.ts';
import { World } from '../world.ts';
import { follow } from './follow.ts';
import { given, type Run } from './run.ts';

/** The longest that a process lives, in ms: about as long as a review takes. */
const LONGEST_LIFE = 2_500;
const KILLS = 5;

/** The bundles reviewed while everything at once ends by SIGKILL, again and again, wherever it is. */
export const killed: Run = async (options) => {
  const { assembly, folder, expected, seed } = options;
  const plan = new FaultPlan(seed, 1);
  const state = join(folder, 'state');
  let runtime = await spawnRuntime(assembly, state);
  try {
    const uploads = await Promise.all(given(options).map((bundle) => new World(runtime.profile).upload(bundle)));
    for (let kills = 0; kills < KILLS; kills += 1) {
      plan.at('kill', ['kill -9']);
      await sleep(plan.amount('kill') * LONGEST_LIFE);
      await runtime.end('SIGKILL');
      runtime = await spawnRuntime(assembly, state);
    }
    const followed = await follow(new World(runtime.profile), uploads, expected, () => {});
    return { run: 'killed', seed, uploads: uploads.length, injected: plan.injected, ...followed };
  } finally {
    if (runtime.child.exitCode === null) await runtime.end('SIGTERM');
  }
};
