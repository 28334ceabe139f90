import { Argument } from 'commander';
import * as z from 'zod';
import { AppealResult, NewCondition, PanelVote, Position, Reason, SetAside } from '#core/adjudication/case/parts.ts';
import { type ActOptions, act } from '../case/act.ts';
import { actionCommand } from '../case/action-command.ts';
import type { CommandBuilder } from '../command.ts';
import { dataFile } from '../io/data-file.ts';
import { words } from '../render/text.ts';

/** What a panel files with its decision. */
const AppealFile = z.strictObject({
  votes: z.array(PanelVote).min(1),
  reason: Reason,
  outcome: Position.nullable().default(null),
  setAside: z.array(SetAside).default([]),
  conditions: z.array(NewCondition).default([]),
});

export const build: CommandBuilder = (name, context) =>
  actionCommand(name, context, {
    description:
      'Records the decision of the panel on an appeal, with the vote of every member. A panel that overturns names the decision in place ' +
      'of the old one, and may set points aside.',
    examples: [
      'countersign decide-appeal case-0a1b2c3d upheld --file votes.yaml',
      'countersign decide-appeal case-0a1b2c3d overturned --file decision.yaml',
    ],
  })
    .addArgument(new Argument('<result>', 'what the panel decides').choices(AppealResult.options))
    .requiredOption(
      '--file <file>',
      'YAML or JSON: votes (member, result, reason), reason; where it overturns also outcome, setAside (criterion, evaluation, reason), conditions',
    )
    .action(async (id: string, result: AppealResult, options: ActOptions & { file: string }) => {
      const filed = await dataFile(options.file, AppealFile, context);
      const instead = filed.outcome === null ? '' : `; the decision is "${words(filed.outcome)}"`;
      const votes = filed.votes.map(({ member, result: vote }) => `${member} ${vote}`).join(', ');
      await act(id, options, context, 'decide_appeal', () => ({
        do: { type: 'decide_appeal', result, ...filed },
        says: `The appeal is ${result}${instead} (${votes}): ${filed.reason}`,
      }));
    });
