import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { copiesIn } from '../../ops/copies.ts';
import { deadLettersOf, depthOf } from '../../ops/dead-letters.ts';
import {
  type Deployment,
  deploymentOf,
  LocalProfile,
  localDeployment,
  ResourceMissing,
  resourceOf,
  stacksOf,
} from '../../ops/deployment.ts';
import { examine, isWell } from '../../ops/doctor/examine.ts';
import { redrive } from '../../ops/redrive/redrive.ts';
import { ShredRefused, shred } from '../../ops/shred/shred.ts';
import { verifyLog } from '../../ops/verify/verify-log.ts';
import { verifyStore } from '../../ops/verify/verify-store.ts';
import { definitionOf, machinesOf, makeLive, NoSuchVersion } from '../../ops/versions/versions.ts';
import { watch } from '../../ops/watch.ts';
import { confirm } from '../case/confirm.ts';
import { type CommandBuilder, newCommand } from '../command.ts';
import { CommandError } from '../command-error.ts';
import { findProfile } from '../config/profile.ts';
import type { Context } from '../context.ts';
import { EXIT } from '../exit-code.ts';
import { printJson } from '../output/outputs.ts';
import { renderFindings, renderShredding, renderStoreVerification } from '../render/operations.ts';
import { table } from '../render/table.ts';
import { UsageError } from '../usage-error.ts';

/** So many versions of a state machine are listed. */
const NEWEST = 20;

interface Where {
  env?: string;
  profile?: string;
  json?: true;
}

