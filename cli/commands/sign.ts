import { rename, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { keyIdOf, privateKeyOf } from '#core/attestation/keys/ecdsa.ts';
import { type Certificate, readCertificates } from '#core/attestation/model-signing/certificate.ts';
import { signModel } from '#core/attestation/model-signing/sign.ts';
import { SIGNATURE_PATH } from '#core/bundle/bundle-digest.ts';
import { orUsageError, readInput } from '../attestation/read-input.ts';
import { folderNamed, modelToSign } from '../attestation/signed-folder.ts';
import { type CommandBuilder, newCommand } from '../command.ts';
import { printJson } from '../output/outputs.ts';
import { count } from '../render/text.ts';

interface SignOptions {
  key: string;
  certificate?: string;
  chain?: string[];
  json?: true;
}

export const build: CommandBuilder = (name, context) =>
  newCommand(name, context, [
    'countersign sign release-2.0 --key vendor.key.pem',
    'countersign sign release-2.0 --key vendor.key.pem --certificate vendor.crt.pem --chain intermediate.pem',
  ])
    .description(
      `Signs every file of a folder and writes ${SIGNATURE_PATH} into it (OpenSSF Model Signing v1.0; the public model_signing\n` +
        'command verifies it). Sign after the last change, and before the folder is packed.',
    )
    .argument('<folder>', 'a bundle as it will be packed, or any other folder')
    .requiredOption('--key <pem>', 'private key on P-256, P-384 or P-521; "countersign keygen" makes one')
    .option('--certificate <pem>', 'certificate of the key: the signature then names who signed')
    .option('--chain <pem...>', 'certificates between that one and an authority')
    .option('--json', 'print what was signed as JSON (docs/schemas/sign.json)')
    .action(async (folder: string, options: SignOptions) => {
      const root = await folderNamed(folder, context.cwd);
      const pem = await readInput(options.key, context.cwd, 'key');
      const key = orUsageError(options.key, 'key', () => privateKeyOf(pem));
      const chain: Certificate[] = [];
      for (const path of [
        ...(options.certificate === undefined ? [] : [options.certificate]),
        ...(options.chain ?? []),
      ]) {
        const text = (await readInput(path, context.cwd, 'certificate')).toString('utf8');
        chain.push(...orUsageError(path, 'certificate', () => readCertificates(text)));
      }
      const model = await modelToSign(root, basename(root));
      const signature = orUsageError(options.certificate ?? options.key, 'certificate', () =>
        signModel(model, key, chain),
      );
      const target = join(root, SIGNATURE_PATH);
      await writeFile(`${target}.new`, signature);
      await rename(`${target}.new`, target);

      const signed = {
        signature: target,
        form: chain.length > 0 ? ('certificate' as const) : ('key' as const),
        keyid: keyIdOf(key),
        files: model.files.map(({ path, sha256 }) => ({ path, sha256 })),
      };
      if (options.json) printJson(context, 'sign', signed);
      else
        context.stdout.write(`${target}\n${count(signed.files.length, 'file')}, signed by the key ${signed.keyid}\n`);
    });
