import { createPrivateKey, type KeyObject } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { toBase64 } from '#core/attestation/base64.ts';
import { audit } from '#core/attestation/tlog/audit.ts';
import { CHECKPOINT_PATH } from '#core/attestation/tlog/checkpoint.ts';
import { localNoteSigner, type NoteSigner, parseNoteKey } from '#core/attestation/tlog/note-key.ts';
import { TileUnavailable } from '#core/attestation/tlog/tile.ts';
import { cosign, verifyGrowth } from '#core/attestation/tlog/witness.ts';
import { VerificationError } from '#core/attestation/verification-error.ts';
import { TransientError } from '../api/retry.ts';
import { logReader } from '../attestation/log-reader.ts';
import { orUsageError, readInput } from '../attestation/read-input.ts';
import { openWitnessState } from '../attestation/witness-state.ts';
import { type CommandBuilder, newCommand } from '../command.ts';
import { CommandError } from '../command-error.ts';
import type { Context } from '../context.ts';
import { EXIT } from '../exit-code.ts';
import { printJson } from '../output/outputs.ts';
import { count } from '../render/text.ts';
import { UsageError } from '../usage-error.ts';

interface WitnessOptions {
  logKey: string;
  key: string;
  name: string;
  state: string;
  output?: string;
  audit?: true;
  json?: true;
}

export const build: CommandBuilder = (name, context) =>
  newCommand(name, context, [
    'countersign witness https://log.example.org/ --log-key "$LOG" --key w1.key.pem --name witness.example.org/w1',
  ])
    .description(
      'Reads the checkpoint of a transparency log (C2SP tlog-tiles), checks that the log has only grown since the last time, and\n' +
        `signs what it saw. A log that was changed is an error (exit code ${EXIT.unverified}), and nothing is signed.`,
    )
    .argument('<log>', 'address of the log, or a folder with its objects')
    .requiredOption('--log-key <key>', 'verifier key of the log: name+id+base64')
    .requiredOption('--key <pem>', 'Ed25519 private key of this witness; "countersign keygen --for witness" makes one')
    .requiredOption('--name <name>', 'name of this witness, such as witness.example.org/w1')
    .option('--state <folder>', 'where to keep what was last signed', '.countersign/witness')
    .option('-o, --output <file>', 'where to write the signed checkpoint (default: it is printed)')
    .option('--audit', 'read every entry of the log as well')
    .option('--json', 'print the result as JSON (docs/schemas/witness.json)')
    .action(async (log: string, options: WitnessOptions) => {
      const { checkpoint, cosigned, before } = await look(log, options, context);
      if (options.output !== undefined) await writeFile(resolve(context.cwd, options.output), cosigned);
      if (options.json)
        printJson(context, 'witness', {
          origin: checkpoint.origin,
          size: checkpoint.size,
          root: toBase64(checkpoint.root),
          before,
          audited: options.audit === true,
          checkpoint: cosigned,
        });
      else {
        const when =
          before === null ? 'seen for the first time' : `${count(before, 'entry', 'entries')} when last seen`;
        context.stderr.write(`${checkpoint.origin}: ${count(checkpoint.size, 'entry', 'entries')}, ${when}\n`);
        if (options.output === undefined) context.stdout.write(cosigned);
      }
    });

/** Checks the log against what was signed last, and signs; the state is stored before the signature goes out. */
async function look(log: string, options: WitnessOptions, context: Context) {
  const logKey = orUsageError('--log-key', 'key of the log', () => parseNoteKey(options.logKey));
  const signer = await signerOf(options, context);
  const read = logReader(log, context);
  try {
    await using state = await openWitnessState(resolve(context.cwd, options.state), logKey.name);
    const signed = await read(CHECKPOINT_PATH);
    if (signed === null) throw new TileUnavailable(`the log has no ${CHECKPOINT_PATH}`);
    const text = Buffer.from(signed).toString('utf8');
    const checkpoint = await verifyGrowth(text, logKey, state.last, read);
    if (options.audit === true) await audit(text, logKey, read);
    const cosigned = await cosign(text, signer, Math.trunc(Date.now() / 1000));
    await state.save(cosigned);
    return { checkpoint, cosigned, before: state.last?.size ?? null };
  } catch (error) {
    throw refusal(error, log);
  }
}

async function signerOf({ key: path, name }: WitnessOptions, context: Context): Promise<NoteSigner> {
  const pem = await readInput(path, context.cwd, 'key');
  let key: KeyObject;
  try {
    key = createPrivateKey(pem);
  } catch (cause) {
    throw new UsageError('The key cannot be read.', {
      where: path,
      expected: 'an Ed25519 private key in PEM, without a password',
      cure: 'Make one with "countersign keygen --for witness".',
      cause,
    });
  }
  return orUsageError(path, 'key', () => localNoteSigner(name, 'cosignature', key));
}

/** What the log is guilty of has an exit code of its own, apart from a log that cannot be reached just now. */
function refusal(error: unknown, log: string): unknown {
  if (error instanceof VerificationError)
    return new CommandError(
      `Nothing is signed (${error.code}). ${error.message}`,
      {
        where: log,
        expected: error.expected,
        cure: 'Keep a copy of the log and of the state of this witness, and tell whoever runs the log, and the other witnesses.',
        cause: error,
      },
      EXIT.unverified,
    );
  if (error instanceof TileUnavailable || error instanceof TransientError)
    return new CommandError(`Nothing is signed: ${error.message}`, {
      where: log,
      expected: 'every object that the checkpoint of the log promises',
      cure: 'Try again later; check the address.',
      cause: error,
    });
  return error;
}
