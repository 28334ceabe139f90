import { Aws, Duration } from 'aws-cdk-lib';
import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import { type IEventBus, Rule } from 'aws-cdk-lib/aws-events';
import { SqsQueue } from 'aws-cdk-lib/aws-events-targets';
import { Construct } from 'constructs';
import { HandlerFunction, type HandlerFunctionProps } from './handler-function.ts';
import type { LogBucket } from './log-bucket.ts';
import type { SigningKeys } from './signing-keys.ts';
import type { VendorApi } from './vendor-api.ts';
import { WatchedKeys } from './watched-keys.ts';
import { WorkQueue } from './work-queue.ts';

/** Events with which a verdict is written (`functions/shared/procedure/pack-move.ts`). */
export const DECIDING = ['amendment_rejected', 'decided', 'lapsed', 'referred', 'reopened', 'returned', 'withdrawn'];

/** Objects of the log, as `core/attestation/tlog` names them; claims are for its writers alone. */
const PUBLISHED = ['checkpoint', 'tile/*'];
const WRITTEN = [...PUBLISHED, 'claim/*'];
const WHY = 'A log grows: the wildcard stands for the numbers of its tiles and claims.';

export interface AttestationProps {
  readonly cases: ITable;
  readonly bus: IEventBus;
  readonly keys: SigningKeys;
  readonly log: LogBucket;
  readonly api: VendorApi;
  readonly environment: string;
  readonly common: Pick<HandlerFunctionProps, 'functionsDirectory' | 'operations'>;
  readonly reserveConcurrency: boolean;
}

/**
 * Signs verdicts and puts them into the transparency log, after they were written: from the bus to a queue, and from there to `attest`. No
 * verdict waits for it, and it can change none. `transparency` serves keys and log to everybody.
 */
export class Attestation extends Construct {
  constructor(scope: Construct, id: string, props: AttestationProps) {
    super(scope, id);
    const { cases, bus, keys, log, api, environment, common, reserveConcurrency } = props;
    const decisions = new WorkQueue(this, 'Decisions', {
      operations: common.operations,
      visibility: Duration.minutes(6),
      attempts: 10,
      meaning: 'A verdict is not signed, or not in the transparency log.',
      runbook: 'verdict-unsigned',
    });
    const attest = new HandlerFunction(this, 'Attest', {
      ...common,
      handler: 'attest',
      purpose: 'Signs verdicts and puts them into the transparency log',
      timeout: Duration.seconds(60),
      memoryMiB: 512,
      roleName: keys.signerRoleName,
      ...(reserveConcurrency && { reservedConcurrency: 5 }),
    });
    attest.bindTable('TABLE_NAME', cases, {
      get: ['ATTESTATION', 'LOGGED', 'SERVICE'],
      put: ['ATTESTATION', 'LOGGED', 'SERVICE'],
      list: ['ATTESTATION', 'CASE', 'SERVICE'],
    });
    attest.bindSigningKey('VERDICT_KEY_ARN', keys.verdicts, 'ECDSA_SHA_256');
    attest.bindSigningKey('LOG_KEY_ARN', keys.log, 'ED25519_SHA_512');
    attest.bindObjects('LOG_BUCKET', log, { read: WRITTEN, write: WRITTEN, mayMiss: true, why: WHY });
    // Names of logs are the world's: the account makes this one unique.
    attest.setVariable('LOG_NAME', `countersign-${environment}-${Aws.ACCOUNT_ID}`);
    decisions.feed(attest, 10);

    new Rule(this, 'Decided', {
      description: 'A verdict was written: has it signed',
      eventBus: bus,
      eventPattern: { source: ['countersign'], detailType: ['Case Event'], detail: { type: DECIDING } },
      targets: [
        new SqsQueue(decisions.queue, {
          deadLetterQueue: decisions.setAside,
          maxEventAge: Duration.hours(24),
          retryAttempts: 185,
        }),
      ],
    });

    new WatchedKeys(this, 'Keys', { keys: keys.all, operations: common.operations });

    const transparency = new HandlerFunction(this, 'Transparency', {
      ...common,
      handler: 'transparency',
      purpose: 'Serves the keys of verdicts and the transparency log to everybody',
      timeout: Duration.seconds(10),
      memoryMiB: 512,
      ...(reserveConcurrency && { reservedConcurrency: 20 }),
    });
    transparency.bindTable('TABLE_NAME', cases, { get: ['SERVICE'], list: ['SERVICE'] });
    transparency.bindObjects('LOG_BUCKET', log, { read: PUBLISHED, mayMiss: true, why: WHY });
    api.addPublicRoutes(
      ['/attestation/keys', '/log/{path+}'],
      transparency,
      'Public keys, and a log of digests that is there to be read by everybody; the function can read nothing else.',
    );
  }
}
