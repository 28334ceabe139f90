import { Argument } from 'commander';
import { type ActOptions, act } from '../case/act.ts';
import { actionCommand } from '../case/action-command.ts';
import type { CommandBuilder } from '../command.ts';

export const build: CommandBuilder = (name, context) =>
  actionCommand(name, context, {
    description: 'Records that a condition of a decided case is met, or is breached. A breach reopens the case.',
    examples: [
      'countersign condition case-0a1b2c3d nsa.1.1.1 met --evidence "Report of 2027-02-20, uplift 0.03"',
      'countersign condition case-0a1b2c3d nsa.1.1.1 breached --evidence "No report by the due date"',
    ],
  })
    .argument('<condition>', 'id of the condition, as "countersign show" gives it')
    .addArgument(new Argument('<state>', 'what became of it').choices(['met', 'breached']))
    .requiredOption('--evidence <text>', 'what it rests on; it is recorded')
    .action(
      async (id: string, condition: string, state: 'met' | 'breached', options: ActOptions & { evidence: string }) => {
        const { evidence } = options;
        const type = state === 'met' ? 'meet_condition' : 'breach_condition';
        await act(id, options, context, type, ({ conditions }) => {
          const text = conditions.find((one) => one.id === condition)?.text;
          const named = `${condition}${text === undefined ? '' : ` ("${text}")`}`;
          const after = state === 'met' ? '' : ' The case is reopened.';
          return { do: { type, condition, evidence }, says: `Condition ${named} is ${state}: ${evidence}.${after}` };
        });
      },
    );
