import * as z from 'zod';
import { type CaseRules, today } from '#core/adjudication/case/rules.ts';
import { COORDINATOR, panelParty, vendorParty } from '#core/adjudication/procedure/owed.ts';
import { type Caller, type PersonRole, rolesOfCaller } from '#core/api/people.ts';
import type { Queue, QueueEntry } from '#core/api/procedure-wire.ts';
import type { CaseTable } from '../shared/table/case-table.ts';
import type { DutyItem } from '../shared/table/items.ts';
import { ApiFault } from './api-fault.ts';
import { cursorOf } from './cursor.ts';

const PAGE = 50;

/** The key of the index `byAgency`. */
const cursor = cursorOf(z.object({ PK: z.string(), SK: z.string(), agency: z.string(), due: z.string() }));

/** What is owed, over all cases: an agency's queue, the coordinator's, a panelist's, a vendor's. */
export class Queues {
  readonly #cases: Pick<CaseTable, 'duties'>;
  readonly #rulesFor: (pack: string) => CaseRules;

  constructor(cases: Pick<CaseTable, 'duties'>, rulesFor: (pack: string) => CaseRules) {
    this.#cases = cases;
    this.#rulesFor = rulesFor;
  }

  /**
   * One page of a party's queue; without a party, the only one of the caller's.
   * @throws ApiFault 403 where the caller is not of that party, 400 where it is of several and names none
   */
  async page(caller: Caller, asked?: string, start?: string): Promise<Queue> {
    const parties = [...new Set(rolesOfCaller(caller).flatMap((role) => partyOf(caller, role)))];
    const party = asked ?? (parties.length === 1 ? parties[0] : undefined);
    if (party === undefined && parties.length > 1)
      throw new ApiFault(400, 'party-ambiguous', `You have several queues; name one of ${parties.join(', ')}.`);
    if (party === undefined || !parties.includes(party))
      throw new ApiFault(
        403,
        'queue-refused',
        `${asked === undefined ? 'You have no queue' : `The queue "${asked}" is not yours`}${parties.length > 0 ? `; yours are ${parties.join(', ')}` : ''}.`,
      );
    const from = start === undefined ? undefined : cursor.decode(start);
    if (from !== undefined && from.agency !== party)
      throw new ApiFault(400, 'start-invalid', '"start" is of another queue.');
    const now = new Date().toISOString();
    const { duties, next } = await this.#cases.duties(party, PAGE, from);
    return {
      party,
      entries: duties.map((duty) => this.#entryOf(duty, now)),
      next: next === null ? null : cursor.encode(next),
    };
  }

  #entryOf({ pack, agency, openedOn, ...duty }: DutyItem, now: string): QueueEntry {
    const rules = this.#rulesFor(pack);
    return {
      ...duty,
      standard: pack,
      party: agency,
      openedAt: openedOn,
      today: today(rules, now),
      timeZone: rules.calendar.data.timeZone,
    };
  }
}

function partyOf(caller: Caller, role: PersonRole): string[] {
  if ('agency' in role) return [role.agency];
  if ('vendor' in role) return [vendorParty(role.vendor)];
  if (role.role === 'coordinator') return [COORDINATOR];
  return role.role === 'panelist' && caller.kind === 'person' ? [panelParty(caller.id)] : [];
}
