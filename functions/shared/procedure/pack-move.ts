import { apply } from '#core/adjudication/case/apply.ts';
import type { Change } from '#core/adjudication/case/change.ts';
import { toLog } from '#core/adjudication/case/log.ts';
import { openPoints } from '#core/adjudication/case/positions.ts';
import type { CaseRules } from '#core/adjudication/case/rules.ts';
import type { CaseState } from '#core/adjudication/case/state.ts';
import type { Precedent } from '#core/adjudication/precedents/precedent.ts';
import { precedentId, precedentOf } from '#core/adjudication/precedents/precedent-of.ts';
import { nextLook, remindersBetween } from '#core/adjudication/procedure/next-look.ts';
import { awaitedIn, owedIn } from '#core/adjudication/procedure/owed.ts';
import { verdictAfter } from '#core/adjudication/procedure/people-verdict.ts';
import { type Standing, statusOf } from '#core/adjudication/procedure/standing.ts';
import { registerEntryOf, registerPlace } from '#core/adjudication/register/entry-of.ts';
import { KEPT, partsGone } from '#core/adjudication/retention/retention.ts';
import type { CaseEvent, ChainHead } from '#core/attestation/event-chain.ts';
import type { CaseWrite } from '../table/case-table.ts';
import {
  type CaseItem,
  type DutyItem,
  keys,
  type NoticeItem,
  type ProcedureItem,
  type VerdictItem,
} from '../table/items.ts';
import { type Key, unknownFieldsOf } from '../table/stored-item.ts';

/** A case that moved on under one pack. */
export interface PackMove {
  readonly pack: string;
  readonly rules: CaseRules;
  /** Null where this opens the procedure. */
  readonly before: ProcedureItem | null;
  readonly state: CaseState;
  readonly changes: readonly Change[];
  /** The latest verdict, on which one that people come to builds. */
  readonly verdict: VerdictItem;
  /** Whether that verdict is new, and is written with the move. */
  readonly decidedNow: boolean;
}

/**
 * What moves of a case under its packs write: the events that follow the last, where the case stands, who owes what, when it is looked
 * at again, the verdicts that people or the clock came to, and reminders that came due.
 * @param at the instant (ISO 8601) up to which the moves have played the clock
 * @param ledger heads of the ledger of accesses, which the first event holds fast
 */
export function writeOf(
  current: CaseItem,
  moves: readonly PackMove[],
  at: string,
  ledger: readonly string[] = [],
): Pick<CaseWrite, 'events' | 'create' | 'replace' | 'remove'> & { summary: Partial<CaseItem> } {
  const events: CaseEvent[] = [];
  const create: { key: Key; item: object }[] = [];
  const replace: { key: Key; item: object }[] = [];
  const remove: Key[] = [];
  const standings = { ...current.standings };
  let head: ChainHead = { seq: current.lastSeq, hash: current.lastHash };
  let decidedAt = current.decidedAt;

  for (const move of moves) {
    const { pack, rules, before, state, changes } = move;
    const logged = toLog(head, current.caseId, changes, events.length === 0 ? ledger : []);
    const from = head;
    head = logged.at(-1) ?? head;
    events.push(...logged);

    const numbered = Math.max(standings[pack]?.verdicts ?? 0, move.verdict.n);
    const verdicts = verdictsOf(move, numbered, logged.length > 0 ? logged : [from]);
    for (const item of verdicts) create.push({ key: keys.verdict(current.caseId, pack, item.n), item });
    for (const precedent of precedentsOf(move))
      replace.push({ key: keys.precedent(pack, precedent.on, precedentId(precedent)), item: precedent });
    const register = registered(move, current.caseId, verdicts.at(-1) ?? move.verdict);
    replace.push(...register.replace);
    remove.push(...register.remove);
    decidedAt = verdicts.at(-1)?.decidedAt ?? decidedAt;
    standings[pack] = standingOf(move, verdicts, standings[pack], numbered);

    const lookedAt = before?.lookedAt ?? at;
    for (const { what, who, due, on } of remindersBetween(rules, state, lookedAt, at)) {
      const item: NoticeItem = { caseId: current.caseId, pack, vendor: current.vendor, what, who, due, on };
      replace.push({ key: keys.notice(current.caseId, pack, item), item });
    }
    replace.push({ key: keys.procedure(current.caseId, pack), item: procedureOf(move, current.caseId, at) });
    const duties = dutiesOf(current, move);
    for (const item of duties) replace.push({ key: keys.duty(current.caseId, pack, item.agency), item });
    const owing = new Set(duties.map(({ agency }) => agency));
    for (const { party } of before === null ? [] : owedIn(rules, before.state))
      if (!owing.has(party)) remove.push(keys.duty(current.caseId, pack, party));
  }

  const first = standings[current.packs[0] ?? moves[0]?.pack ?? ''];
  return {
    events,
    create,
    replace,
    remove,
    summary: {
      standings,
      status: statusOf(Object.values(standings)),
      outcome: first?.outcome ?? current.outcome,
      tier: first?.tier ?? current.tier,
      decidedAt,
    },
  };
}

