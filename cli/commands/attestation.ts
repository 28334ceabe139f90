import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import {
  type AttestationOptions,
  fetchAttestation,
  fetchTrustedKeys,
  signedIn,
} from '../attestation/fetch-attestation.ts';
import { type CommandBuilder, newCommand } from '../command.ts';
import { withConnection } from '../config/options.ts';
import type { Context } from '../context.ts';
import { printJson } from '../output/outputs.ts';
import { UsageError } from '../usage-error.ts';

interface Options extends AttestationOptions {
  output?: string;
  keys?: true;
  json?: true;
}

export const build: CommandBuilder = (name, context) =>
  withConnection(
    newCommand(name, context, [
      'countersign attestation case-0a1b2c3d -o verdict.json',
      'countersign attestation --keys -o countersign-keys.json',
      'countersign verify verdict.json --keys countersign-keys.json --bundle release-2.0.zip',
    ]),
  )
    .description(
      'Gets the signed verdict on a case: what "countersign verify" takes, offline and for as long as you like. With --keys, the keys ' +
        'that verdicts are signed by, and that of the transparency log, which anybody may read.',
    )
    .argument('[case]', 'id of a case, or the beginning of it as tables show it')
    .option('--standard <name>', 'id/version; left out: the first that the bundle seeks')
    .option('--wait', 'wait until the verdict is in the transparency log')
    .option('--keys', 'the published keys, instead of a verdict')
    .option('-o, --output <file>', 'where to write it (default: it is printed)')
    .option('--json', 'print the state of the signature as JSON (docs/schemas/attestation.json)')
    .action(async (ref: string | undefined, options: Options) => {
      if (options.keys === true) return give(await fetchTrustedKeys(options, context), options, context);
      if (ref === undefined)
        throw new UsageError('Say which verdict is meant.', {
          expected: 'the id of a case, or --keys for the published keys',
          cure: 'Copy the id that "countersign submit" or "countersign status" printed.',
        });
      const found = await fetchAttestation(ref, options, context);
      if (options.json) {
        printJson(context, 'attestation', found);
        return;
      }
      await give(signedIn(found), options, context);
      const where = found.index === null ? 'not in the log yet' : `entry ${found.index} of the log`;
      context.stderr.write(`${found.caseId}, ${found.standard}: verdict ${found.verdict}, ${where}\n`);
    });

async function give(document: unknown, { output }: Options, context: Context): Promise<void> {
  const text = `${JSON.stringify(document, null, 2)}\n`;
  if (output === undefined) context.stdout.write(text);
  else await writeFile(resolve(context.cwd, output), text);
}
