import { createHash } from 'node:crypto';
import { ExecutionAlreadyExists, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { type BatchAnswer, failures } from '../shared/batch-answer.ts';
import { sfn, table } from '../shared/clients.ts';
import { Environment, environment } from '../shared/environment.ts';
import { logger } from '../shared/logger.ts';
import { answer } from '../shared/procedure/answer-task.ts';
import { isAwaited } from '../shared/procedure/is-awaited.ts';
import { StreamBatch } from '../shared/stream-record.ts';
import { CaseTable } from '../shared/table/case-table.ts';
import type { ProcedureItem } from '../shared/table/items.ts';
import { TaskTable } from '../shared/table/task-table.ts';

const env = environment(Environment.pick({ TABLE_NAME: true, PROCEDURE_MACHINE_ARN: true }));
const cases = new CaseTable(table, env.TABLE_NAME);
const tasks = new TaskTable(table, env.TABLE_NAME);

const PROCEDURE = 'PROCEDURE#';

/**
 * Brings the workflow up to what a case has come to, whoever wrote it: an execution is started where the procedure left its rest, and
 * every task whose party acted, or whose date moved, is answered. Called for each change of a procedure in the table's stream, at least
 * once and possibly late, so that it goes by what the table holds and not by the change. What fails is delivered again, from there on.
 */
export async function handler(event: unknown): Promise<BatchAnswer> {
  for (const { dynamodb } of StreamBatch.parse(event).Records) {
    const { Keys: key, SequenceNumber: id } = dynamodb;
    if (!key.SK.startsWith(PROCEDURE)) continue;
    const [caseId, pack] = [key.PK.slice('CASE#'.length), key.SK.slice(PROCEDURE.length)];
    logger.appendKeys({ caseId, pack });
    try {
      await wake(caseId, pack);
    } catch (error) {
      logger.error('case not woken', { error });
      return failures([id]);
    }
  }
  return failures([]);
}

async function wake(caseId: string, pack: string): Promise<void> {
  const procedure = await cases.procedure(caseId, pack);
  if (procedure === null) return;
  if (procedure.nextAt !== null) await start(procedure);
  for (const task of await tasks.of(caseId))
    if (task.pack === pack && !isAwaited(task, procedure)) await answer(sfn, tasks, task);
}

/** The name of the execution makes sure that each turn has one. */
async function start({ caseId, pack, turn }: ProcedureItem): Promise<void> {
  const standard = createHash('sha256').update(pack).digest('hex').slice(0, 12);
  try {
    await sfn.send(
      new StartExecutionCommand({
        stateMachineArn: env.PROCEDURE_MACHINE_ARN,
        name: `${caseId}-${standard}-${turn}`,
        input: JSON.stringify({ caseId, pack, turn }),
      }),
    );
  } catch (error) {
    if (!(error instanceof ExecutionAlreadyExists)) throw error;
  }
}
