import * as z from 'zod';
import { type CaseEvent, type ChainHead, nextEvent } from '../../attestation/event-chain.ts';
import { apply } from './apply.ts';
import { Change } from './change.ts';
import type { CaseState } from './state.ts';

/** An event of a log is not what its schema says. */
export class LogUnreadable extends Error {
  override name = 'LogUnreadable';
}

/**
 * Changes of a case as the next events of its hash-chained log. `head` is null for a case without events.
 * Beside what an event carries, its data name the standard, the actor and the command.
 * @param ledger heads of the ledger of accesses, which the first of them holds fast
 */
export function toLog(
  head: ChainHead | null,
  caseId: string,
  changes: readonly Change[],
  ledger: readonly string[] = [],
): CaseEvent[] {
  let last = head;
  return changes.map(({ type, at, data, by, command, standard }, index) => {
    const json = z.record(z.string(), z.json()).parse({ standard, actor: by, command, ...data });
    const event = nextEvent(last, { caseId, type, at, data: json }, index === 0 ? ledger : []);
    last = event;
    return event;
  });
}

/**
 * The changes of a case under one standard, out of its log. Events of other standards and of the workflow itself are left out.
 * @throws LogUnreadable, with the sequence number
 */
export function fromLog(events: readonly CaseEvent[], standard: string): Change[] {
  return events
    .filter(({ data }) => data.standard === standard)
    .map(({ seq, type, at, data }) => {
      const parsed = Change.safeParse({ type, at, data, by: data.actor, command: data.command, standard });
      if (parsed.success) return parsed.data;
      const message = `Event ${seq} (${type}) of the log cannot be read: ${z.prettifyError(parsed.error)}`;
      throw new LogUnreadable(message, { cause: parsed.error });
    });
}

/** The state that changes come to; null for none. */
export function replay(changes: readonly Change[]): CaseState | null {
  return changes.reduce<CaseState | null>(apply, null);
}
