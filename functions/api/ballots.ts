import type * as z from 'zod';
import { countVotes } from '#core/adjudication/standards/ballot.ts';
import {
  type Balloted,
  close,
  openedBallot,
  recuse,
  type Seat,
  vote,
} from '#core/adjudication/standards/ballot-commands.ts';
import { type BallotChange, ballotEvents } from '#core/adjudication/standards/ballot-log.ts';
import { mayEdit, seatFor, seatsOf } from '#core/api/ballot-seats.ts';
import type { BallotCommand, BallotList, BallotRequest, BallotSummary, BallotView } from '#core/api/ballots-wire.ts';
import { type Caller, idOf } from '#core/api/people.ts';
import type { BallotItem } from '../shared/table/ballot-items.ts';
import { BallotChangedError, type BallotTable } from '../shared/table/ballot-table.ts';
import { whileChanged } from '../shared/while-changed.ts';
import { ApiFault } from './api-fault.ts';
import type { Interests } from './interests.ts';

/** Ballots on versions of standards. */
export class Ballots {
  readonly #table: BallotTable;
  readonly #interests: Interests;

  constructor(table: BallotTable, interests: Interests) {
    this.#table = table;
    this.#interests = interests;
  }

  /** @throws ApiFault 403 for anybody but an editor of standards, 409 where there is a ballot on this version */
  async open(caller: Caller, request: z.infer<typeof BallotRequest>): Promise<BallotView> {
    onlyEditors(caller, 'opens a ballot');
    const at = new Date().toISOString();
    const ballot = openedBallot(request);
    const changes: BallotChange[] = [{ type: 'opened', by: idOf(caller), ballot }];
    const { proposal } = request;
    try {
      return viewOf(
        caller,
        await this.#write({ ballot, proposal, startedAt: at, seen: [], version: 1 }, null, at, changes),
      );
    } catch (error) {
      if (!(error instanceof BallotChangedError)) throw error;
      throw new ApiFault(409, 'ballot-exists', `There is a ballot on ${request.standard} already.`);
    }
  }

  /** @throws ApiFault 403 where the caller has no seat or right, 404 for an unknown ballot, 409 where the ballot refuses, with its reason */
  async act(caller: Caller, standard: string, command: BallotCommand): Promise<BallotView> {
    try {
      return await whileChanged(BallotChangedError, () => this.#actOnce(caller, standard, command));
    } catch (error) {
      if (!(error instanceof BallotChangedError)) throw error;
      throw new ApiFault(503, 'ballot-busy', 'Others are writing to this ballot. Nothing was lost; try again.');
    }
  }

  async view(caller: Caller, standard: string): Promise<BallotView> {
    return viewOf(caller, await this.#find(standard));
  }

  async list(): Promise<BallotList> {
    return { ballots: await this.#table.list() };
  }

  async #actOnce(caller: Caller, standard: string, command: BallotCommand): Promise<BallotView> {
    const item = await this.#find(standard);
    const id = `${idOf(caller)}:${command.id}`;
    const at = new Date().toISOString();
    if (item.seen.includes(id)) return viewOf(caller, item);
    const balloted = await this.#decide(caller, item, command, at);
    if ('refused' in balloted) throw new ApiFault(409, 'refused', balloted.refused);
    const { ballot, changes } = balloted;
    if (changes.length === 0) return viewOf(caller, item);
    const next = { ...item, ballot, seen: [...item.seen, id], version: item.version + 1 };
    const written = await this.#write(next, { seq: item.lastSeq, hash: item.lastHash }, at, changes);
    const recused = command.do.type === 'vote' && changes.every(({ type }) => type === 'recused');
    if (recused) throw new ApiFault(409, 'recused', ballot.interests.at(-1)?.why ?? 'Your organisation is recused.');
    return viewOf(caller, written);
  }

  async #decide(
    caller: Caller,
    { ballot }: BallotItem,
    { do: action, as }: BallotCommand,
    at: string,
  ): Promise<Balloted> {
    const person = idOf(caller);
    if (action.type === 'close') {
      onlyEditors(caller, 'closes a ballot');
      return close(ballot, person, at, await this.#interestsIn(ballot));
    }
    if (action.type === 'recuse' && action.organisation !== undefined) {
      onlyEditors(caller, 'recuses an organisation other than their own');
      return recuse(ballot, person, action.organisation, action.reason);
    }
    const seat = seatFor(caller, as);
    if ('refused' in seat) throw new ApiFault(403, 'seat-missing', seat.refused);
    if (action.type === 'recuse') return recuse(ballot, person, seat.organisation, action.reason);
    const { position, reason } = action;
    return vote(ballot, person, seat, { position, reason, at }, await this.#interestOf(ballot, seat));
  }

  async #interestsIn(ballot: BallotItem['ballot']): Promise<Map<string, string>> {
    const interests = new Map<string, string>();
    const seats = ballot.members.filter(({ id }) => id.startsWith('seat:'));
    for (const { seat, organisation } of seats) {
      const why = await this.#interestOf(ballot, { seat, organisation });
      if (why !== null) interests.set(organisation, why);
    }
    return interests;
  }

  /** A company with an open case under the standard, in any of its versions, does not vote on its next one. */
  async #interestOf({ standard }: BallotItem['ballot'], { seat, organisation }: Seat): Promise<string | null> {
    return seat === 'official' ? null : this.#interests.of(organisation, standard.split('@')[0] ?? standard);
  }

  async #write(
    item: Omit<BallotItem, 'lastSeq' | 'lastHash'>,
    head: { seq: number; hash: string } | null,
    at: string,
    changes: readonly BallotChange[],
  ): Promise<BallotItem> {
    const events = ballotEvents(head, item.ballot.standard, at, changes);
    const last = events.at(-1);
    const written = { ...item, lastSeq: last?.seq ?? head?.seq ?? 0, lastHash: last?.hash ?? head?.hash ?? '' };
    await this.#table.write(written, summaryOf(written), events);
    return written;
  }

  async #find(standard: string): Promise<BallotItem> {
    const item = await this.#table.find(standard);
    if (item === null)
      throw new ApiFault(
        404,
        'ballot-unknown',
        `There is no ballot on "${standard}"; it is named as us-frontier@2026.2.`,
      );
    return item;
  }
}

function onlyEditors(caller: Caller, does: string): void {
  if (!mayEdit(caller)) throw new ApiFault(403, 'role-refused', `Only an editor of standards ${does}.`);
}

function summaryOf({ ballot, proposal, startedAt }: BallotItem): BallotSummary {
  const { standard, closedAt } = ballot;
  const adopted = closedAt === null ? null : countVotes(ballot).adopted;
  return { standard, proposal, openedAt: startedAt, closedAt, adopted };
}

/** Votes are published by organisation when the ballot is closed; until then each sees its own. */
function viewOf(caller: Caller, item: BallotItem): BallotView {
  const { ballot, lastHash } = item;
  const organisationOf = new Map(ballot.members.map(({ id, organisation }) => [id, organisation]));
  const own = new Set(seatsOf(caller).map(({ organisation }) => organisation));
  const votes = ballot.votes.map(({ member, ...cast }) => ({
    ...cast,
    organisation: organisationOf.get(member) ?? '',
  }));
  return {
    ...summaryOf(item),
    seats: ballot.members
      .filter(({ id }) => id.startsWith('seat:'))
      .map(({ seat, organisation }) => ({ seat, organisation })),
    recusals: ballot.interests,
    votes: ballot.closedAt === null ? votes.filter(({ organisation }) => own.has(organisation)) : votes,
    count: ballot.closedAt === null ? null : countVotes(ballot),
    lastHash,
  };
}
