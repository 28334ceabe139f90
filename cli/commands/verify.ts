import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { VerificationError } from '#core/attestation/verification-error.ts';
import { type ModelTrustOptions, modelTrustOf } from '../attestation/model-trust.ts';
import { isZip, verifyModelAt } from '../attestation/verify-model.ts';
import { verifyVerdictAt } from '../attestation/verify-verdict.ts';
import { type CommandBuilder, newCommand } from '../command.ts';
import type { Context } from '../context.ts';
import { EXIT } from '../exit-code.ts';
import { printJson } from '../output/outputs.ts';
import { renderVerification } from '../render/verification.ts';
import { UsageError } from '../usage-error.ts';

interface VerifyOptions extends ModelTrustOptions {
  signature?: string;
  keys?: string;
  bundle?: string;
  json?: true;
}

const EXIT_CODES = `
Exit codes:
  ${EXIT.ok}  everything that could be checked holds
  ${EXIT.unverified}  something does not hold; its code is printed
  ${EXIT.internal}  the command itself failed
  ${EXIT.usage}  the command was called wrongly
`;

export const build: CommandBuilder = (name, context, done) =>
  newCommand(name, context, [
    'countersign verify release-2.0 --key vendor.pub.pem',
    'countersign verify release-2.0.zip --authority root.pem',
    'countersign verify verdict.json --keys countersign-keys.json',
    'countersign verify verdict.json --keys countersign-keys.json --bundle release-2.0.zip',
  ])
    .description(
      'Verifies a signed bundle or model (OpenSSF Model Signing v1.0), or a signed verdict, offline. Of a verdict: signature, key,\n' +
        'chain of events and, where the file has a proof, the transparency log; with --bundle it is decided again and compared.',
    )
    .argument('<path>', 'a signed folder, bundle or file, or a signed verdict (JSON)')
    .option('--key <pem...>', 'public keys that may have signed the bundle')
    .option('--authority <pem...>', 'certificates to which that of the signer has to lead')
    .option('--at <time>', 'when that chain has to have been valid (default: as the signing certificate begins)')
    .option('--trusted-root <json>', 'trusted root of a Sigstore instance, for keyless signatures')
    .option('--identity <name>', 'who has to have signed, exactly as the certificate says')
    .option('--issuer <url>', 'who vouches for that name')
    .option(
      '--signature <file>',
      'signature that lies elsewhere (default: model.sig in the folder, or beside the file)',
    )
    .option(
      '--keys <json>',
      'registered keys: of signed verdicts, with the log and its witnesses, or of vendors (docs/schemas/trusted-keys.json)',
    )
    .option('--bundle <path>', 'the bundle that the verdict is on: it is decided again')
    .option('--json', 'print the result as JSON (docs/schemas/verify.json)')
    .addHelpText('after', EXIT_CODES)
    .action(async (path: string, options: VerifyOptions) => {
      const kind = await kindOf(path, options, context);
      try {
        const verification =
          kind === 'verdict'
            ? await verifyVerdictAt(path, { ...options, keys: keysOf(options), cwd: context.cwd })
            : await verifyModelAt(path, await modelTrustOf(options, context.cwd), { ...options, cwd: context.cwd });
        if (options.json) printJson(context, 'verify', { kind, verified: true, ...verification, failure: null });
        else context.stdout.write(renderVerification(verification, context));
        done(EXIT.ok);
      } catch (error) {
        if (!(error instanceof VerificationError)) throw error;
        const failure = { code: error.code, found: error.message, expected: error.expected };
        const nothing = { signer: null, digest: null, holds: [], notChecked: [], statement: null };
        if (options.json) printJson(context, 'verify', { kind, verified: false, ...nothing, failure });
        else context.stdout.write(renderVerification(failure, context));
        done(EXIT.unverified);
      }
    });

/** A verdict is JSON; what has a signature elsewhere, or is a folder or a zip, is not. */
async function kindOf(path: string, options: VerifyOptions, context: Context): Promise<'model' | 'verdict'> {
  const absolute = resolve(context.cwd, path);
  const info = await stat(absolute).catch((cause: unknown) => {
    throw new UsageError('There is nothing to verify.', {
      where: path,
      expected: 'a signed folder, bundle or file, or a signed verdict',
      cure: 'Check the path.',
      cause,
    });
  });
  if (info.isDirectory() || options.signature !== undefined || (await isZip(absolute))) return 'model';
  const asModel = [options.key, options.authority, options.trustedRoot].some((option) => option !== undefined);
  return asModel ? 'model' : 'verdict';
}

function keysOf({ keys }: VerifyOptions): string {
  if (keys !== undefined) return keys;
  throw new UsageError('Nobody is trusted.', {
    where: '--keys',
    expected: 'the keys of whoever signs verdicts, from a source that you trust',
    cure: 'Give them with --keys; for a signed bundle, give --key, --authority or --trusted-root.',
  });
}
