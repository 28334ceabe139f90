import { sfn, table } from '../shared/clients.ts';
import { Environment, environment } from '../shared/environment.ts';
import { logger } from '../shared/logger.ts';
import { RequestDetermination } from '../shared/payloads.ts';
import { answer } from '../shared/procedure/answer-task.ts';
import { isAwaited } from '../shared/procedure/is-awaited.ts';
import { CaseTable } from '../shared/table/case-table.ts';
import { TaskTable } from '../shared/table/task-table.ts';

const env = environment(Environment.pick({ TABLE_NAME: true }));
const cases = new CaseTable(table, env.TABLE_NAME);
const tasks = new TaskTable(table, env.TABLE_NAME);

/** The table drops a token some time after nobody waits for it any more. */
const KEPT_SECONDS = 7 * 86_400;

/**
 * Asks a party for what it owes: keeps the task token with which its answer lets the workflow go on. Where the party acted before the
 * token was kept, the token is answered at once, since nobody else would.
 */
export async function handler(input: unknown): Promise<void> {
  const { caseId, pack, party, until, token } = RequestDetermination.parse(input);
  logger.appendKeys({ caseId, pack, party });
  const expiresAt = Math.floor(Date.parse(until) / 1000) + KEPT_SECONDS;
  const task = { caseId, pack, party, until, token, expiresAt };
  await tasks.put(task);
  const procedure = await cases.procedure(caseId, pack);
  const awaited = procedure !== null && isAwaited(task, procedure);
  if (!awaited) await answer(sfn, tasks, task);
  logger.info(awaited ? 'party asked' : 'party had acted already', { until });
}
