import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Profile } from '../../../local/state/profile.ts';

/** A runtime in a process of its own. */
export interface SpawnedRuntime {
  readonly profile: Profile;
  readonly child: ChildProcess;
  /** Ends it by a signal, and waits until it is gone. */
  end(signal: 'SIGKILL' | 'SIGTERM'): Promise<void>;
}

/** @param within a command, and its arguments, that runs the process */
export async function spawnRuntime(
  assembly: string,
  state: string,
  within: readonly string[] = [],
): Promise<SpawnedRuntime> {
  const own = [process.execPath, join(import.meta.dirname, 'run-runtime.ts'), assembly, state];
  const [command = '', ...args] = [...within, ...own];
  const child = spawn(command, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const errors: string[] = [];
  child.stderr.on('data', (chunk: Buffer) => errors.push(String(chunk)));
  const exited = once(child, 'exit');
  const line = await Promise.race([
    once(createInterface({ input: child.stdout }), 'line').then(([text]) => String(text)),
    exited.then(() => Promise.reject(new Error(`the runtime ended: ${errors.join('')}`))),
  ]);
  return {
    profile: Profile.parse(JSON.parse(line)),
    child,
    end: async (signal) => {
      child.kill(signal);
      await exited;
    },
  };
}
