import type { CaseLog } from '#core/api/procedure-wire.ts';
import { verifyLog } from '#core/api/verify-log.ts';
import type { ChainFault } from '#core/attestation/event-chain.ts';

/** What a check of a case's log in this browser came to. */
export interface LogCheck {
  readonly events: number;
  /** Events whose content the reader may not see: their place in the chain is checked, their own hash cannot be. */
  readonly unseen: number;
  readonly faults: readonly ChainFault[];
  /** Hash of the last event; whoever has noted it can tell that nothing before it was changed. */
  readonly head: string | null;
}

/** Checks that a log is a chain: every event follows the one before by its hash, and has the hash that its content gives. */
export function checkLog(events: CaseLog['events']): LogCheck {
  const { faults, hidden } = verifyLog(events);
  return { events: events.length, unseen: hidden, faults, head: events.at(-1)?.hash ?? null };
}
