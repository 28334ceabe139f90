import { Command } from 'commander';
import type { Context } from './context.ts';
import { EXIT } from './exit-code.ts';

/** What a file in `commands/` exports: it builds its command; `done` takes the exit code. */
export type CommandBuilder = (name: string, context: Context, done: (exitCode: number) => void) => Command;

/** A command that prints where the person is looking, and whose exits are the caller's business. */
export function newCommand(name: string, context: Context, examples: readonly string[] = []): Command {
  const command = new Command(name)
    .exitOverride()
    // Descriptions are one paragraph, however their source is wrapped.
    .configureHelp({ commandDescription: (one) => one.description().replaceAll('\n', ' ') })
    .showHelpAfterError(`See "countersign ${name} --help".`)
    .configureOutput({
      writeOut: (text) => context.stdout.write(text),
      writeErr: (text) => context.stderr.write(text),
      getOutHelpWidth: () => Math.min(context.stdout.columns, 100),
      getErrHelpWidth: () => Math.min(context.stderr.columns, 100),
    });
  if (examples.length > 0)
    command.addHelpText('after', `\nExamples:\n${examples.map((line) => `  $ ${line}`).join('\n')}\n`);
  return command;
}

/** Help text that names the exit codes of the commands that end with a verdict. */
export const VERDICT_EXIT_CODES = `
Exit codes:
  ${EXIT.ok}  cleared, with or without conditions
  ${EXIT.returned}  returned: something is missing or wrong in the bundle; it was not judged
  ${EXIT.notCleared}  not cleared
  ${EXIT.undecided}  referred to people, or staged access
  ${EXIT.internal}  the command itself failed
  ${EXIT.usage}  the command was called wrongly
  Under several standards: that of the most restrictive verdict (${EXIT.notCleared} before ${EXIT.returned} before ${EXIT.undecided} before ${EXIT.ok}).
`;
