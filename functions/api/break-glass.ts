import type * as z from 'zod';
import { type Grant, haveRoom, isOpen, openGrant } from '#core/adjudication/break-glass/grant.ts';
import type { AccessEnded, AccessOpened, AccessReviewed } from '#core/adjudication/break-glass/log.ts';
import { type CaseRules, today } from '#core/adjudication/case/rules.ts';
import {
  type BreakGlassAnswer,
  type BreakGlassRequest,
  breakGlassRefusal,
  endsAs,
  grantView,
  mayBreakGlass,
  reviewsFor,
} from '#core/api/break-glass.ts';
import { type Caller, groupOf, idOf, rolesOfCaller } from '#core/api/people.ts';
import { type CaseEventType, nextEvent } from '#core/attestation/event-chain.ts';
import { logger } from '../shared/logger.ts';
import type { AccessTable } from '../shared/table/access-table.ts';
import { CaseChangedError, type CaseTable, type CaseWrite } from '../shared/table/case-table.ts';
import { type CaseItem, type DutyItem, keys } from '../shared/table/items.ts';
import { whileChanged } from '../shared/while-changed.ts';
import { ApiFault } from './api-fault.ts';
import type { CaseFinder } from './case-finder.ts';
import { pseudonymOf } from './pseudonym.ts';
import { unlessBusy } from './unless-busy.ts';

/** Business days that agencies have to review an emergency access. */
const REVIEW_DAYS = 5;

type Change = Pick<CaseWrite, 'create' | 'remove'> & {
  readonly type: CaseEventType;
  readonly data: z.infer<typeof AccessOpened> | z.infer<typeof AccessEnded> | z.infer<typeof AccessReviewed>;
  readonly grants: readonly Grant[];
};
type Of<D extends BreakGlassRequest['do']> = Extract<BreakGlassRequest, { do: D }>;

/**
 * Emergency accesses to the evidence of cases. Each is an event of its case, in the same write as the grant that every reading is then held
 * against: there is none that nobody is told of.
 */
export class BreakGlass {
  readonly #cases: CaseTable;
  readonly #finder: Pick<CaseFinder, 'find'>;
  readonly #readers: Pick<AccessTable, 'heads' | 'salt'>;
  readonly #rulesFor: (pack: string) => CaseRules;
  readonly #enabled: boolean;

  /** @param enabled whether this deployment has emergency accesses at all */
  constructor(
    cases: CaseTable,
    finder: Pick<CaseFinder, 'find'>,
    readers: Pick<AccessTable, 'heads' | 'salt'>,
    rulesFor: (pack: string) => CaseRules,
    enabled: boolean,
  ) {
    this.#cases = cases;
    this.#finder = finder;
    this.#readers = readers;
    this.#rulesFor = rulesFor;
    this.#enabled = enabled;
  }

