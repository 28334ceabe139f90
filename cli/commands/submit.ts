import { openInput } from '../bundle/open-input.ts';
import { deskAt, deskOf } from '../case/desk.ts';
import { type CommandBuilder, newCommand, VERDICT_EXIT_CODES } from '../command.ts';
import { againBy, type ConnectionOptions, resolveConnection } from '../config/connection.ts';
import { withConnection } from '../config/options.ts';
import type { Context } from '../context.ts';
import { exitCodeOfAll } from '../exit-code.ts';
import { printJson } from '../output/outputs.ts';
import { renderVerdicts } from '../render/verdicts.ts';
import { amendCase, noteOf } from '../review/amend-case.ts';
import { followCase } from '../review/follow-case.ts';
import { judgedOf } from '../review/judged.ts';
import { submitBundle } from '../review/submit-bundle.ts';
import type { UploadRole } from '../upload/take-role.ts';
import { UsageError } from '../usage-error.ts';

interface SubmitOptions extends ConnectionOptions {
  amends?: string;
  note?: string;
  roleArn?: string;
  externalId?: string;
  wait?: true;
  json?: true;
}

export const build: CommandBuilder = (name, context, done) =>
  withConnection(
    newCommand(name, context, [
      'countersign submit release-2.0.zip',
      'countersign submit release-2.0 --wait',
      'countersign submit release-2.0.zip --json | jq -r .case',
      'countersign submit release-2.0.zip --role-arn "$ROLE_ARN" --external-id "$EXTERNAL_ID"',
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
    .option(
      '--role-arn <arn>',
      'upload from your own AWS account, with the role that the operator has made for you (COUNTERSIGN_ROLE_ARN)',
    )
    .option('--external-id <id>', 'what was agreed on for that role (COUNTERSIGN_EXTERNAL_ID)')
    .option('--wait', 'follow the case to its verdict')
    .option('--json', 'print the case as JSON (docs/schemas/submit.json)')
    .addHelpText('after', `\nExit code 0 once the case is open. With --wait:${VERDICT_EXIT_CODES}`)
    .action(async (path: string, options: SubmitOptions) => {
      const role = roleOf(options, context.env);
      await using bundle = await openInput(path, context.cwd);
      const amended = options.amends === undefined ? null : await deskOf(options.amends, options, context);
      const { client, seen } = amended ?? deskAt(await resolveConnection(options, context), context);
      const { caseId, sha256, resumed, version } =
        amended === null
          ? { ...(await submitBundle(client, context, bundle, { role })), version: 1 }
          : await amendCase(amended, context, bundle, noteOf(options), role);
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

/** The role to upload with; undefined where the addresses of the service are to be used. @throws UsageError where half of it is said */
function roleOf({ roleArn, externalId }: SubmitOptions, env: Context['env']): UploadRole | undefined {
  const arn = roleArn ?? env.COUNTERSIGN_ROLE_ARN;
  const id = externalId ?? env.COUNTERSIGN_EXTERNAL_ID;
  if (arn === undefined && id === undefined) return undefined;
  if (arn === undefined)
    throw new UsageError('An external id is of no use without a role.', {
      where: externalId === undefined ? 'COUNTERSIGN_EXTERNAL_ID' : '--external-id',
      expected: '--role-arn, or COUNTERSIGN_ROLE_ARN',
      cure: 'Name the role that the operator has made for you, or leave out the external id.',
    });
  if (id !== undefined) return { arn, externalId: id };
  throw new UsageError('A role is taken with an external id.', {
    where: arn,
    expected: '--external-id, or COUNTERSIGN_EXTERNAL_ID',
    cure: 'The operator who gave you the role agreed on it with you.',
  });
}
