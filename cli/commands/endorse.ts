import { type ActOptions, act } from '../case/act.ts';
import { actionCommand } from '../case/action-command.ts';
import type { CommandBuilder } from '../command.ts';
import { determinationText } from '../render/event-text.ts';
import { UsageError } from '../usage-error.ts';

export const build: CommandBuilder = (name, context) =>
  actionCommand(name, context, {
    description:
      'Signs the latest determination of your agency as the second pair of eyes. Who prepared it does not sign it.',
    examples: ['countersign endorse case-0a1b2c3d 1', 'countersign endorse case-0a1b2c3d 2 --yes --json'],
  })
    .argument('<number>', 'number of the determination, so that you sign the one that you have read')
    .action(async (id: string, number: string, options: ActOptions) => {
      if (!/^[1-9]\d{0,5}$/.test(number))
        throw new UsageError('That is no number of a determination.', {
          where: number,
          expected: 'a number from 1, as "countersign show" gives it',
          cure: `Look with "countersign show ${id}".`,
        });
      const n = Number(number);
      await act(id, options, context, 'sign', ({ determinations, next }) => {
        const own = next.filter(({ action }) => action === 'sign').map(({ as }) => as.split('.')[1]);
        const read = determinations.find((one) => one.n === n && own.includes(one.agency));
        const what = read === undefined ? '' : ` of ${read.agency}: ${determinationText(read.body)}`;
        return { do: { type: 'sign', n }, says: `You sign determination ${n}${what}.` };
      });
    });
