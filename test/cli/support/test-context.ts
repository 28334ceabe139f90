import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Context } from '../../../cli/context.ts';
import { run } from '../../../cli/run.ts';

export interface Ran {
  exitCode: number;
  stdout: string;
  stderr: string;
}

/** Runs the command line in this process, in a folder of its own, without waiting between tries. */
export async function countersign(
  argv: readonly string[],
  options: { cwd?: string; env?: Record<string, string>; tty?: boolean; onStderr?: (text: string) => void } = {},
): Promise<Ran> {
  const out: string[] = [];
  const err: string[] = [];
  const isTTY = options.tty ?? false;
  const context: Context = {
    stdout: { write: (text) => void out.push(text), isTTY, columns: 100 },
    stderr: {
      write: (text) => {
        err.push(text);
        options.onStderr?.(text);
      },
      isTTY,
      columns: 100,
    },
    // Nobody is signed in, whoever runs the tests.
    env: { XDG_CONFIG_HOME: join(tmpdir(), 'countersign-nobody'), ...options.env },
    cwd: options.cwd ?? process.cwd(),
    sleep: async () => {},
  };
  const exitCode = await run(argv, context);
  return { exitCode, stdout: out.join(''), stderr: err.join('') };
}

export async function emptyFolder(): Promise<{ path: string } & AsyncDisposable> {
  const path = await mkdtemp(join(tmpdir(), 'countersign-test-'));
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) };
}
