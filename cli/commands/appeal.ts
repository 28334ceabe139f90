import { type ActOptions, act } from '../case/act.ts';
import { actionCommand } from '../case/action-command.ts';
import type { CommandBuilder } from '../command.ts';
import { UsageError } from '../usage-error.ts';

interface AppealOptions extends ActOptions {
  ground: string;
  statement: string;
}

export const build: CommandBuilder = (name, context) =>
  actionCommand(name, context, {
    description:
      'Appeals a decision to a panel of people who took no part in it; once, on one of the grounds of the standard.',
    examples: [
      'countersign appeal case-0a1b2c3d --ground 2 --statement "Log 7 shows the safeguard at work, and the decision does not mention it"',
    ],
  })
    .requiredOption('--ground <ground>', 'its number, as "countersign status" lists them, or its text')
    .requiredOption('--statement <text>', 'why the decision does not hold')
    .action(async (id: string, options: AppealOptions) => {
      const { ground: named, statement } = options;
      await act(id, options, context, 'appeal', ({ grounds, standard }) => {
        const ground = groundNamed(named, grounds, standard);
        return {
          do: { type: 'appeal', ground, statement },
          says: `You appeal. Ground: ${ground} Statement: ${statement}`,
        };
      });
    });

function groundNamed(named: string, grounds: readonly string[], standard: string): string {
  const plain = (text: string) => text.trim().replace(/\.$/, '').toLowerCase();
  const found = /^\d+$/.test(named)
    ? grounds[Number(named) - 1]
    : grounds.find((ground) => plain(ground) === plain(named));
  if (found !== undefined) return found;
  throw new UsageError('That is no ground of appeal.', {
    where: `--ground "${named}"`,
    expected: `under ${standard}: ${grounds.map((ground, at) => `${at + 1} ${ground}`).join(' ')}`,
    cure: 'Give the number or the text of one of them.',
  });
}
