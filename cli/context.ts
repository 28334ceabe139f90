import { createInterface } from 'node:readline/promises';
import { setTimeout } from 'node:timers/promises';

export interface Stream {
  write(text: string): void;
  readonly isTTY: boolean;
  readonly columns: number;
}

/** All of the outside that a command touches besides files and the network; a test gives its own. */
export interface Context {
  /** Results only: with `--json`, one JSON document. */
  readonly stdout: Stream;
  /** Progress, notes and errors. */
  readonly stderr: Stream;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  sleep(milliseconds: number): Promise<void>;
  /** Asks the person at the terminal; null where nobody is there to answer. */
  readonly ask: ((question: string) => Promise<string>) | null;
}

export function processContext(): Context {
  const stream = (target: NodeJS.WriteStream): Stream => ({
    write: (text) => void target.write(text),
    get isTTY() {
      return target.isTTY === true;
    },
    get columns() {
      // A pipe has none, and some terminals say 0.
      return Math.max(target.columns || 100, 60);
    },
  });
  return {
    stdout: stream(process.stdout),
    stderr: stream(process.stderr),
    env: process.env,
    // `npm run review -- PATH` runs in the root of the repository; the path is meant from where it was typed.
    cwd: (process.env.npm_lifecycle_event === 'review' ? process.env.INIT_CWD : undefined) ?? process.cwd(),
    sleep: async (milliseconds) => setTimeout(milliseconds),
    ask: process.stdin.isTTY === true && process.stderr.isTTY === true ? askOnTerminal : null,
  };
}

/** The question goes to stderr: stdout has results only. */
async function askOnTerminal(question: string): Promise<string> {
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  const ended = new Promise<string>((resolve) => lines.once('close', () => resolve('')));
  try {
    return await Promise.race([lines.question(question), ended]);
  } finally {
    lines.close();
  }
}
