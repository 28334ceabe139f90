import { Argument } from 'commander';
import { DeterminationBody, type DeterminationKind } from '#core/adjudication/case/parts.ts';
import { type ActOptions, act } from '../case/act.ts';
import { actionCommand, gather } from '../case/action-command.ts';
import { CONDITION_FORM } from '../case/condition-text.ts';
import { type DeterminationOptions, determinationOf } from '../case/determination-of.ts';
import type { CommandBuilder } from '../command.ts';
import { count } from '../render/text.ts';

const KINDS = DeterminationBody.options.map(({ shape }) => shape.kind.value);

/** What `determine` records, in one clause. */
function saying(body: DeterminationBody): string {
  const on = (items: readonly { criterion: string | null }[]) =>
    items.map(({ criterion }) => criterion ?? '').join(', ');
  switch (body.kind) {
    case 'concur':
      return body.resolves.length === 0 ? 'concur' : `concur, and resolve ${on(body.resolves)}`;
    case 'concur_with_conditions': {
      const resolved = body.resolves.length === 0 ? '' : `, and resolve ${on(body.resolves)}`;
      const texts = body.conditions.map(({ text, due }) => `"${text}" (due ${due})`);
      return `concur with ${count(body.conditions.length, 'condition')}: ${texts.join(', ')}${resolved}`;
    }
    case 'non_concur':
      return `do not concur, on ${on(body.objections)}`;
    case 'request_information':
      return `ask the vendor ${count(body.questions.length, 'question')}`;
    case 'not_in_remit':
      return `say that the case is not in your remit, and give up your vote: ${body.reason}`;
  }
}

export const build: CommandBuilder = (name, context) =>
  actionCommand(name, context, {
    description:
      'Records what your agency determines in a case. It may be changed until the decision; the history keeps all of it. Where the ' +
      'standard asks for four eyes, it has effect once another person of your agency has signed it.',
    examples: [
      'countersign determine case-0a1b2c3d concur',
      'countersign determine case-0a1b2c3d concur --resolve NSA-05@cyber-range --evidence "Appendix C" --reason "The range was rerun"',
      `countersign determine case-0a1b2c3d concur_with_conditions --condition "text=Rerun the range; metric=uplift <= 0.05; due=2027-03-01; verifier=nsa; expires=2028-03-01"`,
      'countersign determine case-0a1b2c3d non_concur --objection ONC-09 --evidence "Log 4, sample 17" --cure "Filter tool calls"',
      'countersign determine case-0a1b2c3d request_information --question "NSA-07: Which classifier ran in the release?"',
      'countersign determine case-0a1b2c3d concur_with_conditions --file determination.yaml',
    ],
  })
    .addArgument(new Argument('<determination>', 'what the agency says').choices(KINDS))
    .option(
      '--resolve <point>',
      'CRITERION or CRITERION@EVALUATION that the checks could not decide; with --evidence and --reason; repeatable',
      gather,
    )
    .option('--objection <criterion>', 'why you do not concur; with --evidence and --cure; repeatable', gather)
    .option('--evidence <text>', 'what it rests on; one for each --resolve or --objection, or one for all', gather)
    .option('--reason <text>', 'why, for each --resolve, or for all; or why the case is not in your remit', gather)
    .option('--cure <text>', 'what would cure it, for each --objection, or for all', gather)
    .option('--condition <fields>', `"${CONDITION_FORM}"; repeatable`, gather)
    .option('--question <text>', 'for the vendor; "CRITERION: text" where it is about one; repeatable', gather)
    .option('--file <file>', 'YAML or JSON with resolves, conditions, objections, questions, reason; options add to it')
    .action(async (id: string, kind: DeterminationKind, options: ActOptions & DeterminationOptions) => {
      const determination = await determinationOf(kind, options, context);
      await act(id, options, context, 'determine', () => ({
        do: { type: 'determine', determination },
        says: `You ${saying(determination)}.`,
      }));
    });
