import * as z from 'zod';
import { type ChainFault, type ChainHead, chained, verifyLinks } from '../../attestation/event-chain.ts';
import { Reason } from '../case/parts.ts';
import { Ballot, BallotVote } from './ballot.ts';

const by = z.string().describe('The person who acted; "system" for what the rules bring');

/** What happens in a ballot. */
export const BallotChange = z.discriminatedUnion('type', [
  z.object({ type: z.literal('opened'), by, ballot: Ballot }),
  z.object({ type: z.literal('voted'), by, organisation: z.string(), vote: BallotVote }),
  z.object({ type: z.literal('recused'), by, organisation: z.string(), why: Reason }),
  z.object({ type: z.literal('closed'), by, at: z.iso.datetime() }),
]);
export type BallotChange = z.infer<typeof BallotChange>;

/** An event of a ballot's log; each carries the hash of the one before. */
export const BallotEvent = z.object({
  ballot: z.string().describe('The version of the standard, as us-frontier@2026.2'),
  seq: z.int().nonnegative(),
  at: z.iso.datetime(),
  change: BallotChange,
  previous: z.string().nullable().describe('Hash of event seq - 1; null for the first'),
  hash: z.string(),
});
export type BallotEvent = z.infer<typeof BallotEvent>;

/** Verifies the whole log of a ballot, in order; an empty list means that it holds. */
export function verifyBallotLog(events: readonly BallotEvent[]): ChainFault[] {
  return verifyLinks(events, ({ ballot }) => ballot);
}

/** Changes as the next events of a ballot's log. `head` is null for a ballot without events. */
export function ballotEvents(
  head: ChainHead | null,
  ballot: string,
  at: string,
  changes: readonly BallotChange[],
): BallotEvent[] {
  let last = head;
  return changes.map((change) => {
    const event = chained(last, { ballot, at, change });
    last = event;
    return event;
  });
}
