import { deadlinesOf } from '#core/adjudication/case/clocks.ts';
import { stateAt } from '#core/adjudication/case/history.ts';
import type { CaseRules } from '#core/adjudication/case/rules.ts';
import type { Caller } from '#core/api/people.ts';
import type { Sight } from '#core/api/sight.ts';
import type { DueDate } from '#core/notices/calendar-file.ts';
import type { ProcedureItem } from '../shared/table/items.ts';

/** Finds the procedures of a case, and what of them a caller may see; `CaseFinder` does. */
export interface SeenProcedures {
  find(
    caller: Caller,
    caseId: string,
  ): Promise<{
    readonly procedures: readonly Pick<ProcedureItem, 'pack' | 'state'>[];
    readonly sight: Pick<Sight, 'standards'>;
  }>;
}

/** What is owed in a case, under the standards of which the caller may see the procedure. */
export class DueDates {
  readonly #finder: SeenProcedures;
  readonly #rulesFor: (pack: string) => CaseRules;

  constructor(finder: SeenProcedures, rulesFor: (pack: string) => CaseRules) {
    this.#finder = finder;
    this.#rulesFor = rulesFor;
  }

  /** Earliest first, as the case stands at an instant (ISO 8601). @throws ApiFault 404 */
  async of(caller: Caller, caseId: string, at: string): Promise<DueDate[]> {
    const { procedures, sight } = await this.#finder.find(caller, caseId);
    return procedures
      .filter(({ pack }) => sight.standards.has(pack))
      .flatMap(({ pack, state }) => {
        const rules = this.#rulesFor(pack);
        return deadlinesOf(rules, stateAt(rules, state, at)).map((deadline) => ({ standard: pack, ...deadline }));
      })
      .toSorted((a, b) => (a.due < b.due ? -1 : a.due > b.due ? 1 : 0));
  }
}
