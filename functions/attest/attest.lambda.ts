import * as z from 'zod';
import { CaseEventDetail } from '#core/api/events.ts';
import { type BatchAnswer, failures } from '../shared/batch-answer.ts';
import { kms, s3, table } from '../shared/clients.ts';
import { Environment, environment } from '../shared/environment.ts';
import { kmsNoteSigner } from '../shared/kms-signer.ts';
import { logger } from '../shared/logger.ts';
import { once } from '../shared/once.ts';
import { QueueBatch, type QueueRecord } from '../shared/queue-record.ts';
import { S3LogStore } from '../shared/s3-log-store.ts';
import { AttestationTable } from '../shared/table/attestation-table.ts';
import { CaseTable } from '../shared/table/case-table.ts';
import { KeyTable } from '../shared/table/key-table.ts';
import { Attestor } from './attestor.ts';
import { verdictSigner } from './verdict-signer.ts';

const env = environment(
  Environment.pick({
    TABLE_NAME: true,
    VERDICT_KEY_ARN: true,
    LOG_KEY_ARN: true,
    LOG_BUCKET: true,
    LOG_NAME: true,
  }),
);
const keys = new KeyTable(table, env.TABLE_NAME);
const attestor = new Attestor({
  cases: new CaseTable(table, env.TABLE_NAME),
  attestations: new AttestationTable(table, env.TABLE_NAME),
  // Whether the key may still sign is asked anew each time: it may be revoked at any moment.
  verdicts: () => verdictSigner(kms, env.VERDICT_KEY_ARN, keys),
  log: once(() => kmsNoteSigner(kms, env.LOG_KEY_ARN, env.LOG_NAME)),
  store: new S3LogStore(s3, env.LOG_BUCKET, ''),
});

const Message = z.object({ detail: CaseEventDetail.pick({ caseId: true, standard: true }) });

/**
 * Signs the verdicts of a case to which something happened. The verdict stands in the table before this is called, and waits for nothing
 * here; what fails comes back by the queue, and is set aside with an alarm where it fails again and again.
 */
export async function handler(event: unknown): Promise<BatchAnswer> {
  const failed: string[] = [];
  // One after the other: the writers of a log wait for each other anyway.
  for (const record of QueueBatch.parse(event).Records)
    try {
      await attest(record);
    } catch (error) {
      logger.error('verdict not signed', { messageId: record.messageId, error });
      failed.push(record.messageId);
    }
  return failures(failed);
}

async function attest({ body }: QueueRecord): Promise<void> {
  const { caseId, standard } = Message.parse(JSON.parse(body)).detail;
  logger.appendKeys({ caseId });
  if (standard !== null) await attestor.attest(caseId, standard);
}
