import {
  InvalidToken,
  SendTaskSuccessCommand,
  type SFNClient,
  TaskDoesNotExist,
  TaskTimedOut,
} from '@aws-sdk/client-sfn';
import type { TaskItem } from '../table/items.ts';
import type { TaskTable } from '../table/task-table.ts';

/** Lets the workflow go on where it waited for a party, and forgets the token. One that the workflow gave up already is forgotten too. */
export async function answer(sfn: SFNClient, tasks: TaskTable, task: TaskItem): Promise<void> {
  try {
    await sfn.send(
      new SendTaskSuccessCommand({ taskToken: task.token, output: JSON.stringify({ party: task.party, acted: true }) }),
    );
  } catch (error) {
    const over = error instanceof TaskTimedOut || error instanceof TaskDoesNotExist || error instanceof InvalidToken;
    if (!over) throw error;
  }
  await tasks.remove(task);
}