  /**
   * Opens, ends or reviews an access. What is as asked for already stays as it is.
   * @throws ApiFault 403 for who may not, 404 for an unknown case or access, 409 where there is nothing to read or review yet, or no room,
   *   503 where others write to the case
   */
  async act(caller: Caller, caseId: string, request: BreakGlassRequest): Promise<BreakGlassAnswer> {
    return unlessBusy(() => whileChanged(CaseChangedError, () => this.#actOnce(caller, caseId, request)));
  }

  async #actOnce(caller: Caller, caseId: string, request: BreakGlassRequest): Promise<BreakGlassAnswer> {
    switch (request.do) {
      case 'open':
        return this.#open(caller, caseId, request);
      case 'end':
        return this.#end(caller, caseId, request);
      case 'review':
        return this.#review(caller, caseId, request);
    }
  }

  async #open(caller: Caller, caseId: string, { reason, minutes }: Of<'open'>): Promise<BreakGlassAnswer> {
    const refusal = breakGlassRefusal(caller);
    if (refusal !== null) throw new ApiFault(403, 'role-refused', refusal);
    if (!this.#enabled)
      throw new ApiFault(403, 'break-glass-off', 'This deployment has no emergency access (docs/deploy.md).');
    const { item, agencies } = await this.#unseen(caseId);
    const { emergencies = [] } = item;
    const person = idOf(caller);
    const at = new Date().toISOString();
    const open = openGrant(emergencies, person, at);
    if (open !== null) return answerOf(item, open.n, caller, agencies, at);
    if (item.packs.length === 0)
      throw new ApiFault(409, 'not-decided', `Case ${caseId} is being checked; there is no evidence to read yet.`);
    const procedures = await this.#cases.procedures(item);
    if (procedures.some(({ state }) => state.recused.includes(person)))
      throw new ApiFault(403, 'recused', `You have recused yourself from case ${caseId}, and read nothing of it.`);
    const until = new Date(Date.parse(at) + minutes * 60_000).toISOString();
    const n = emergencies.length + 1;
    const who = pseudonymOf(await this.#readers.salt(caseId), person);
    const grant: Grant = { n, person, who, reason, openedAt: at, until, ended: null, owed: [...agencies], reviews: [] };
    const grants = [...emergencies, grant];
    if (!haveRoom(grants)) throw noRoom(item);
    const written = await this.#write(item, at, {
      type: 'emergency_access_opened',
      data: { grant: n, who, reason, minutes, until },
      grants,
      create: agencies.map((agency) => ({ key: keys.review(caseId, n, agency), item: this.#dutyOf(item, agency, at) })),
      remove: [],
    });
    logger.warn('emergency access', { caseId, grant: n, reader: who, until });
    return answerOf(written, n, caller, agencies, at);
  }

  async #end(caller: Caller, caseId: string, { grant: n }: Of<'end'>): Promise<BreakGlassAnswer> {
    // Those who open accesses see no case, and may all the same end one of each other: what its agencies say of it they are not told.
    const { item, agencies } = mayBreakGlass(caller)
      ? { ...(await this.#unseen(caseId)), agencies: [] }
      : await this.#finder.find(caller, caseId);
    const as = endsAs(caller, agencies);
    refuseOwn(caller, item);
    if (as === null)
      throw new ApiFault(
        403,
        'role-refused',
        'An emergency access is ended by who may open one, by a principal of an agency of the case, or by the coordinator.',
      );
    const grant = grantOf(item, n);
    const at = new Date().toISOString();
    if (!isOpen(grant, at)) return answerOf(item, n, caller, agencies, at);
    const written = await this.#write(item, at, {
      type: 'emergency_access_ended',
      data: { grant: n, as },
      grants: replaced(item, { ...grant, ended: { at, by: idOf(caller) } }),
      ...{ create: [], remove: [] },
    });
    return answerOf(written, n, caller, agencies, at);
  }

  async #review(caller: Caller, caseId: string, request: Of<'review'>): Promise<BreakGlassAnswer> {
    const { grant: n, finding, comment } = request;
    const { item, procedures, agencies } = await this.#finder.find(caller, caseId);
    refuseOwn(caller, item);
    const by = idOf(caller);
    if (procedures.some(({ state }) => state.recused.includes(by)))
      throw new ApiFault(403, 'recused', `You have recused yourself from case ${caseId}, and review nothing of it.`);
    const grant = grantOf(item, n);
    if (grant.person === by)
      throw new ApiFault(
        403,
        'own-access',
        `You opened emergency access ${n} yourself; somebody else of your agency reviews it.`,
      );
    const at = new Date().toISOString();
    if (isOpen(grant, at))
      throw new ApiFault(
        409,
        'emergency-open',
        `Emergency access ${n} is open until ${grant.until}; it is reviewed once it is over. A principal or the coordinator can end it now.`,
      );
    const agency = agencyFor(caller, grant, request.agency);
    if (grant.reviews.some((review) => review.agency === agency)) return answerOf(item, n, caller, agencies, at);
    const written = await this.#write(item, at, {
      type: 'emergency_access_reviewed',
      data: { grant: n, standard: this.#standardOf(item, agency), agency, finding, comment },
      grants: replaced(item, {
        ...grant,
        owed: grant.owed.filter((one) => one !== agency),
        reviews: [...grant.reviews, { agency, at, by, finding, comment }],
      }),
      ...{ create: [], remove: [keys.review(caseId, n, agency)] },
    });
    return answerOf(written, n, caller, agencies, at);
  }