/**
 * The verdict of the checks where it is new, and those that people or the clock come to after it, each with the event that brought it.
 * @param logged the events of the changes, one for each
 */
function verdictsOf(
  { verdict, decidedNow, rules, before, changes }: PackMove,
  numbered: number,
  logged: readonly ChainHead[],
): VerdictItem[] {
  const written: VerdictItem[] = decidedNow ? [{ ...verdict, head: headOf(logged.at(-1)) }] : [];
  let last = verdict;
  let n = numbered;
  let state = before?.state ?? null;
  for (const [index, change] of changes.entries()) {
    state = apply(state, change);
    const next = verdictAfter(last.verdict, rules, state, change);
    if (next === null) continue;
    n += 1;
    last = { ...last, n, decidedAt: change.at, verdict: next, head: headOf(logged[index]) };
    written.push(last);
  }
  return written;
}

const headOf = (event: ChainHead | undefined) =>
  event === undefined ? undefined : { seq: event.seq, hash: event.hash };

/** What appeal panels have decided for the public. */
function precedentsOf({ rules, before, changes }: PackMove): Precedent[] {
  let state = before?.state ?? null;
  return changes.flatMap((change) => {
    const precedent = precedentOf(rules, state, change);
    state = apply(state, change);
    return precedent ?? [];
  });
}

/** The entry of the case in the public register; one of an earlier month, or of a decision that no longer is one, goes. */
function registered({ pack, rules, before, state }: PackMove, caseId: string, { verdict, publication }: VerdictItem) {
  const place = registerPlace(rules, state, caseId);
  const entry = registerEntryOf(rules, state, verdict, publication);
  const was = before === null ? null : registerPlace(rules, before.state, caseId);
  return {
    replace: place === null || entry === null ? [] : [{ key: keys.registered(pack, place), item: entry }],
    remove: was === null || was.month === place?.month ? [] : [keys.registered(pack, was)],
  };
}

/** A verdict that returns an amended bundle is kept, and the one before it stands. */
function standingOf(
  { state, verdict: latest, decidedNow, changes }: PackMove,
  verdicts: readonly VerdictItem[],
  before: Standing | undefined,
  numbered: number,
): Standing {
  const count = Math.max(numbered, ...verdicts.map(({ n }) => n));
  if (before !== undefined && decidedNow && changes.some(({ type }) => type === 'amendment_rejected'))
    return { ...before, stage: state.stage, verdicts: count };
  const { n, verdict } = verdicts.at(-1) ?? latest;
  return { stage: state.stage, outcome: verdict.outcome, tier: verdict.tier, verdict: n, verdicts: count };
}

function procedureOf({ pack, rules, before, state }: PackMove, caseId: string, at: string): ProcedureItem {
  const nextAt = nextLook(rules, state, at);
  const wakes = nextAt !== null && (before === null || before.nextAt === null);
  return {
    ...unknownFieldsOf(before),
    caseId,
    pack,
    state,
    nextAt,
    awaits: nextAt === null ? [] : awaitedIn(rules, state),
    turn: (before?.turn ?? 0) + (wakes ? 1 : 0),
    lookedAt: at,
  };
}

function dutiesOf(item: CaseItem, { pack, rules, state }: PackMove): DutyItem[] {
  const { caseId, vendor, model, openedAt, bundle, retention = KEPT } = item;
  const open = openPoints(rules, state);
  const destroyed = partsGone(retention, bundle);
  return owedIn(rules, state).map(({ party, due, duties }) => ({
    caseId,
    pack,
    agency: party,
    due,
    duties,
    stage: state.stage,
    vendor,
    model,
    tier: state.tier,
    blockers: open.filter(({ severity }) => severity === 'blocker').length,
    points: open.length,
    ...(destroyed.length > 0 && { destroyed }),
    openedOn: openedAt,
  }));
}
