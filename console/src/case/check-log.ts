import type { CaseLog } from '#core/api/procedure-wire.ts';
import { digestOf } from '#core/attestation/canonical-json.ts';
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
  const faults: ChainFault[] = [];
  for (const [index, { hash, ...unhashed }] of events.entries()) {
    const { seq } = unhashed;
    if (seq !== index) faults.push({ seq: index, fault: 'missing' });
    if (unhashed.caseId !== events[0]?.caseId) faults.push({ seq, fault: 'other-case' });
    if (unhashed.data !== null && digestOf(unhashed) !== hash) faults.push({ seq, fault: 'wrong-hash' });
    if (unhashed.previous !== (events[index - 1]?.hash ?? null)) faults.push({ seq, fault: 'wrong-previous' });
  }
  const unseen = events.filter(({ data }) => data === null).length;
  return { events: events.length, unseen, faults, head: events.at(-1)?.hash ?? null };
}
