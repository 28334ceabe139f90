import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { type FileHandle, open } from 'node:fs/promises';

/** A program of the second opinion ended by a code of failure. */
export class ProgramFailed extends Error {
  override readonly name = 'ProgramFailed';
}

/**
 * Runs a program to its end, and gives what it printed.
 * @param expected exit codes that are an answer
 * @throws ProgramFailed with the end of what it said
 */
export async function output(
  command: readonly [string, ...string[]],
  options: { cwd: string; env: NodeJS.ProcessEnv },
  expected: readonly number[] = [0],
): Promise<string> {
  const [program, ...args] = command;
  const child = spawn(program, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
  const texts = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const)
    child[name].on('data', (chunk: Buffer) => {
      texts[name] += chunk.toString();
    });
  const [code] = await once(child, 'close');
  if (expected.includes(code)) return texts.stdout;
  throw new ProgramFailed(
    `${command.join(' ')} ended with ${code}:\n${`${texts.stdout}\n${texts.stderr}`.slice(-4000)}`,
  );
}

/** A server of another make, with whatever it starts itself: all of that ends with it. Its log goes to a file. */
export async function server(
  program: string,
  options: { cwd: string; env: NodeJS.ProcessEnv; log: string },
): Promise<AsyncDisposable> {
  const log: FileHandle = await open(options.log, 'w');
  // In a group of its own, so that its workers can be ended with it.
  const child = spawn(program, [], { ...options, detached: true, stdio: ['ignore', log.fd, log.fd] });
  await once(child, 'spawn');
  const exited = once(child, 'exit');
  return {
    [Symbol.asyncDispose]: async () => {
      if (child.pid !== undefined && child.exitCode === null && child.signalCode === null) {
        process.kill(-child.pid, 'SIGTERM');
        await exited;
      }
      await log.close();
    },
  };
}
