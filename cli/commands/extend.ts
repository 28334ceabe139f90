import { Day } from '#core/adjudication/calendar/day.ts';
import { type ActOptions, act } from '../case/act.ts';
import { actionCommand } from '../case/action-command.ts';
import type { CommandBuilder } from '../command.ts';
import { fitting } from '../io/data-file.ts';

interface ExtendOptions extends ActOptions {
  reason: string;
  answerUntil?: string;
}

export const build: CommandBuilder = (name, context) =>
  actionCommand(name, context, {
    description:
      'Moves every date of a review by the extension that its standard allows; or, with --answer-until, gives the vendor more time to answer.',
    examples: [
      'countersign extend case-0a1b2c3d --reason "The range has to be rerun on our hardware"',
      'countersign extend case-0a1b2c3d --answer-until 2026-12-18 --reason "Holidays at the laboratory"',
    ],
  })
    .requiredOption('--reason <text>', 'why; it is recorded')
    .option('--answer-until <day>', 'YYYY-MM-DD: move only the day on which the answer of the vendor is due')
    .action(async (id: string, options: ExtendOptions) => {
      const { reason, answerUntil } = options;
      if (answerUntil === undefined) {
        await act(id, options, context, 'extend', () => ({
          do: { type: 'extend', reason },
          says: `You extend the review once, all dates: ${reason}`,
        }));
        return;
      }
      const until = fitting(Day, answerUntil, '--answer-until');
      await act(id, options, context, 'extend_answer', () => ({
        do: { type: 'extend_answer', until, reason },
        says: `You give the vendor until ${until} to answer: ${reason}`,
      }));
    });
