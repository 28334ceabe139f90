import { preflightOf } from '#core/api/preflight.ts';
import { TrustedKeys } from '#core/attestation/keys/trusted-keys.ts';
import type { KnownSigners } from '#core/bundle/bundle-signature.ts';
import { registeredSigners } from '#core/bundle/registered-signers.ts';
import { readDocument } from '../attestation/read-input.ts';
import { openInput } from '../bundle/open-input.ts';
import { type CommandBuilder, newCommand, VERDICT_EXIT_CODES } from '../command.ts';
import type { Context } from '../context.ts';
import { exitCodeOfAll } from '../exit-code.ts';
import { openFile } from '../io/file-access.ts';
import { spoolToFile } from '../io/temporary.ts';
import { printJson } from '../output/outputs.ts';
import { renderGuidance } from '../render/guidance.ts';
import { renderVerdicts } from '../render/verdicts.ts';
import { reviewHere } from '../review/review-here.ts';

export const build: CommandBuilder = (name, context, done) =>
  newCommand(name, context, [
    'countersign preflight release-2.0.zip',
    'countersign preflight examples/frontier-unsafe',
    'countersign preflight release-2.0 --json > preflight.json',
    'countersign keys list -o keys.json && countersign preflight release-2.0 --keys keys.json',
  ])
    .description(
      'Checks a bundle by the rules of the review, on this machine: the findings are those of the review, byte for byte.\n' +
        'It ends with the track that the submission is on, what is not asked of it, and what is still to do, also beyond the\n' +
        'point where a review would stop. Nothing is uploaded.',
    )
    .argument('<path>', 'a bundle: a zip, or a folder as it would be packed')
    .option(
      '--keys <json>',
      'registered keys of the vendor, by which its signature counts ("keys list -o"); without them it is not known whose it is',
    )
    .option('--json', 'print verdict and findings as JSON (docs/schemas/preflight.json)')
    .option('--all', 'show every finding, also those that are met')
    .addHelpText('after', VERDICT_EXIT_CODES)
    .action(async (path: string, options: { json?: true; all?: true; keys?: string }) => {
      await using bundle = await openInput(path, context.cwd);
      await using source = await openFile(bundle.path);
      const reviewed = await reviewHere(
        source,
        spoolToFile,
        options.keys === undefined ? undefined : await signersIn(options.keys, context),
      );
      const { verdicts } = reviewed;
      const preflight = preflightOf(reviewed);
      const next = `countersign submit ${path} --wait`;
      if (options.json) printJson(context, 'preflight', preflight);
      else {
        context.stdout.write(renderVerdicts(verdicts, { all: options.all === true, next }, context));
        context.stdout.write(preflight.guidance.map((one) => renderGuidance(one, context)).join(''));
      }
      done(exitCodeOfAll(verdicts));
    });

/** Keys count as the review would have them count for an upload at this moment. */
async function signersIn(path: string, { cwd }: Context): Promise<KnownSigners> {
  const { keys } = await readDocument(path, cwd, 'key set', TrustedKeys);
  return registeredSigners(keys, null, new Date().toISOString());
}