export const build: CommandBuilder = (name, context, done) => {
  const ops = newCommand(name, context, [
    'countersign ops doctor --env prod',
    'countersign ops redrive',
    'countersign ops redrive UnopenedUploads5D3BAE0D --go',
    'countersign ops verify-store --env prod --table Restored --bundles restored-bundles --evidence restored-evidence',
    'countersign ops shred acme --env prod --reason "The agreement of 2026-03-01 has ended"',
    'countersign ops versions --env prod',
    'countersign ops versions review --live 3 --env prod',
    'countersign ops watch --env beta --minutes 15',
  ]).description(
    'What operators do with a deployment, by the credentials and the region of the AWS SDK, or with a local run.',
  );
  const sub = (subName: string, description: string): Command =>
    newCommand(subName, context)
      .description(description)
      .option('--env <name>', 'environment that is deployed, as in cdk.json (default: the local run)')
      .option('--profile <file>', 'profile of a local run (default: .countersign/profile.json here or above)');

  ops.addCommand(
    sub(
      'doctor',
      `Looks at a deployment, and says what is wrong and what to do; changes nothing. Exit code ${EXIT.unwell} where something is.`,
    )
      .option('--json', 'print it as JSON (docs/schemas/ops-doctor.json)')
      .action(async (options: Where) => {
        const deployment = await opened(options, context);
        const findings = await examine(deployment, new Date());
        if (options.json)
          printJson(context, 'ops-doctor', { deployment: deployment.name, well: isWell(findings), findings });
        else context.stdout.write(renderFindings(findings, context));
        done(isWell(findings) ? EXIT.ok : EXIT.unwell);
      }),
  );
  ops.addCommand(
    sub('redrive', 'Lists the dead-letter queues, or sends the messages of one back to where they came from')
      .argument('[queue]', 'a queue, as the list names it')
      .option('--go', 'do it; without, what is in the queue is counted')
      .action(async (queue: string | undefined, options: Where & { go?: true }) => {
        const deployment = await opened(options, context);
        const all = deadLettersOf(deployment);
        const chosen = queue === undefined ? all : all.filter(({ queue: { id } }) => id === queue);
        if (chosen.length === 0)
          throw new UsageError('There is no such dead-letter queue.', {
            where: queue,
            expected: all.map(({ queue: { id } }) => id).join(', '),
            cure: 'Copy its name from "countersign ops redrive".',
          });
        const [only] = chosen;
        if (options.go === undefined || queue === undefined || only === undefined) {
          const rows = await Promise.all(
            chosen.map(async (it) => [
              it.queue.id,
              String(await depthOf(deployment, it.queue)),
              `docs/runbook.md#${it.runbook}`,
            ]),
          );
          context.stdout.write(`${table(context, ['queue', 'messages', 'read first'], rows)}\n`);
          return;
        }
        const redriven = await redrive(deployment, only);
        for (const { message, error } of redriven) context.stdout.write(`${message}  ${error ?? 'sent back'}\n`);
        if (redriven.length === 0) context.stdout.write(`${only.queue.id} is empty.\n`);
        done(redriven.every(({ error }) => error === null) ? EXIT.ok : EXIT.unwell);
      }),
  );
  ops.addCommand(
    sub(
      'verify-store',
      `Verifies every case and every ballot of a table, and its buckets, after a restore or at any time. Exit code ${EXIT.unverified} where something does not hold.`,
    )
      .option('--table <name>', 'table to read (default: the deployed one)')
      .option('--bundles <bucket>', 'bucket of the bundles (default: the deployed one)')
      .option('--evidence <bucket>', 'bucket of the evidence (default: the deployed one)')
      .option('--log <bucket/prefix>', 'where a transparency log lies that is to be read as well')
      .option('--log-key <key>', 'verifier key of that log: name+id+base64')
      .option('--json', 'print it as JSON (docs/schemas/ops-verify-store.json)')
      .action(
        async (
          options: Where & { table?: string; bundles?: string; evidence?: string; log?: string; logKey?: string },
        ) => {
          const deployment = await opened(options, context);
          const { items, s3 } = deployment.clients;
          const stored = await verifyStore({
            items,
            s3,
            table: options.table ?? resourceOf(deployment, 'AWS::DynamoDB::Table').name,
            bundles: options.bundles ?? resourceOf(deployment, 'AWS::S3::Bucket', 'BundlesBucket').name,
            evidence: options.evidence ?? resourceOf(deployment, 'AWS::S3::Bucket', 'EvidenceBucket').name,
          });
          const log = await logOf(options, s3);
          const verification = {
            ...stored,
            logEntries: log?.entries ?? null,
            faults: [...stored.faults, ...(log?.faults ?? []).map((fault) => ({ caseId: 'log', fault }))],
          };
          if (options.json) printJson(context, 'ops-verify-store', verification);
          else context.stdout.write(renderStoreVerification(verification, context));
          done(verification.faults.length === 0 ? EXIT.ok : EXIT.unverified);
        },
      ),
  );
  ops.addCommand(
    sub(
      'shred',
      'Destroys the key of a vendor, and with it all that the vendor sent and what was read from it; verdicts and digests stay. Refused while a case of the vendor is under hold or undecided.',
    )
      .argument('<vendor>', 'id of the vendor')
      .requiredOption('--reason <text>', 'why; it stands in the certificates, for the vendor to read')
      .option('--days <number>', 'for so long it can be taken back: 7 to 30', Number, 30)
      .option('--yes', 'do not ask for confirmation')
      .option('--json', 'print the record as JSON (docs/schemas/ops-shred.json)')
      .action(async (vendor: string, options: Where & { reason: string; days: number; yes?: true }) => {
        if (!Number.isInteger(options.days) || options.days < 7 || options.days > 30)
          throw new UsageError('The key cannot be destroyed in that time.', {
            where: '--days',
            expected: 'a whole number from 7 to 30',
            cure: 'Leave it out for 30.',
          });
        const deployment = await opened(options, context);
        await confirm(
          `In ${deployment.name}, everything that ${vendor} sent is destroyed, beyond recovery after ${options.days} days: ${options.reason}`,
          options,
          context,
        );
        const { items, kms } = deployment.clients;
        const { reason, days } = options;
        const alias = `alias/countersign-${deployment.name}/vendor/${vendor}`;
        const copies = await copiesIn(deployment);
        const place = { items, kms, copies, table: resourceOf(deployment, 'AWS::DynamoDB::Table').name };
        const record = await shred(place, { vendor, alias, reason, days }).catch((error: unknown) => {
          if (!(error instanceof ShredRefused)) throw error;
          throw new CommandError(error.message, { cure: 'Settle each of these, then run the same command again.' });
        });
        if (options.json) printJson(context, 'ops-shred', record);
        else context.stdout.write(renderShredding(record));
      }),
  );
  ops.addCommand(
    sub(
      'versions',
      'Lists the newest versions of the state machines, or leads new executions to another; those that run keep theirs',
    )
      .argument('[machine]', 'review or procedure')
      .option('--live <number>', 'the version that new executions are to run', Number)
      .option('--yes', 'do not ask for confirmation')
      .action(async (name: string | undefined, options: Where & { live?: number; yes?: true }) => {
        const deployment = await opened(options, context);
        const { live } = options;
        if (live !== undefined) {
          if (name === undefined || !Number.isInteger(live))
            throw new UsageError('No version can be made live.', {
              where: '[machine], --live',
              expected: 'a state machine and the number of one of its versions',
              cure: 'Say for example review --live 3; without --live the versions are listed.',
            });
          await confirm(`In ${deployment.name}, new executions of ${name} run version ${live}`, options, context);
          const before = await makeLive(deployment, name, live).catch((error: unknown) => {
            if (!(error instanceof NoSuchVersion || error instanceof ResourceMissing)) throw error;
            throw new CommandError(error.message, { cure: 'List them by "countersign ops versions".' });
          });
          context.stdout.write(`${name} runs version ${live}; before it was ${before.live ?? 'none'}.\n`);
          return;
        }
        const all = await machinesOf(deployment);
        const machines = all.filter((machine) => name === undefined || machine.name === name);
        if (name !== undefined && machines.length === 0)
          throw new UsageError('There is no such state machine.', {
            where: name,
            expected: `one of ${all.map((machine) => machine.name).join(', ')}`,
          });
        const rows = machines.flatMap((machine) =>
          machine.versions
            .slice(0, NEWEST)
            .map(async (version) => [
              machine.name,
              `${version.number}${version.number === machine.live ? ' live' : ''}`,
              version.publishedAt.slice(0, 16).replace('T', ' '),
              await definitionOf(deployment, version),
            ]),
        );
        const head = ['state machine', 'version', 'published (UTC)', 'definition'];
        context.stdout.write(`${table(context, head, await Promise.all(rows))}\n`);
      }),
  );
  ops.addCommand(
    sub('watch', `Watches the alarms of a deployment; exit code ${EXIT.unwell} as soon as one rings`)
      .requiredOption('--minutes <number>', 'for how long', Number)
      .action(async (options: Where & { minutes: number }) => {
        if (!Number.isFinite(options.minutes) || options.minutes < 0 || options.env === undefined)
          throw new UsageError('Nothing can be watched.', {
            where: '--env, --minutes',
            expected: 'an environment that is deployed, and a number of minutes',
            cure: 'Say for example --env beta --minutes 15; a local run has no alarms.',
          });
        const found = await watch(await opened(options, context), options.minutes, (ms) => context.sleep(ms));
        for (const { name: alarm, description } of found) context.stdout.write(`${alarm} rings. ${description}\n`);
        if (found.length === 0) context.stdout.write(`No alarm of ${options.env} rang.\n`);
        done(found.length === 0 ? EXIT.ok : EXIT.unwell);
      }),
  );
  return ops;
};

