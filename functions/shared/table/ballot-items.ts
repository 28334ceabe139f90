import * as z from 'zod';
import { Ballot } from '#core/adjudication/standards/ballot.ts';
import { OpenBallot } from '#core/adjudication/standards/ballot-commands.ts';
import { BallotSummary } from '#core/api/ballots-wire.ts';

/** Keys of ballots. The first lists them all; there are a few a year. */
export const ballotKeys = {
  list: 'BALLOT#',
  listed: (standard: string) => ({ PK: 'BALLOT#', SK: standard }),
  ballot: (standard: string) => ({ PK: `BALLOT#${standard}`, SK: 'BALLOT' }),
  event: (standard: string, seq: number) => ({
    PK: `BALLOT#${standard}`,
    SK: `EVENT#${String(seq).padStart(6, '0')}`,
  }),
};

/** A ballot in the list of all. */
export const ListedBallot = z.object({ listed: BallotSummary });

/** A ballot as its events have left it. */
export const BallotItem = z.object({
  ballot: Ballot,
  proposal: OpenBallot.shape.proposal,
  startedAt: z.iso.datetime().describe('"openedAt" would put it into the indexes of cases'),
  seen: z.array(z.string()).describe('Ids of the commands that have had an effect'),
  version: z.int().positive(),
  lastSeq: z.int().nonnegative(),
  lastHash: z.string(),
});
export type BallotItem = z.infer<typeof BallotItem>;
