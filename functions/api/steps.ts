import {
  ExecutionDoesNotExist,
  GetExecutionHistoryCommand,
  type HistoryEvent,
  type SFNClient,
} from '@aws-sdk/client-sfn';
import type { Step } from '#core/api/wire.ts';
import type { ReviewRef } from '../shared/evidence-keys.ts';
import { executionName } from '../shared/execution-name.ts';

/** ARN of the execution that reviews a version of a case's bundle: it has the case's name, with the number of an amended bundle. */
export function executionArn(stateMachineArn: string, { caseId, bundle }: ReviewRef): string {
  return `${stateMachineArn.replace(':stateMachine:', ':execution:')}:${executionName({ caseId, bundle })}`;
}

/** The states that a review has been through, in the order in which each was first entered; none where it has not started. */
export async function stepsOf(sfn: SFNClient, arn: string): Promise<Step[]> {
  const events: HistoryEvent[] = [];
  let nextToken: string | undefined;
  try {
    do {
      const page = await sfn.send(
        new GetExecutionHistoryCommand({ executionArn: arn, maxResults: 1000, includeExecutionData: false, nextToken }),
      );
      events.push(...(page.events ?? []));
      nextToken = page.nextToken;
    } while (nextToken !== undefined);
  } catch (error) {
    if (error instanceof ExecutionDoesNotExist) return [];
    throw error;
  }
  return stepsFrom(events);
}

/** A state that runs many times at once (one log or one agency each) is one step: from its first entry to its last exit. */
export function stepsFrom(events: readonly HistoryEvent[]): Step[] {
  const steps = new Map<string, { entered: Date; exited: Date; open: number }>();
  let ended: Date | null = null;
  for (const event of events) {
    const at = event.timestamp ?? new Date(0);
    const entered = event.stateEnteredEventDetails?.name;
    const exited = event.stateExitedEventDetails?.name;
    if (entered !== undefined) {
      const step = steps.get(entered) ?? { entered: at, exited: at, open: 0 };
      steps.set(entered, { ...step, open: step.open + 1 });
    } else if (exited !== undefined) {
      const step = steps.get(exited);
      if (step !== undefined) steps.set(exited, { ...step, exited: at, open: step.open - 1 });
    } else if (
      event.type === 'ExecutionFailed' ||
      event.type === 'ExecutionTimedOut' ||
      event.type === 'ExecutionAborted'
    ) {
      ended = at;
    }
  }
  return [...steps].map(([name, { entered, exited, open }]) => ({
    name,
    status: open === 0 ? 'succeeded' : ended === null ? 'running' : 'failed',
    enteredAt: entered.toISOString(),
    exitedAt: open === 0 ? exited.toISOString() : (ended?.toISOString() ?? null),
  }));
}
