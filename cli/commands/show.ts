import { packName } from '#core/policy/check-report.ts';
import { namedProcedure } from '../case/choose-procedure.ts';
import { deskOf, look } from '../case/desk.ts';
import { fetchLog } from '../case/what-changed.ts';
import { type CommandBuilder, newCommand } from '../command.ts';
import { CommandError } from '../command-error.ts';
import type { ConnectionOptions } from '../config/connection.ts';
import { withConnection } from '../config/options.ts';
import { printJson } from '../output/outputs.ts';
import { renderReview } from '../render/review.ts';
import { fetchFindings } from '../review/fetch-findings.ts';

interface ShowOptions extends ConnectionOptions {
  standard?: string;
  findings?: true;
  json?: true;
}

export const build: CommandBuilder = (name, context) =>
  withConnection(
    newCommand(name, context, [
      'countersign show case-0a1b2c3d',
      'countersign show case-0a1b2c3d --findings',
      'countersign show case-0a1b2c3d --standard uk-aisi --json',
    ]),
  )
    .description(
      'Shows what a reviewer needs of a case on one screen: verdict of the checks, open points with what was found, what other agencies ' +
        'say, the clock, and what to do next. What you do afterwards rests on it: where the case moves on meanwhile, you are told.',
    )
    .argument('<case>', 'id of a case, or the beginning of it as "queue" shows it')
    .option('--standard <name>', 'id/version or id; left out: the first under which you may act')
    .option('--findings', 'every finding that you may see, also those that are met')
    .option('--json', 'print it as JSON (docs/schemas/show.json)')
    .action(async (id: string, options: ShowOptions) => {
      const desk = await deskOf(id, options, context);
      const view = await look(desk);
      const [first] = view.procedures;
      if (first === undefined)
        throw new CommandError('The case is being checked; there is nothing to review yet.', {
          where: desk.caseId,
          cure: `Follow it with "countersign status ${desk.caseId} --follow".`,
        });
      const procedure =
        options.standard === undefined
          ? (view.procedures.find(({ next }) => next.length > 0) ?? first)
          : namedProcedure(view, options.standard);
      const verdict = view.verdicts.find(({ pack }) => packName(pack) === procedure.standard) ?? null;
      const [findings, events] = await Promise.all([
        fetchFindings(desk.client, desk.caseId, procedure.standard),
        fetchLog(desk),
      ]);
      if (options.json) printJson(context, 'show', { case: view.case, procedure, verdict, findings, events });
      else
        context.stdout.write(
          renderReview(
            { view, procedure, verdict, findings, events, who: desk.who, all: options.findings === true },
            options,
            context,
          ),
        );
    });
