import { type ChainFault, verifyChain } from '#core/attestation/event-chain.ts';
import type { LogEvent } from '../render/event-text.ts';

/** Verifies the chain of a log as far as the caller sees it: hashes of events whose content is hidden cannot be recomputed. */
export function verifyLog(events: readonly LogEvent[]): { faults: ChainFault[]; hidden: number } {
  const hidden = new Set(events.filter(({ data }) => data === null).map(({ seq }) => seq));
  const faults = verifyChain(events.map(({ standard: _, ...event }) => ({ ...event, data: event.data ?? {} })));
  return {
    faults: faults.filter(({ seq, fault }) => fault !== 'wrong-hash' || !hidden.has(seq)),
    hidden: hidden.size,
  };
}
