import { deadlinesOf } from '#core/adjudication/case/clocks.ts';
import { stateAt } from '#core/adjudication/case/history.ts';
import type { CaseRules } from '#core/adjudication/case/rules.ts';
import type { CaseState } from '#core/adjudication/case/state.ts';
import type { DueDate } from '#core/notices/calendar-file.ts';

/** Where a case stands under each of its standards. */
export type FindStates<Caller> = (
  caller: Caller,
  caseId: string,
) => Promise<readonly { readonly pack: string; readonly state: CaseState }[]>;

/** What is owed in a case, under all of its standards, for those who may see the case. */
export class DueDates<Caller> {
  readonly #find: FindStates<Caller>;
  readonly #rulesFor: (pack: string) => CaseRules;

  /** @param find throws ApiFault 404 for a case that the caller may not see */
  constructor(find: FindStates<Caller>, rulesFor: (pack: string) => CaseRules) {
    this.#find = find;
    this.#rulesFor = rulesFor;
  }

  /** Earliest first, as the case stands at an instant (ISO 8601). @throws ApiFault 404 */
  async of(caller: Caller, caseId: string, at: string): Promise<DueDate[]> {
    const procedures = await this.#find(caller, caseId);
    return procedures
      .flatMap(({ pack, state }) => {
        const rules = this.#rulesFor(pack);
        return deadlinesOf(rules, stateAt(rules, state, at)).map((deadline) => ({ standard: pack, ...deadline }));
      })
      .toSorted((a, b) => (a.due < b.due ? -1 : a.due > b.due ? 1 : 0));
  }
}
