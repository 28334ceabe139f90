import type { CaseRules } from '#core/adjudication/case/rules.ts';
import type { Caller } from '#core/api/people.ts';
import { type Sight, sightOf } from '#core/api/sight.ts';
import type { CaseTable } from '../shared/table/case-table.ts';
import type { CaseItem, ProcedureItem, VerdictItem } from '../shared/table/items.ts';
import { ApiFault } from './api-fault.ts';

/** A case that the caller may see, and how much of it. */
export interface FoundCase {
  readonly item: CaseItem;
  readonly procedures: readonly ProcedureItem[];
  /** Those that stand, under each of its packs. */
  readonly verdicts: readonly VerdictItem[];
  readonly sight: Sight;
}

const NOTHING = { procedures: [], verdicts: [] };

/** Finds cases for callers; one that somebody may not see is as unknown as one that does not exist. */
export class CaseFinder {
  readonly #cases: CaseTable;
  readonly #rulesFor: (pack: string) => CaseRules;

  constructor(cases: CaseTable, rulesFor: (pack: string) => CaseRules) {
    this.#cases = cases;
    this.#rulesFor = rulesFor;
  }

  /** @throws ApiFault 404 */
  async find(caller: Caller, caseId: string): Promise<FoundCase> {
    const item = await this.#cases.case(caseId);
    const { procedures, verdicts } = item === null ? NOTHING : await this.#cases.standing(item);
    const sight =
      item === null
        ? null
        : sightOf(caller, {
            vendor: item.vendor,
            standards: item.packs.map((name) => ({
              name,
              agencies: this.#rulesFor(name).agencies,
              panel: procedures.find(({ pack }) => pack === name)?.state.appeal?.panel.map(({ id }) => id) ?? [],
            })),
          });
    if (item === null || sight === null)
      throw new ApiFault(
        404,
        'case-unknown',
        `There is no case "${caseId}" for you. A case opens within seconds of its upload, and agencies see it once its checks are decided.`,
      );
    return { item, procedures, verdicts, sight };
  }
}
