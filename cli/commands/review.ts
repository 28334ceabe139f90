import { apiClient } from '../api/client.ts';
import { openInput } from '../bundle/open-input.ts';
import { type CommandBuilder, newCommand, VERDICT_EXIT_CODES } from '../command.ts';
import { againBy, type ConnectionOptions, connectionAs, namesApi, resolveConnection } from '../config/connection.ts';
import { withConnection } from '../config/options.ts';
import { exitCodeOfAll } from '../exit-code.ts';
import { printJson } from '../output/outputs.ts';
import { renderVerdicts } from '../render/verdicts.ts';
import { followCase } from '../review/follow-case.ts';
import { judgedOf } from '../review/judged.ts';
import { ensureLocalRun } from '../review/local-run.ts';
import { submitBundle } from '../review/submit-bundle.ts';
import { vendorOfBundle } from '../review/vendor-of-bundle.ts';

interface ReviewOptions extends ConnectionOptions {
  json?: true;
  all?: true;
}

export const build: CommandBuilder = (name, context, done) =>
  withConnection(
    newCommand(name, context, [
      'countersign review examples/modest-model',
      'countersign review release-2.0.zip --json > review.json',
      'npm run review -- examples/incomplete',
    ]),
  )
    .description(
      'Takes a bundle through upload, workflow and verdict. Without an address of a service it starts the whole pipeline on this machine.',
    )
    .argument('<path>', 'a bundle: a zip, or a folder, which is packed as it stands')
    .option('--json', 'print case, verdict and findings as JSON (docs/schemas/review.json)')
    .option('--all', 'show every finding, also those that are met')
    .addHelpText('after', VERDICT_EXIT_CODES)
    .action(async (path: string, options: ReviewOptions) => {
      await using bundle = await openInput(path, context.cwd);
      await using local = namesApi(options, context.env)
        ? null
        : await ensureLocalRun(context, await vendorOfBundle(bundle));
      const connection = local ? connectionAs(local.profile, options.as) : await resolveConnection(options, context);
      const client = apiClient(connection, context);
      const { caseId } = await submitBundle(client, context, bundle);
      const verdicts = await judgedOf(client, await followCase(client, context, caseId));
      const again = local === null ? againBy(caseId, options) : undefined;
      if (options.json) printJson(context, 'review', { case: caseId, ...verdicts[0], verdicts });
      else context.stdout.write(renderVerdicts(verdicts, { caseId, all: options.all === true, again }, context));
      done(exitCodeOfAll(verdicts));
    });
