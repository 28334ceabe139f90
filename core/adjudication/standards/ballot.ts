import * as z from 'zod';
import { Reason } from '../case/parts.ts';

/** A member of the group that votes on versions of a standard: an official of an agency, or somebody from a company. */
export const BallotMember = z.strictObject({
  id: z.string().min(1),
  seat: z.enum(['official', 'company']),
  organisation: z.string().min(1),
});
export type BallotMember = z.infer<typeof BallotMember>;

export const BallotVote = z.strictObject({
  member: z.string(),
  position: z.enum(['adopt', 'reject', 'abstain']),
  reason: Reason,
  at: z.iso.datetime(),
});
export type BallotVote = z.infer<typeof BallotVote>;

/** A vote on a version of a standard. Cases are not voted on here: companies have no part in them. */
export const Ballot = z.strictObject({
  standard: z.string().regex(/^[a-z0-9-]+@[0-9]{4}\.[0-9]+$/),
  members: z.array(BallotMember).min(1),
  interests: z
    .array(z.strictObject({ organisation: z.string(), why: Reason }))
    .describe(
      'Organisations with a case under the standard, or with another stake in the change: their companies are recused',
    ),
  votes: z.array(BallotVote).default([]).describe('Every vote, in order; the last of a member counts'),
  closedAt: z.iso.datetime().nullable().default(null),
});
export type Ballot = z.infer<typeof Ballot>;

/** Why a member may not vote; null where it may. */
export function recusalOf({ interests }: Ballot, { seat, organisation }: BallotMember): string | null {
  if (seat === 'official') return null;
  return interests.find((interest) => interest.organisation === organisation)?.why ?? null;
}

/** A ballot with one more vote, or the reason why it is refused. One vote per organisation, which may be changed until the close. */
export function castVote(ballot: Ballot, vote: BallotVote): { ballot: Ballot } | { refused: string } {
  const member = ballot.members.find(({ id }) => id === vote.member);
  if (member === undefined) return { refused: `${vote.member} has no seat in this ballot.` };
  if (ballot.closedAt !== null) return { refused: `The ballot was closed at ${ballot.closedAt}.` };
  const recused = recusalOf(ballot, member);
  if (recused !== null) return { refused: `${member.organisation} is recused: ${recused}` };
  const colleague = ballot.votes.find(
    (cast) => cast.member !== member.id && organisationOf(ballot, cast.member) === member.organisation,
  );
  if (colleague !== undefined) return { refused: `${colleague.member} has cast the vote of ${member.organisation}.` };
  return { ballot: { ...ballot, votes: [...ballot.votes, vote] } };
}

export interface BallotCount {
  adopt: string[];
  reject: string[];
  abstain: string[];
  recused: string[];
  silent: string[];
  /** More than half of the seats that are not recused have voted, and more of them to adopt than to reject. */
  adopted: boolean;
}

/** The votes of organisations that count, each list sorted. */
export function countVotes(ballot: Ballot): BallotCount {
  const recused = new Set(
    ballot.members.filter((member) => recusalOf(ballot, member) !== null).map(({ organisation }) => organisation),
  );
  const officials = ballot.members.filter(({ seat }) => seat === 'official').map(({ organisation }) => organisation);
  for (const organisation of officials) recused.delete(organisation);
  const seats = [...new Set(ballot.members.map(({ organisation }) => organisation))]
    .filter((one) => !recused.has(one))
    .sort();
  const last = (organisation: string) =>
    ballot.votes.findLast(({ member }) => organisationOf(ballot, member) === organisation)?.position ?? null;
  const those = (position: BallotVote['position'] | null) => seats.filter((seat) => last(seat) === position);
  const [adopt, reject, abstain, silent] = [those('adopt'), those('reject'), those('abstain'), those(null)];
  const quorate = (seats.length - silent.length) * 2 > seats.length;
  return {
    adopt,
    reject,
    abstain,
    recused: [...recused].sort(),
    silent,
    adopted: quorate && adopt.length > reject.length,
  };
}

/** The organisation of a member; undefined where the ballot does not have it. */
export function organisationOf({ members }: Ballot, id: string): string | undefined {
  return members.find((member) => member.id === id)?.organisation;
}
