import type { Command } from 'commander';
import { newCommand } from '../command.ts';
import { withConnection } from '../config/options.ts';
import type { Context } from '../context.ts';
import { EXIT } from '../exit-code.ts';

/** Help text that names the exit codes of the commands that record something in a case. */
export const ACTION_EXIT_CODES = `
Exit codes:
  ${EXIT.ok}  recorded
  ${EXIT.refused}  refused by the procedure, or the case has moved on since you looked; nothing was recorded
  ${EXIT.internal}  the command itself failed
  ${EXIT.usage}  the command was called wrongly
`;

/** A command that records one action in a case: its first argument is the case, and it acts under one standard and in one role. */
export function actionCommand(
  name: string,
  context: Context,
  { description, examples }: { description: string; examples: readonly string[] },
): Command {
  return withConnection(newCommand(name, context, examples))
    .description(description)
    .argument('<case>', 'id of a case, or the beginning of it as "queue" and "status" show it')
    .option('--standard <name>', 'id/version or id; left out: the only one under which you may do this')
    .option(
      '--role <role>',
      'the role in which you act, as agency.nsa.reviewer; left out: the only one that may do this',
    )
    .option('--yes', 'do not ask for confirmation')
    .option('--json', 'print what was recorded as JSON (docs/schemas/recorded.json)')
    .addHelpText('after', ACTION_EXIT_CODES);
}

/** Gathers an option that is given several times. */
export const gather = (value: string, before: readonly string[] = []): string[] => [...before, value];
