import { createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { Option } from 'commander';
import { keyIdOf } from '#core/attestation/keys/ecdsa.ts';
import { formatNoteKey, noteKey } from '#core/attestation/tlog/note-key.ts';
import { orUsageError } from '../attestation/read-input.ts';
import { type CommandBuilder, newCommand } from '../command.ts';
import { CommandError } from '../command-error.ts';
import { printJson } from '../output/outputs.ts';
import { UsageError } from '../usage-error.ts';

const PURPOSES = ['bundle', 'log', 'witness'] as const;

interface KeygenOptions {
  for: (typeof PURPOSES)[number];
  name?: string;
  json?: true;
}

export const build: CommandBuilder = (name, context) =>
  newCommand(name, context, [
    'countersign keygen vendor',
    'countersign keygen witness --for witness --name witness.example.org/w1',
  ])
    .description(
      'Makes a key: FILE.key.pem, which only you may read, and FILE.pub.pem, which others verify with. Keep the first where\n' +
        'nobody else gets at it; for anything but trying out, a key in a hardware module or a key service is better.',
    )
    .argument('<file>', 'where to write, without ending')
    .addOption(
      new Option('--for <purpose>', 'bundle: signs folders (P-256); log, witness: signs checkpoints (Ed25519)')
        .choices(PURPOSES)
        .default('bundle'),
    )
    .option('--name <name>', 'of the log or witness, such as witness.example.org/w1')
    .option('--json', 'print the public key as JSON (docs/schemas/keygen.json)')
    .action(async (file: string, options: KeygenOptions) => {
      const [secret, open] = [resolve(context.cwd, `${file}.key.pem`), resolve(context.cwd, `${file}.pub.pem`)];
      const key = options.for === 'bundle' ? newEcdsa() : generateKeyPairSync('ed25519').privateKey;
      const publicKey = createPublicKey(key);
      const line = options.for === 'bundle' ? null : noteLine(publicKey, options);
      // Never over a key that is there: what it signed could not be told apart any more.
      await write(secret, String(key.export({ type: 'pkcs8', format: 'pem' })), 0o600);
      await write(open, String(publicKey.export({ type: 'spki', format: 'pem' })), 0o644);
      const made = { privateKey: secret, publicKey: open, keyid: keyIdOf(publicKey), verifierKey: line };
      if (options.json) printJson(context, 'keygen', made);
      else context.stdout.write(`${secret}\n${open}\n${line ?? made.keyid}\n`);
    });

const newEcdsa = () => generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;

function noteLine(publicKey: KeyObject, { for: purpose, name }: KeygenOptions): string {
  if (name === undefined)
    throw new UsageError(`A key of a ${purpose} has a name.`, {
      where: '--name',
      expected: 'a name like an address without its scheme, such as witness.example.org/w1',
      cure: 'Give it with --name.',
    });
  const type = purpose === 'witness' ? 'cosignature' : 'signature';
  return orUsageError('--name', 'name', () => formatNoteKey(noteKey(name, type, publicKey)));
}

async function write(path: string, text: string, mode: number): Promise<void> {
  await writeFile(path, text, { flag: 'wx', mode }).catch((cause: unknown) => {
    throw new CommandError('The key cannot be written.', {
      where: path,
      expected: 'a folder that exists and may be written to, and no file of this name in it',
      cure: 'Choose another name, or make the folder.',
      cause,
    });
  });
}
