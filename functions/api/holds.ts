import { type Hold, holdOn, KEPT, underWay } from '#core/adjudication/retention/retention.ts';
import type { HoldAnswer, HoldRequest } from '#core/api/holds.ts';
import { type Caller, idOf, rolesOfCaller } from '#core/api/people.ts';
import { nextEvent } from '#core/attestation/event-chain.ts';
import type { AccessTable } from '../shared/table/access-table.ts';
import { CaseChangedError, type CaseTable } from '../shared/table/case-table.ts';
import type { CaseItem } from '../shared/table/items.ts';
import { whileChanged } from '../shared/while-changed.ts';
import { ApiFault } from './api-fault.ts';
import type { CaseFinder } from './case-finder.ts';

/** Legal holds on cases, of whatever stage. */
export class Holds {
  readonly #cases: CaseTable;
  readonly #finder: Pick<CaseFinder, 'find'>;
  readonly #ledger: Pick<AccessTable, 'heads'>;

  constructor(cases: CaseTable, finder: Pick<CaseFinder, 'find'>, ledger: Pick<AccessTable, 'heads'>) {
    this.#cases = cases;
    this.#finder = finder;
    this.#ledger = ledger;
  }

  /**
   * Places or lifts a hold, as the coordinator. What is as asked for already stays as it is. The event says why and names nobody: the vendor
   * reads it; who it was stands in the case.
   * @throws ApiFault 403 for others and for who acts for the vendor, 404 for an unknown case, 409 where there is nothing to hold or to lift
   */
  async change(caller: Caller, caseId: string, request: HoldRequest): Promise<HoldAnswer> {
    return whileChanged(CaseChangedError, async () => {
      const { item } = await this.#finder.find(caller, caseId);
      requireCoordinator(caller, item.vendor);
      const { retention = KEPT } = item;
      const on = holdOn(retention);
      if (request.do === 'place' ? on !== null : on === null) return answerOf(item);
      if (request.do === 'place' && underWay(retention) !== null)
        throw new ApiFault(
          409,
          'destruction-begun',
          `What was kept of case ${caseId} is being destroyed; see its log.`,
        );
      const at = new Date().toISOString();
      const act = { at, by: idOf(caller), reason: request.reason };
      const holds: Hold[] =
        on === null
          ? [...retention.holds, { placed: act, lifted: null }]
          : retention.holds.with(-1, { ...on, lifted: act });
      const event = nextEvent(
        { seq: item.lastSeq, hash: item.lastHash },
        {
          ...{ caseId, at, type: request.do === 'place' ? 'hold_placed' : 'hold_lifted' },
          data: { reason: request.reason },
        },
        await this.#ledger.heads(caseId),
      );
      const summary = { retention: { ...retention, holds } };
      return answerOf(
        await this.#cases.commit(item, { summary, events: [event], create: [], replace: [], remove: [] }),
      );
    });
  }
}

function requireCoordinator(caller: Caller, vendor: string): void {
  const roles = rolesOfCaller(caller);
  if (!roles.some(({ role }) => role === 'coordinator'))
    throw new ApiFault(403, 'role-refused', 'A legal hold is placed and lifted by the coordinator.');
  if (roles.some((role) => role.role === 'vendor' && role.vendor === vendor))
    throw new ApiFault(403, 'own-case', `You act for ${vendor}, whose case this is; you hold nothing of it.`);
}

function answerOf({ retention = KEPT, lastSeq }: CaseItem): HoldAnswer {
  const on = holdOn(retention);
  return { hold: on === null ? null : { since: on.placed.at, reason: on.placed.reason }, lastSeq };
}
