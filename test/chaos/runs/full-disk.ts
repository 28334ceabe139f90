import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { spawnRuntime } from '../../local/support/spawn-runtime.ts';
import { World } from '../world.ts';
import { follow } from './follow.ts';
import { given, type Run } from './run.ts';

/** A mount of its own, for a process and what it starts: no right of the machine's is needed where it lets users have namespaces. */
const UNSHARED = ['unshare', '--map-root-user', '--mount'];

/** Whether this machine can give a process a small disk. */
export function canFillDisk(): boolean {
  const tried = spawnSync(UNSHARED[0] ?? '', [...UNSHARED.slice(1), 'mount', '-t', 'tmpfs', 'tmpfs', '/mnt']);
  return tried.status === 0;
}

/** The bundles reviewed by functions whose temporary files find no room, until there is some. */
export const fullDisk: Run = async (options) => {
  const { assembly, folder, expected, seed } = options;
  const state = join(folder, 'state');
  const temporary = join(state, 'tmp');
  mkdirSync(temporary, { recursive: true });
  const mount = `mount -t tmpfs -o size=64k tmpfs "${temporary}" && head -c 60k /dev/zero > "${temporary}/filler" && exec "$@"`;
  let runtime = await spawnRuntime(assembly, state, [...UNSHARED, 'sh', '-c', mount, 'sh']);
  try {
    const uploads = await Promise.all(given(options).map((bundle) => new World(runtime.profile).upload(bundle)));
    await new World(runtime.profile).pass(1);
    await runtime.end('SIGTERM');
    runtime = await spawnRuntime(assembly, state);
    const followed = await follow(new World(runtime.profile), uploads, expected, () => {});
    const injected = new Map([['full disk', uploads.length]]);
    return { run: 'full disk', seed, uploads: uploads.length, injected, ...followed };
  } finally {
    if (runtime.child.exitCode === null) await runtime.end('SIGTERM');
  }
};
