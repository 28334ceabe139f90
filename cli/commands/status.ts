import { verifyLog } from '#core/api/verify-log.ts';
import { CaseList, CaseView } from '#core/api/wire.ts';
import { deskOf, desks } from '../case/desk.ts';
import { fetchLog } from '../case/what-changed.ts';
import { type CommandBuilder, newCommand, VERDICT_EXIT_CODES } from '../command.ts';
import { againBy, type ConnectionOptions } from '../config/connection.ts';
import { withConnection } from '../config/options.ts';
import type { Context } from '../context.ts';
import { EXIT, exitCodeOfAll } from '../exit-code.ts';
import { printJson } from '../output/outputs.ts';
import { renderCase, renderCases } from '../render/case.ts';
import { renderLog } from '../render/log.ts';
import { renderProcedures } from '../render/procedures.ts';
import { renderVerdicts } from '../render/verdicts.ts';
import { followCase, stayWithCase } from '../review/follow-case.ts';
import { judgedOf } from '../review/judged.ts';
import { UsageError } from '../usage-error.ts';

interface StatusOptions extends ConnectionOptions {
  follow?: true;
  log?: true;
  json?: true;
  all?: true;
}

export const build: CommandBuilder = (name, context, done) =>
  withConnection(
    newCommand(name, context, [
      'countersign status',
      'countersign status case-0a1b2c...',
      'countersign status case-0a1b2c... --follow',
      'countersign status case-0a1b2c... --log',
      'countersign status case-0a1b2c... --json | jq .verdict.outcome',
    ]),
  )
    .description(
      'Shows a case: the states of the workflow it has been through, its verdict once there is one, and under each standard where it ' +
        'stands with people: clocks, what is owed by whom and when, and what you may do next.',
    )
    .argument(
      '[case]',
      'id of a case, or the beginning of it as tables show it; without one, the newest cases are listed',
    )
    .option(
      '--follow',
      'stay, show what happens, and end once there is a verdict and you owe nothing, or the case is decided',
    )
    .option('--log', 'everything that happened, and whether the chain of hashes holds')
    .option('--all', 'show every verdict of a case and every finding, also those that are met')
    .option(
      '--json',
      'print the case as JSON (docs/schemas/status.json), the list (docs/schemas/cases.json) or the log (docs/schemas/log.json)',
    )
    .addHelpText(
      'after',
      `\nExit code 0 once the case is shown; ${EXIT.unverified} where the chain of a log does not hold. With --follow:${VERDICT_EXIT_CODES}`,
    )
    .action(async (id: string | undefined, options: StatusOptions) => {
      if (id === undefined) return listCases(options, context);
      const desk = await deskOf(id, options, context);
      const { client, caseId, seen, who } = desk;
      if (options.log) {
        const events = await fetchLog(desk);
        const verified = verifyLog(events);
        if (options.json) printJson(context, 'log', { case: caseId, events, ...verified });
        else context.stdout.write(renderLog(events, verified, context));
        if (verified.faults.length > 0) done(EXIT.unverified);
        return;
      }
      const view = options.follow
        ? await stayWithCase(desk, context, await followCase(client, context, caseId))
        : await client.get(`/cases/${caseId}`, CaseView);
      await seen.keep(caseId, view.case.lastSeq);
      if (options.json) printJson(context, 'status', view);
      else {
        if (!options.follow) context.stdout.write(renderCase(view, context));
        if (view.verdict !== null)
          context.stdout.write(
            renderVerdicts(
              await judgedOf(client, view),
              { caseId, again: againBy(caseId, options), all: options.all === true },
              context,
            ),
          );
        if (view.procedures.length > 0)
          context.stdout.write(renderProcedures({ view, events: await fetchLog(desk), who }, options, context));
      }
      if (options.follow) done(exitCodeOfAll(view.verdicts.map((verdict) => ({ verdict }))));
    });

async function listCases(options: StatusOptions, context: Context): Promise<void> {
  if (options.follow || options.log)
    throw new UsageError('There is no case to follow.', { expected: 'the id of a case', cure: 'Name the case.' });
  const lists = await Promise.all(
    (await desks(options, context)).map(async ({ client, seen }) => {
      const list = await client.get('/cases', CaseList);
      await seen.listed(list.cases.map(({ caseId }) => caseId));
      return list;
    }),
  );
  const cases = lists.flatMap((list) => list.cases).sort((a, b) => (a.openedAt > b.openedAt ? -1 : 1));
  const next = lists.length === 1 ? (lists[0]?.next ?? null) : null;
  if (options.json) printJson(context, 'cases', { cases, next });
  else context.stdout.write(renderCases(cases, context));
}