/** Reads the log that is named; null where none is. */
async function logOf({ log, logKey }: { log?: string; logKey?: string }, s3: S3Of) {
  if (log === undefined && logKey === undefined) return null;
  const [bucket = '', ...prefix] = (log ?? '').split('/');
  if (bucket === '' || logKey === undefined)
    throw new UsageError('The log cannot be read.', {
      where: '--log, --log-key',
      expected: 'both: BUCKET or BUCKET/PREFIX, and the verifier key of the log',
      cure: 'Give the other one as well.',
    });
  const path = prefix
    .filter((part) => part !== '')
    .map((part) => `${part}/`)
    .join('');
  return verifyLog({ s3, bucket, prefix: path, key: logKey });
}

type S3Of = Deployment['clients']['s3'];

async function opened({ env, profile }: Where, context: Context): Promise<Deployment> {
  if (env !== undefined)
    return deploymentOf(env).catch((cause: unknown) => {
      throw new CommandError(`The deployment cannot be looked at: ${messageOf(cause)}.`, {
        where: `the stacks ${stacksOf(env).join(' and ')}`,
        expected: 'credentials and the region of the account that has them',
        cure: 'Set AWS_REGION, and AWS_PROFILE or other credentials of the AWS SDK; check the name of the environment.',
        cause,
      });
    });
  const path = profile === undefined ? await findProfile(context.cwd) : resolve(context.cwd, profile);
  const text = path === null ? null : await readFile(path, 'utf8').catch(() => null);
  const parsed = LocalProfile.safeParse(parseJson(text ?? 'null'));
  if (parsed.success)
    return localDeployment(parsed.data).catch((cause: unknown) => {
      throw new CommandError('The local run does not answer.', {
        where: path ?? '',
        expected: 'a local run that is up',
        cure: 'Start it with "npm start".',
        cause,
      });
    });
  throw new UsageError('There is no deployment to look at.', {
    where: path ?? '--env',
    expected: '--env with the name of an environment, or the profile of a local run that is up',
    cure: 'Give --env NAME, or start a local run with "npm start".',
  });
}

const messageOf = (error: unknown) => (error instanceof Error ? error.message.replace(/\.$/, '') : String(error));

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
