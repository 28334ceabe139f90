import * as z from 'zod';
import { BallotVote } from '../adjudication/standards/ballot.ts';
import { BallotAction, OpenBallot, Seat } from '../adjudication/standards/ballot-commands.ts';

/** `POST /ballots` opens a ballot; `POST /ballots/{id}/commands` takes one command in it. `{id}` is the version: us-frontier@2026.2. */
export const BallotRequest = OpenBallot;
export const BallotCommand = z.strictObject({
  id: z.string().min(1).max(128).describe('Chosen by the caller, new for each command'),
  as: z.string().max(128).optional().describe('The role in which a person acts, as company.acme'),
  do: BallotAction,
});
export type BallotCommand = z.infer<typeof BallotCommand>;

const organisations = z.array(z.string());

/** What a ballot came to: organisations by what they voted. */
const Count = z.object({
  adopt: organisations,
  reject: organisations,
  abstain: organisations,
  recused: organisations,
  silent: organisations,
  adopted: z.boolean(),
});

/** A vote as it is published: of an organisation, not of the person who cast it. */
const PublishedVote = BallotVote.omit({ member: true }).extend({ organisation: z.string() });

export const BallotSummary = z.object({
  standard: z.string(),
  proposal: OpenBallot.shape.proposal,
  openedAt: z.iso.datetime(),
  closedAt: z.iso.datetime().nullable(),
  adopted: z.boolean().nullable().describe('Null until it is closed'),
});
export type BallotSummary = z.infer<typeof BallotSummary>;

/** `GET /ballots/{id}`. Until the close, nobody is shown how others vote. */
export const BallotView = z.object({
  ...BallotSummary.shape,
  seats: z.array(Seat),
  recusals: z.array(z.object({ organisation: z.string(), why: z.string() })),
  votes: z
    .array(PublishedVote)
    .describe('Every vote once it is closed; before that those of the caller’s own organisations'),
  count: Count.nullable().describe('Null until it is closed'),
  lastHash: z.string().describe('Of the last event of its log'),
});
export type BallotView = z.infer<typeof BallotView>;

/** `GET /ballots`: newest version of each standard last. */
export const BallotList = z.object({ ballots: z.array(BallotSummary) });
export type BallotList = z.infer<typeof BallotList>;
