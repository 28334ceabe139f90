import { openInput } from '../bundle/open-input.ts';
import { deskAt, deskOf } from '../case/desk.ts';
import { type CommandBuilder, newCommand, VERDICT_EXIT_CODES } from '../command.ts';
import { againBy, type ConnectionOptions, resolveConnection } from '../config/connection.ts';
import { withConnection } from '../config/options.ts';
import { exitCodeOfAll } from '../exit-code.ts';
import { printJson } from '../output/outputs.ts';
import { renderVerdicts } from '../render/verdicts.ts';
import { amendCase, noteOf } from '../review/amend-case.ts';
import { followCase } from '../review/follow-case.ts';
import { judgedOf } from '../review/judged.ts';
import { submitBundle } from '../review/submit-bundle.ts';

interface SubmitOptions extends ConnectionOptions {
  amends?: string;
  note?: string;
  wait?: true;
  json?: true;
}

export const build: CommandBuilder = (name, context, done) =>
  withConnection(
    newCommand(name, context, [
      'countersign submit release-2.0.zip',
      'countersign submit release-2.0 --wait',
      'countersign submit release-2.0.zip --json | jq -r .case',
      'countersign submit release-2.1.zip --amends case-0a1b2c3d --note "Range rerun with the release classifier"',
    ]),
  )
    .description(
      'Uploads a bundle in parts and opens a case, or files it as a new version in a case that is open: what did not change is not ' +
        'checked again. If it stops, the same command goes on where it stopped.',
    )
    .argument('<path>', 'a bundle: a zip, or a folder, which is packed as it stands')
    .option('--amends <case>', 'the case of which this is a new version; with --note')
    .option('--note <text>', 'what is other in the new version')
    .option('--wait', 'follow the case to its verdict')
    .option('--json', 'print the case as JSON (docs/schemas/submit.json)')
    .addHelpText('after', `\nExit code 0 once the case is open. With --wait:${VERDICT_EXIT_CODES}`)
    .action(async (path: string, options: SubmitOptions) => {
      await using bundle = await openInput(path, context.cwd);
      const amended = options.amends === undefined ? null : await deskOf(options.amends, options, context);
      const { client, seen } = amended ?? deskAt(await resolveConnection(options, context), context);
      const { caseId, sha256, resumed, version } =
        amended === null
          ? { ...(await submitBundle(client, context, bundle)), version: 1 }
          : await amendCase(amended, context, bundle, noteOf(options));
      const submitted = {
        ...{ case: caseId, bytes: bundle.bytes, sha256, resumed },
        ...(amended !== null && { amends: true }),
      };
      await seen.listed([caseId]);
      if (!options.wait) {
        if (options.json) printJson(context, 'submit', submitted);
        else context.stdout.write(`${caseId}\nFollow it: ${againBy(caseId, options)} --follow\n`);
        return;
      }
      const judged = await judgedOf(client, await followCase(client, context, caseId, version));
      const verdicts = judged.map(({ verdict }) => verdict);
      if (options.json) printJson(context, 'submit', { ...submitted, verdict: judged[0].verdict, verdicts });
      else context.stdout.write(renderVerdicts(judged, { caseId, again: againBy(caseId, options) }, context));
      done(exitCodeOfAll(judged));
    });
