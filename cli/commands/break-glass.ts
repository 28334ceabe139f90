import { LONGEST_MINUTES, ReviewFinding, SHORTEST_MINUTES } from '#core/adjudication/break-glass/grant.ts';
import { BreakGlassAnswer, type BreakGlassRequest, type GrantView } from '#core/api/break-glass.ts';
import { shortId } from '../case/case-ref.ts';
import { confirm } from '../case/confirm.ts';
import { deskOf } from '../case/desk.ts';
import { type CommandBuilder, newCommand } from '../command.ts';
import type { ConnectionOptions } from '../config/connection.ts';
import { withConnection } from '../config/options.ts';
import { printJson } from '../output/outputs.ts';
import { safeText } from '../render/text.ts';
import { UsageError } from '../usage-error.ts';

interface Options extends ConnectionOptions {
  reason?: string;
  minutes?: string;
  end?: string;
  review?: string;
  finding?: string;
  comment?: string;
  agency?: string;
  yes?: true;
  json?: true;
}

export const build: CommandBuilder = (name, context) =>
  withConnection(
    newCommand(name, context, [
      'countersign break-glass case-0a1b2c... --minutes 60 --reason "Incident 26-114: the released weights may match this bundle"',
      'countersign break-glass case-0a1b2c... --end 1',
      'countersign break-glass case-0a1b2c... --review 1 --finding justified --comment "The incident needed it"',
    ]),
  )
    .description(
      'Opens an emergency access: for a time that ends by itself, somebody of the group "break-glass" reads all evidence of a case but what ' +
        'is sealed, and decides nothing. The vendor and every agency of the case are told at once. Once it is over, the agencies review it.',
    )
    .argument('<case>', 'id of a case')
    .option('--reason <text>', 'why; the vendor and agencies read it')
    .option('--minutes <n>', `for how long, ${SHORTEST_MINUTES} to ${LONGEST_MINUTES}`)
    .option('--end <n>', 'end an access before its time, by its number in the case')
    .option('--review <n>', 'review an access that is over, as a reviewer or principal of an agency of the case')
    .option('--finding <finding>', `with --review: ${ReviewFinding.options.join(' or ')}`)
    .option('--comment <text>', 'with --review: why; all who see the case read it')
    .option('--agency <id>', 'with --review: the agency, where you are of several')
    .option('--yes', 'do not ask for confirmation')
    .option('--json', 'print the access as JSON (docs/schemas/break-glass.json)')
    .action(async (id: string, options: Options) => {
      const request = requestOf(options);
      const { client, caseId, seen } = await deskOf(id, options, context);
      await confirm(saysOf(request), options, context);
      const answer = await client.post(`/cases/${caseId}/break-glass`, request, BreakGlassAnswer);
      await seen.keep(caseId, answer.lastSeq);
      if (options.json) return printJson(context, 'break-glass', { case: caseId, ...answer });
      context.stdout.write(`${shortId(caseId)}: ${accessText(answer.access)}\n`);
    });

/** @throws UsageError where it is not one of open, end and review, or lacks what that needs */
function requestOf({ reason, minutes, end, review, finding, comment, agency }: Options): BreakGlassRequest {
  const asked = [reason, end, review].filter((one) => one !== undefined);
  if (asked.length !== 1)
    throw new UsageError('An access is opened, ended or reviewed.', {
      expected: 'one of --reason (with --minutes), --end and --review',
    });
  if (reason !== undefined) return { do: 'open', reason, minutes: whole('--minutes', minutes) };
  if (end !== undefined) return { do: 'end', grant: whole('--end', end) };
  const found = ReviewFinding.safeParse(finding);
  if (!found.success || comment === undefined)
    throw new UsageError('A review says what it found, and why.', {
      expected: `--finding ${ReviewFinding.options.join(' or ')}, and --comment`,
    });
  const whose = agency === undefined ? {} : { agency };
  return { do: 'review', grant: whole('--review', review), ...whose, finding: found.data, comment };
}

function whole(option: string, text: string | undefined): number {
  const n = Number(text);
  if (Number.isInteger(n) && n > 0) return n;
  throw new UsageError(`${option} is ${text === undefined ? 'missing' : `"${text}"`}.`, {
    expected: 'a whole number from 1 on',
  });
}

function saysOf(request: BreakGlassRequest): string {
  switch (request.do) {
    case 'open':
      return (
        `You open an emergency access for ${request.minutes} minutes: ${request.reason}\n` +
        'The vendor and every agency of the case are told now, and every reading of evidence is recorded.'
      );
    case 'end':
      return `You end emergency access ${request.grant}.`;
    case 'review':
      return `You review emergency access ${request.grant} as ${request.finding.replaceAll('_', ' ')}: ${request.comment}`;
  }
}

function accessText({ n, open, until, endedAt, owed, reviews }: GrantView): string {
  if (open) return `emergency access ${n} is open until ${until}, and ends by itself.`;
  const over = `emergency access ${n} is over since ${endedAt ?? until}`;
  const said = reviews.map(({ agency, finding }) => `${safeText(agency)}: ${finding.replaceAll('_', ' ')}`);
  const reviewed = said.length === 0 ? '' : `; reviewed by ${said.join(', ')}`;
  return `${over}${reviewed}${owed.length === 0 ? '' : `; to be reviewed by ${owed.map(safeText).join(', ')}`}.`;
}
