import { CommandError } from '../command-error.ts';
import type { Context } from '../context.ts';

/**
 * Has the person at the terminal confirm what is about to be recorded; a script is not asked.
 * @throws CommandError where they do not
 */
export async function confirm(says: string, { yes }: { yes?: true }, context: Context): Promise<void> {
  if (yes || context.ask === null) return;
  const answer = await context.ask(`${says}\nRecord this? [y/N] `);
  if (/^y(es)?$/i.test(answer.trim())) return;
  throw new CommandError('Nothing was recorded.', { cure: 'Answer "y" to record it.' });
}
