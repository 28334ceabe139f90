import { type ActOptions, act } from '../case/act.ts';
import { actionCommand } from '../case/action-command.ts';
import type { CommandBuilder } from '../command.ts';

export const build: CommandBuilder = (name, context) =>
  actionCommand(name, context, {
    description:
      'Withdraws a submission from the review under one standard, for good. To be reviewed again, submit anew.',
    examples: ['countersign withdraw case-0a1b2c3d --reason "The release is put off"'],
  })
    .requiredOption('--reason <text>', 'why; it is recorded')
    .action(async (id: string, options: ActOptions & { reason: string }) => {
      const { reason } = options;
      await act(id, options, context, 'withdraw', () => ({
        do: { type: 'withdraw', reason },
        says: `You withdraw the submission, for good: ${reason}`,
      }));
    });
