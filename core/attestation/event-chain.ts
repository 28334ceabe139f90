import * as z from 'zod';
import { digestOf } from './canonical-json.ts';

/** What can happen to a case; `change.ts` of `core/adjudication/case/`, `retention/` and `break-glass/` say what each carries. */
export const CaseEventType = z.enum([
  'opened',
  'screening_started',
  'returned',
  'accepted',
  'checks_started',
  'referred',
  'decided',
  'determined',
  'signed',
  'recused',
  'silence_recorded',
  'request_issued',
  'answer_extended',
  'request_answered',
  'request_expired',
  'extended',
  'escalated',
  'voted',
  'notice_issued',
  'lapsed',
  'withdrawn',
  'bundle_amended',
  'amendment_rejected',
  'condition_met',
  'condition_breached',
  'condition_expired',
  'reopened',
  'appealed',
  'panel_appointed',
  'appeal_decided',
  'appeal_overdue',
  'hold_placed',
  'hold_lifted',
  'destruction_begun',
  'destroyed',
  'emergency_access_opened',
  'emergency_access_ended',
  'emergency_access_reviewed',
]);
export type CaseEventType = z.infer<typeof CaseEventType>;

/** What happened to a case; each event carries the hash of the one before, so that none can be removed or changed unseen. */
export const CaseEvent = z.object({
  caseId: z.string(),
  seq: z.int().nonnegative(),
  type: CaseEventType,
  at: z.iso.datetime(),
  data: z.record(z.string(), z.json()),
  ledger: z
    .array(z.string())
    .min(1)
    .optional()
    .describe(
      'Hashes of the newest records of the ledger of accesses: none up to here may be gone; left out where it was not asked',
    ),
  previous: z.string().nullable().describe('Hash of event seq - 1; null for the first'),
  hash: z.string().describe('sha256 of the canonical JSON of everything else in the event'),
});
export type CaseEvent = z.infer<typeof CaseEvent>;

/** Where a chain stands: what the next event has to follow. */
export interface ChainHead {
  seq: number;
  hash: string;
}

/**
 * The event that follows `head` (null: the first of its case), with its hash.
 * @param ledger heads of the ledger of accesses, which the event then holds fast
 */
export function nextEvent(
  head: ChainHead | null,
  event: Pick<CaseEvent, 'caseId' | 'type' | 'at' | 'data'>,
  ledger: readonly string[] = [],
): CaseEvent {
  return chained(head, { ...event, ...(ledger.length > 0 && { ledger: [...ledger] }) });
}

/** Anything as the next link of a chain: with its number, the hash of the one before, and its own over all of that. */
export function chained<T extends object>(
  head: ChainHead | null,
  content: T,
): T & { seq: number; previous: string | null; hash: string } {
  const unhashed = { ...content, seq: head === null ? 0 : head.seq + 1, previous: head?.hash ?? null };
  return { ...unhashed, hash: digestOf(unhashed) };
}

/** A place where a chain of events does not hold. */
export interface ChainFault {
  seq: number;
  fault: 'missing' | 'wrong-hash' | 'wrong-previous' | 'other-case';
}

/** Verifies a whole chain, in order; an empty list means that it holds. */
export function verifyChain(events: readonly CaseEvent[]): ChainFault[] {
  return verifyLinks(events, ({ caseId }) => caseId);
}

/** Verifies links that `chained` has made, in order; `of` says whose chain a link belongs to. */
export function verifyLinks<L extends ChainHead & { readonly previous: string | null }>(
  events: readonly L[],
  of: (link: L) => string,
): ChainFault[] {
  const faults: ChainFault[] = [];
  for (const [index, event] of events.entries()) {
    const before = events[index - 1];
    const { hash, ...unhashed } = event;
    if (event.seq !== index) faults.push({ seq: index, fault: 'missing' });
    if (events[0] !== undefined && of(event) !== of(events[0])) faults.push({ seq: event.seq, fault: 'other-case' });
    if (digestOf(unhashed) !== hash) faults.push({ seq: event.seq, fault: 'wrong-hash' });
    if (event.previous !== (before?.hash ?? null)) faults.push({ seq: event.seq, fault: 'wrong-previous' });
  }
  return faults;
}
