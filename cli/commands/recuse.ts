import { type ActOptions, act } from '../case/act.ts';
import { actionCommand } from '../case/action-command.ts';
import type { CommandBuilder } from '../command.ts';

export const build: CommandBuilder = (name, context) =>
  actionCommand(name, context, {
    description:
      'Takes you out of a case. What you prepared, signed or voted in it becomes void, and you cannot come back to it.',
    examples: ['countersign recuse case-0a1b2c3d --reason "I worked for the vendor until last year"'],
  })
    .requiredOption('--reason <text>', 'why; it is recorded')
    .action(async (id: string, options: ActOptions & { reason: string }) => {
      const { reason } = options;
      await act(id, options, context, 'recuse', () => ({
        do: { type: 'recuse', reason },
        says: `You recuse yourself, for good; what you prepared, signed or voted becomes void. Reason: ${reason}`,
      }));
    });
