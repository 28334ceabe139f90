import type { ProcedureItem, TaskItem } from '../table/items.ts';

/** Whether what a task waits for is still to come: the same party owes something, and is waited for until the same instant. */
export function isAwaited(
  { party, until }: Pick<TaskItem, 'party' | 'until'>,
  { awaits, nextAt }: Pick<ProcedureItem, 'awaits' | 'nextAt'>,
): boolean {
  return awaits.includes(party) && nextAt === until;
}