  /** A case for somebody who sees none without an access, and the agencies that judge it. @throws ApiFault 404 */
  async #unseen(caseId: string): Promise<{ item: CaseItem; agencies: readonly string[] }> {
    const item = await this.#cases.case(caseId);
    if (item === null) throw new ApiFault(404, 'case-unknown', `There is no case "${caseId}".`);
    return { item, agencies: [...new Set(item.packs.flatMap((pack) => this.#rulesFor(pack).agencies))] };
  }

  async #write(item: CaseItem, at: string, { type, data, grants, create, remove }: Change): Promise<CaseItem> {
    const head = { seq: item.lastSeq, hash: item.lastHash };
    const event = nextEvent(head, { caseId: item.caseId, at, type, data }, await this.#readers.heads(item.caseId));
    const summary = { emergencies: [...grants] };
    return this.#cases.commit(item, { summary, events: [event], create, replace: [], remove });
  }

  /** The first standard under which an agency judges a case. */
  #standardOf({ caseId, packs }: CaseItem, agency: string): string {
    const pack = packs.find((one) => this.#rulesFor(one).agencies.includes(agency));
    if (pack === undefined) throw new TypeError(`${agency} judges case ${caseId} under none of ${packs.join(', ')}`);
    return pack;
  }

  #dutyOf(item: CaseItem, agency: string, at: string): DutyItem {
    const { caseId, vendor, model, openedAt, standings } = item;
    const pack = this.#standardOf(item, agency);
    const rules = this.#rulesFor(pack);
    const due = rules.calendar.addBusinessDays(today(rules, at), REVIEW_DAYS);
    const { stage = 'decided', tier = null } = standings[pack] ?? {};
    return {
      ...{ caseId, pack, agency, due, stage, vendor, model, tier },
      duties: [{ what: 'emergency_review', due }],
      blockers: 0,
      points: 0,
      openedOn: openedAt,
    };
  }
}

function answerOf(
  item: CaseItem,
  n: number,
  caller: Caller,
  agencies: readonly string[],
  at: string,
): BreakGlassAnswer {
  return { access: grantView(grantOf(item, n), caller, { vendor: item.vendor, agencies }, at), lastSeq: item.lastSeq };
}

function noRoom({ caseId, emergencies = [] }: CaseItem): ApiFault {
  const owed = [...new Set(emergencies.flatMap((grant) => grant.owed))];
  const cure =
    owed.length === 0
      ? 'What has to be read is for those to read who have a part in it.'
      : `Reviews are owed by ${owed.join(', ')}: with each that is written there is room again.`;
  return new ApiFault(
    409,
    'emergencies-full',
    `Case ${caseId} has had ${emergencies.length} emergency accesses, and takes no other now. ${cure}`,
  );
}

/** @throws ApiFault 404 */
function grantOf({ caseId, emergencies = [] }: CaseItem, n: number): Grant {
  const grant = emergencies.find((one) => one.n === n);
  if (grant !== undefined) return grant;
  throw new ApiFault(
    404,
    'emergency-unknown',
    `Case ${caseId} has no emergency access ${n}; it has had ${emergencies.length}.`,
  );
}

const replaced = ({ emergencies = [] }: CaseItem, grant: Grant): Grant[] =>
  emergencies.map((one) => (one.n === grant.n ? grant : one));

/** Somebody of the vendor ends and reviews nothing of its case, whatever else they are. @throws ApiFault 403 */
function refuseOwn(caller: Caller, { vendor }: CaseItem): void {
  if (rolesOfCaller(caller).some((role) => role.role === 'vendor' && role.vendor === vendor))
    throw new ApiFault(
      403,
      'own-case',
      `You act for ${vendor}, whose case this is; you do not judge what is read of it.`,
    );
}

/** The agency for which somebody reviews. @throws ApiFault 403 where they are of none that owes it, 400 where it has to be named */
function agencyFor(caller: Caller, grant: Grant, named: string | undefined): string {
  const may = [
    ...reviewsFor(caller, grant),
    ...reviewsFor(caller, { ...grant, owed: grant.reviews.map(({ agency }) => agency) }),
  ];
  const [first, ...others] = named === undefined ? may : may.filter((agency) => agency === named);
  if (first === undefined)
    throw new ApiFault(
      403,
      'role-refused',
      `Emergency access ${grant.n} is reviewed by reviewers and principals of the agencies of the case; you are ${rolesOfCaller(caller).map(groupOf).join(', ')}.`,
    );
  if (others.length > 0)
    throw new ApiFault(400, 'agency-ambiguous', `You are of several agencies; name one: ${may.join(', ')}.`);
  return first;
}
