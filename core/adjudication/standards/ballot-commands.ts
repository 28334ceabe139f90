import * as z from 'zod';
import { Sha256 } from '../../bundle/manifest.ts';
import { Reason } from '../case/parts.ts';
import { Ballot, type BallotMember, BallotVote, castVote, organisationOf, recusalOf } from './ballot.ts';
import type { BallotChange } from './ballot-log.ts';

export const Seat = z.strictObject({
  seat: z.enum(['official', 'company']),
  organisation: z
    .string()
    .regex(/^[a-z0-9][a-z0-9._-]{0,63}$/)
    .describe('The id of an agency, or of a company: that under which it submits, where it does'),
});
export type Seat = z.infer<typeof Seat>;

/** Opens a ballot on a version of a standard, for the organisations that have a seat. */
export const OpenBallot = z.strictObject({
  standard: Ballot.shape.standard.describe('What is voted on, as us-frontier@2026.2'),
  proposal: z.strictObject({
    digest: Sha256.describe('Of the standard as it is proposed, which "countersign standards show" prints'),
    summary: Reason.describe('What changes, and why'),
  }),
  seats: z
    .array(Seat)
    .min(1)
    .max(50)
    .refine((seats) => new Set(seats.map(({ organisation }) => organisation)).size === seats.length, {
      error: 'An organisation has one seat.',
    }),
});
export type OpenBallot = z.infer<typeof OpenBallot>;

/** Every vote is kept in one item of the table, so that there is an end to what it holds. */
const Why = Reason.max(500);
const MOST_VOTES = 4;

/** What people do in a ballot that is open. */
export const BallotAction = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('vote'), position: BallotVote.shape.position, reason: Why }),
  z.strictObject({
    type: z.literal('recuse'),
    reason: Why,
    organisation: z.string().optional().describe('Of the editor alone: whose company has a stake in the change'),
  }),
  z.strictObject({ type: z.literal('close') }),
]);
export type BallotAction = z.infer<typeof BallotAction>;

/** The seat of an organisation stands in the ballot before anybody has voted for it. */
const seatId = (organisation: string) => `seat:${organisation}`;

export function openedBallot({ standard, seats }: OpenBallot): Ballot {
  const members = seats.map(({ seat, organisation }) => ({ id: seatId(organisation), seat, organisation }));
  return { standard, members, interests: [], votes: [], closedAt: null };
}

/** A ballot after a command, with what happened in it; or why the command is refused. */
export type Balloted =
  | { readonly ballot: Ballot; readonly changes: readonly BallotChange[] }
  | { readonly refused: string };

/**
 * A vote of somebody for the organisation that they are of.
 * @param interest why the organisation has to be recused, where it has to be: the recusal is recorded, and the vote does not count
 */
export function vote(
  ballot: Ballot,
  person: string,
  { seat, organisation }: Seat,
  cast: Pick<BallotVote, 'position' | 'reason' | 'at'>,
  interest: string | null,
): Balloted {
  const seated = ballot.members.find((member) => member.organisation === organisation && member.seat === seat);
  if (seated === undefined) return { refused: `${organisation} has no seat in this ballot.` };
  if (ballot.closedAt !== null) return { refused: `The ballot was closed at ${ballot.closedAt}.` };
  if (interest !== null && recusalOf(ballot, seated) === null) return recuse(ballot, 'system', organisation, interest);
  const member: BallotMember = { id: person, seat, organisation };
  const known = ballot.members.some(({ id }) => id === person);
  const before = ballot.votes.filter(({ member }) => organisationOf(ballot, member) === organisation);
  if (before.length >= MOST_VOTES)
    return { refused: `${organisation} has voted ${MOST_VOTES} times; the last vote stands.` };
  const joined = known ? ballot : { ...ballot, members: [...ballot.members, member] };
  const own = joined.members.find(({ id }) => id === person);
  if (own?.organisation !== organisation)
    return { refused: `You have voted for ${own?.organisation} in this ballot, and speak for one organisation.` };
  const recorded: BallotVote = { member: person, ...cast };
  const result = castVote(joined, recorded);
  if ('refused' in result) return result;
  return { ballot: result.ballot, changes: [{ type: 'voted', by: person, organisation, vote: recorded }] };
}

/** An organisation has a stake in the change: its company is recused, and what it voted does not count. */
export function recuse(ballot: Ballot, person: string, organisation: string, why: string): Balloted {
  if (ballot.closedAt !== null) return { refused: `The ballot was closed at ${ballot.closedAt}.` };
  const member = ballot.members.find((one) => one.organisation === organisation);
  if (member === undefined) return { refused: `${organisation} has no seat in this ballot.` };
  if (member.seat === 'official') return { refused: 'Officials are not recused; they abstain.' };
  if (recusalOf(ballot, member) !== null) return { ballot, changes: [] };
  const interests = [...ballot.interests, { organisation, why }];
  return { ballot: { ...ballot, interests }, changes: [{ type: 'recused', by: person, organisation, why }] };
}

/**
 * Ends a ballot: what counts is counted then.
 * @param interests why companies have to be recused on this day, by organisation
 */
export function close(ballot: Ballot, person: string, at: string, interests: ReadonlyMap<string, string>): Balloted {
  if (ballot.closedAt !== null) return { refused: `The ballot was closed at ${ballot.closedAt}.` };
  const changes: BallotChange[] = [];
  let last = ballot;
  for (const [organisation, why] of interests) {
    const recused = recuse(last, 'system', organisation, why);
    if ('refused' in recused) continue;
    last = recused.ballot;
    changes.push(...recused.changes);
  }
  return { ballot: { ...last, closedAt: at }, changes: [...changes, { type: 'closed', by: person, at }] };
}
