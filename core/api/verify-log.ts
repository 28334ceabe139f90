import { type ChainFault, verifyChain } from '../attestation/event-chain.ts';
import type { CaseLog } from './procedure-wire.ts';

/**
 * Verifies the chain of a case's log as far as a caller sees it: the hash of an event whose content is hidden cannot be recomputed, but
 * its place in the chain can. `standard` stands beside what is hashed.
 */
export function verifyLog(events: CaseLog['events']): { faults: ChainFault[]; hidden: number } {
  const hidden = new Set(events.filter(({ data }) => data === null).map(({ seq }) => seq));
  const faults = verifyChain(events.map(({ standard: _, ...event }) => ({ ...event, data: event.data ?? {} })));
  return {
    faults: faults.filter(({ seq, fault }) => fault !== 'wrong-hash' || !hidden.has(seq)),
    hidden: hidden.size,
  };
}
