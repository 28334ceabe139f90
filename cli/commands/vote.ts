import { Argument } from 'commander';
import * as z from 'zod';
import { NewCondition, Position } from '#core/adjudication/case/parts.ts';
import { type ActOptions, act } from '../case/act.ts';
import { actionCommand, gather } from '../case/action-command.ts';
import { CONDITION_FORM, conditionOf } from '../case/condition-text.ts';
import type { CommandBuilder } from '../command.ts';
import { dataFile } from '../io/data-file.ts';
import { count, words } from '../render/text.ts';

interface VoteOptions extends ActOptions {
  reason: string;
  condition?: string[];
  file?: string;
}

const Conditions = z.strictObject({ conditions: z.array(NewCondition) });

export const build: CommandBuilder = (name, context) =>
  actionCommand(name, context, {
    description:
      'Casts the vote of your agency in the working group, or among the principals. It may be changed until the decision.',
    examples: [
      'countersign vote case-0a1b2c3d not_cleared --reason "The safeguard does not hold against adaptive attacks"',
      'countersign vote case-0a1b2c3d cleared_with_conditions --reason "Covered" --file conditions.yaml',
    ],
  })
    .addArgument(new Argument('<position>', 'what you vote for').choices(Position.options))
    .requiredOption('--reason <text>', 'why; it is recorded')
    .option('--condition <fields>', `"${CONDITION_FORM}"; repeatable`, gather)
    .option('--file <file>', 'YAML or JSON with a list "conditions"')
    .action(async (id: string, position: Position, options: VoteOptions) => {
      const { reason, condition = [], file } = options;
      const filed = file === undefined ? [] : (await dataFile(file, Conditions, context)).conditions;
      const conditions = [...filed, ...condition.map(conditionOf)];
      const under = conditions.length > 0 ? ` with ${count(conditions.length, 'condition')}` : '';
      await act(id, options, context, 'vote', () => ({
        do: { type: 'vote', position, conditions, reason },
        says: `You vote "${words(position)}"${under}: ${reason}`,
      }));
    });
