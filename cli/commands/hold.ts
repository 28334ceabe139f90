import { HoldAnswer } from '#core/api/holds.ts';
import { shortId } from '../case/case-ref.ts';
import { confirm } from '../case/confirm.ts';
import { deskOf } from '../case/desk.ts';
import { type CommandBuilder, newCommand } from '../command.ts';
import type { ConnectionOptions } from '../config/connection.ts';
import { withConnection } from '../config/options.ts';
import { printJson } from '../output/outputs.ts';
import { dayWords } from '../render/due.ts';
import { safeText } from '../render/text.ts';

interface Options extends ConnectionOptions {
  reason: string;
  lift?: true;
  yes?: true;
  json?: true;
}

export const build: CommandBuilder = (name, context) =>
  withConnection(
    newCommand(name, context, [
      'countersign hold case-0a1b2c3d --reason "Litigation hold 26-114"',
      'countersign hold case-0a1b2c3d --lift --reason "The litigation is over"',
    ]),
  )
    .description(
      'Places a legal hold on a case, as the coordinator: nothing of it is destroyed until the hold is lifted.',
    )
    .argument('<case>', 'id of a case, or the beginning of it as "queue" and "status" show it')
    .requiredOption('--reason <text>', 'why; it is recorded, and the vendor and agencies can read it')
    .option('--lift', 'lift the hold')
    .option('--yes', 'do not ask for confirmation')
    .option('--json', 'print the hold as JSON (docs/schemas/hold.json)')
    .action(async (id: string, options: Options) => {
      const { client, caseId, seen } = await deskOf(id, options, context);
      const { reason } = options;
      const says = options.lift ? 'You lift the legal hold' : 'You place a legal hold on the case';
      await confirm(`${says}: ${reason}`, options, context);
      const answer = await client.post(
        `/cases/${caseId}/hold`,
        { do: options.lift ? 'lift' : 'place', reason },
        HoldAnswer,
      );
      await seen.keep(caseId, answer.lastSeq);
      if (options.json) return printJson(context, 'hold', { case: caseId, ...answer });
      const { hold } = answer;
      context.stdout.write(
        hold === null
          ? `${shortId(caseId)} is under no legal hold.\n`
          : `${shortId(caseId)} is under a legal hold since ${dayWords(hold.since.slice(0, 10))}: ${safeText(hold.reason)}\n`,
      );
    });
