import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { CommandError } from '../command-error.ts';
import { Profile } from '../config/profile.ts';
import type { Context } from '../context.ts';

const ROOT = new URL('../../', import.meta.url);
const ENSURE = fileURLToPath(new URL('local/ensure.ts', ROOT));

/**
 * Has the pipeline running on this machine for as long as the caller needs it, signed in as a vendor where one is given.
 * The child prints the profile on one line, and ends what it started when its stdin closes.
 */
export async function ensureLocalRun(
  context: Context,
  vendor: string | null,
): Promise<{ profile: Profile } & AsyncDisposable> {
  const child = spawn(process.execPath, [ENSURE, '--print-profile', ...(vendor === null ? [] : ['--vendor', vendor])], {
    cwd: fileURLToPath(ROOT),
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  child.stderr.on('data', (chunk: Buffer) => context.stderr.write(chunk.toString()));
  const exited = once(child, 'exit');
  const stop = async () => {
    child.stdin.end();
    if (child.exitCode === null && child.signalCode === null) await exited;
  };
  try {
    const profile = await Promise.race([firstProfile(child.stdout), exited.then(() => null)]);
    if (profile === null)
      throw new CommandError('The pipeline did not start on this machine.', {
        where: 'local/ensure.ts',
        expected: 'a line with its profile',
        cure: 'Read what it printed above, or run "npm start" to see it alone.',
      });
    child.stdout.resume();
    if (vendor !== null) await keepProfile(vendor, profile);
    return { profile, [Symbol.asyncDispose]: stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Where `countersign status` looks for further vendors, should the pipeline run on. */
async function keepProfile(vendor: string, profile: Profile): Promise<void> {
  const folder = fileURLToPath(new URL('.countersign/profiles/', ROOT));
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await writeFile(join(folder, `${vendor}.json`), JSON.stringify(profile, null, 2), { mode: 0o600 });
}

async function firstProfile(stdout: NodeJS.ReadableStream): Promise<Profile | null> {
  const lines = createInterface({ input: stdout });
  for await (const line of lines) {
    if (!line.startsWith('{')) continue;
    return Profile.parse(JSON.parse(line));
  }
  return null;
}
