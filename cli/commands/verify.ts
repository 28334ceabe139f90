import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { VerificationError } from '#core/attestation/verification-error.ts';
import { fetchAttestation, fetchTrustedKeys, signedIn } from '../attestation/fetch-attestation.ts';
import { type ModelTrustOptions, modelTrustOf } from '../attestation/model-trust.ts';
import { isZip, verifyModelAt } from '../attestation/verify-model.ts';
import { readSignedVerdict, readTrustedKeys, verifySignedVerdict } from '../attestation/verify-verdict.ts';
import { isCaseRef } from '../case/case-ref.ts';
import { type CommandBuilder, newCommand } from '../command.ts';
import type { ConnectionOptions } from '../config/connection.ts';
import { withConnection } from '../config/options.ts';
import type { Context } from '../context.ts';
import { EXIT } from '../exit-code.ts';
import { printJson } from '../output/outputs.ts';
import type { Verification } from '../output/verification.ts';
import { renderVerification } from '../render/verification.ts';
import { UsageError } from '../usage-error.ts';

interface VerifyOptions extends ModelTrustOptions, ConnectionOptions {
  standard?: string;
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
  withConnection(
    newCommand(name, context, [
      'countersign verify release-2.0 --key vendor.pub.pem',
      'countersign verify release-2.0.zip --authority root.pem',
      'countersign verify verdict.json --keys countersign-keys.json',
      'countersign verify verdict.json --keys countersign-keys.json --bundle release-2.0.zip',
      'countersign verify case-0a1b2c3d --bundle release-2.0.zip',
    ]),
  )
    .description(
      'Verifies a signed bundle or model (OpenSSF Model Signing v1.0), or a signed verdict, offline. Of a verdict: signature, key,\n' +
        'chain of events and, where the file has a proof, the transparency log; with --bundle it is decided again and compared.\n' +
        'The verdict on a case of the review service is fetched from there by the id of the case.',
    )
    .argument('<path>', 'a signed folder, bundle or file, a signed verdict (JSON), or the id of a case')
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
    .option('--standard <name>', 'of a case: id/version; left out: the first that the bundle seeks')
    .option('--json', 'print the result as JSON (docs/schemas/verify.json)')
    .addHelpText('after', EXIT_CODES)
    .action(async (path: string, options: VerifyOptions) => {
      const kind = await kindOf(path, options, context);
      try {
        const verification =
          kind === 'verdict'
            ? await verifyVerdict(path, options, context)
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

/** Verifies the verdict in a file, or that on a case. Who fetches a verdict may fetch the keys too, and is told what that is worth. */
async function verifyVerdict(path: string, options: VerifyOptions, context: Context): Promise<Verification> {
  const { cwd } = context;
  if (!isCaseRef(path))
    return verifySignedVerdict(await readSignedVerdict(path, cwd), await readTrustedKeys(keysOf(options), cwd), {
      ...options,
      cwd,
    });
  const signed = signedIn(await fetchAttestation(path, options, context));
  const { keys } = options;
  const trusted = keys === undefined ? await fetchTrustedKeys(options, context) : await readTrustedKeys(keys, cwd);
  const verification = await verifySignedVerdict(signed, trusted, { ...options, cwd });
  if (keys !== undefined) return verification;
  const notChecked = [
    ...verification.notChecked,
    'Whose keys these are: they came from the service itself. Give those that you keep with --keys.',
  ];
  return { ...verification, notChecked };
}

/** A verdict is JSON; what has a signature elsewhere, or is a folder or a zip, is not. */
async function kindOf(path: string, options: VerifyOptions, context: Context): Promise<'model' | 'verdict'> {
  if (isCaseRef(path)) return 'verdict';
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
