import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import * as z from 'zod';
import type { Log } from '../log.ts';
import { isUsedByOthers, markUse } from '../state/users.ts';
import { fingerprint } from './fingerprint.ts';

/** How many assemblies stay beside those that a process still uses. */
const KEPT = 3;
/** The environment of `cdk.json` that runs on one machine. */
const ENVIRONMENT = 'local';
const WAIT_MS = 180_000;
const ATTEMPTS = 3;

const CdkJson = z.object({ context: z.record(z.string(), z.unknown()).default({}) });

/** The sources could not be built or synthesized; `cause` holds what the tools said. */
export class PreparationFailed extends Error {
  override name = 'PreparationFailed';
}

/**
 * Gives the folder of the cloud assembly of the present sources: built and synthesized now, or where nothing changed since,
 * the one of an earlier call. An assembly is never changed once it is there.
 * @throws {PreparationFailed}
 */
export async function prepareAssembly(root: string, cache: string, log: Log): Promise<string> {
  const folder = join(cache, 'assemblies');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  // Two calls at once build into the same dist/: the second waits, and finds the result of the first.
  const lock = new DatabaseSync(join(folder, 'lock.sqlite'), { timeout: WAIT_MS });
  try {
    takeLock(lock);
    for (let attempt = 1; ; attempt++) {
      const name = fingerprint(root);
      const assembly = join(folder, name);
      markUse(marksOf(folder, name));
      if (existsSync(join(assembly, 'manifest.json'))) {
        utimesSync(assembly, new Date(), new Date());
        return assembly;
      }
      const fresh = await synthesize(root, folder, log);
      // Somebody may be editing: what was made is of these sources only if they are still the same.
      if (fingerprint(root) !== name && attempt < ATTEMPTS) continue;
      renameSync(fresh, assembly);
      prune(folder);
      return assembly;
    }
  } finally {
    lock.close();
  }
}

function takeLock(lock: DatabaseSync): void {
  try {
    lock.exec('BEGIN EXCLUSIVE');
  } catch (cause) {
    throw new PreparationFailed(`another build of Countersign has not finished for ${WAIT_MS / 1000} s`, { cause });
  }
}

async function synthesize(root: string, folder: string, log: Log): Promise<string> {
  log('building the functions');
  await run(root, ['scripts/build.ts'], {});
  log('synthesizing the template');
  const { context } = CdkJson.parse(JSON.parse(readFileSync(join(root, 'cdk.json'), 'utf8')));
  const fresh = join(folder, 'fresh');
  rmSync(fresh, { recursive: true, force: true });
  // The app itself, without the CDK's command line: the same template in half the time.
  await run(root, ['infra/app.ts'], {
    CDK_OUTDIR: fresh,
    CDK_CONTEXT_JSON: JSON.stringify({ ...context, env: ENVIRONMENT }),
  });
  return fresh;
}

const marksOf = (folder: string, name: string) => join(folder, 'users', name);

/** Removes the assemblies that are neither in use nor among those used last. */
function prune(folder: string): void {
  const age = (name: string) => statSync(join(folder, name)).mtimeMs;
  const names = readdirSync(folder).filter((name) => existsSync(join(folder, name, 'manifest.json')));
  for (const name of names.sort((a, b) => age(b) - age(a)).slice(KEPT)) {
    if (!isUsedByOthers(marksOf(folder, name))) rmSync(join(folder, name), { recursive: true, force: true });
  }
}

function run(root: string, script: string[], variables: Record<string, string>): Promise<void> {
  const output: string[] = [];
  const child = spawn(process.execPath, script, {
    cwd: root,
    env: { ...process.env, ...variables },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => output.push(String(chunk)));
  return new Promise((resolve, reject) => {
    child.once('error', (cause) => reject(new PreparationFailed(`node ${script[0]}: ${cause.message}`, { cause })));
    child.once('close', (code) => {
      if (code === 0) resolve();
      else reject(new PreparationFailed(`node ${script.join(' ')} failed:\n${output.join('').trimEnd()}`));
    });
  });
}
