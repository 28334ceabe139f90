import type { CaseRules } from '#core/adjudication/case/rules.ts';
import { mayBreakGlass } from '#core/api/break-glass.ts';
import type { Caller } from '#core/api/people.ts';
import { type Sight, sightAt } from '#core/api/sight.ts';
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
  /** Those that judge it under the standards that the caller sees. */
  readonly agencies: readonly string[];
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
        : sightAt(
            caller,
            {
              vendor: item.vendor,
              standards: item.packs.map((name) => ({
                name,
                agencies: this.#rulesFor(name).agencies,
                panel: procedures.find(({ pack }) => pack === name)?.state.appeal?.panel.map(({ id }) => id) ?? [],
              })),
            },
            item.emergencies ?? [],
            new Date().toISOString(),
          );
    if (item === null || sight === null)
      throw new ApiFault(
        404,
        'case-unknown',
        `There is no case "${caseId}" for you. ${
          mayBreakGlass(caller)
            ? 'You read a case while an emergency access of yours to it is open ("countersign break-glass"); none is.'
            : 'A case opens within seconds of its upload, and agencies see it once its checks are decided.'
        }`,
      );
    const agencies = [...new Set([...sight.standards.keys()].flatMap((name) => this.#rulesFor(name).agencies))];
    return { item, procedures, verdicts, sight, agencies };
  }
}
