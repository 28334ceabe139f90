import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { InvalidArgumentError, Option } from 'commander';
import { type KeyRequest, VendorKeys } from '#core/api/keys-wire.ts';
import { RevocationReason } from '#core/attestation/keys/key-set.ts';
import { apiClient } from '../api/client.ts';
import { readInput } from '../attestation/read-input.ts';
import { vendorMeant } from '../attestation/vendor-of.ts';
import { type CommandBuilder, newCommand } from '../command.ts';
import { type ConnectionOptions, resolveConnection } from '../config/connection.ts';
import { withConnection } from '../config/options.ts';
import { printJson } from '../output/outputs.ts';
import { renderKeys } from '../render/keys.ts';

interface Options extends ConnectionOptions {
  vendor?: string;
  json?: true;
}

export const build: CommandBuilder = (name, context) => {
  const keys = newCommand(name, context, [
    'countersign keygen vendor',
    'countersign keys register vendor.pub.pem',
    'countersign keys list -o keys.json',
    'countersign keys rotate sha256:0a1b... next.pub.pem --days 14',
    'countersign keys revoke sha256:0a1b... --reason compromised',
  ]).description(
    'The keys with which a vendor signs its bundles, as the review has them registered. A bundle is signed by its vendor where the key ' +
      'was valid when it was uploaded.',
  );
  const sub = (subName: string, description: string) =>
    withConnection(newCommand(subName, context))
      .description(description)
      .option('--vendor <id>', 'whose keys; left out: those of the vendor for which you act')
      .option('--json', 'print the keys as JSON (docs/schemas/keys.json)');
  const open = async (options: Options) => {
    const connection = await resolveConnection(options, context);
    const vendor = await vendorMeant(options.vendor, connection, context);
    return { client: apiClient(connection, context), path: `/vendors/${encodeURIComponent(vendor)}/keys` };
  };
  const show = (view: VendorKeys, { json }: Options) => {
    if (json) printJson(context, 'keys', view);
    else context.stdout.write(renderKeys(view, context));
  };
  const change = async (options: Options, request: KeyRequest) => {
    const { client, path } = await open(options);
    show(await client.post(path, request, VendorKeys), options);
  };
  const publicKeyIn = async (path: string) => (await readInput(path, context.cwd, 'key')).toString('utf8');

  keys.addCommand(
    sub('list', 'Lists the keys of a vendor, also those that have ended')
      .option('-o, --output <file>', 'write the key set there, for "preflight --keys" and "verify --keys"')
      .action(async (options: Options & { output?: string }) => {
        const { client, path } = await open(options);
        const view = await client.get(path, VendorKeys);
        if (options.output !== undefined)
          await writeFile(resolve(context.cwd, options.output), `${JSON.stringify(view.keySet, null, 2)}\n`);
        show(view, options);
      }),
  );
  keys.addCommand(
    sub('register', 'Registers a public key')
      .argument('<pem>', 'public key on P-256, P-384 or P-521; "countersign keygen" makes one')
      .action(async (pem: string, options: Options) =>
        change(options, { do: 'register', publicKey: await publicKeyIn(pem) }),
      ),
  );
  keys.addCommand(
    sub('rotate', 'Registers the key that takes the place of another')
      .argument('<keyid>', 'id of the key before, as the list has it')
      .argument('<pem>', 'the next public key')
      .option('--days <number>', 'for so long the key before may still sign', daysOf, 30)
      .action(async (replaces: string, pem: string, options: Options & { days: number }) =>
        change(options, { do: 'rotate', replaces, publicKey: await publicKeyIn(pem), days: options.days }),
      ),
  );
  keys.addCommand(
    sub('revoke', 'Ends a key now; after "compromised" none of its signatures counts, whenever it was made')
      .argument('<keyid>', 'id of the key, as the list has it')
      .addOption(new Option('--reason <reason>', 'why').choices(RevocationReason.options).makeOptionMandatory())
      .action(async (keyid: string, options: Options & { reason: KeyRevocation }) =>
        change(options, { do: 'revoke', keyid, reason: options.reason }),
      ),
  );
  return keys;
};

type KeyRevocation = (typeof RevocationReason.options)[number];

function daysOf(text: string): number {
  const days = /^\d{1,3}$/.test(text) ? Number(text) : Number.NaN;
  if (days <= 365) return days;
  throw new InvalidArgumentError('Expected a number of days, 0 to 365.');
}
