import type { ProcedureView } from '#core/api/procedure-wire.ts';
import { type ActOptions, act } from '../case/act.ts';
import { actionCommand } from '../case/action-command.ts';
import type { CommandBuilder } from '../command.ts';
import { count } from '../render/text.ts';

export const build: CommandBuilder = (name, context) =>
  actionCommand(name, context, {
    description:
      'Sends the vendor the one consolidated request with the questions of all agencies, and stops the clock until it answers. It goes ' +
      'out of itself once every agency has determined; this sends it now.',
    examples: ['countersign request case-0a1b2c3d'],
  }).action(async (id: string, options: ActOptions) => {
    await act(
      id,
      options,
      context,
      'issue_request',
      (procedure) => ({
        do: { type: 'issue_request' },
        says: `The vendor is asked ${count(questionsOf(procedure).length, 'question')} in the one request there is; the clock stops.`,
      }),
      (procedure) => questionsOf(procedure).length > 0,
    );
  });

const questionsOf = ({ determinations }: ProcedureView) =>
  determinations.flatMap(({ inEffect, body }) =>
    inEffect && body.kind === 'request_information' ? body.questions : [],
  );
