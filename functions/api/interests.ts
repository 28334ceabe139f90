import type { CaseTable } from '../shared/table/case-table.ts';

const PAGE = 100;

/** Which companies have cases that are not over. */
export class Interests {
  readonly #cases: Pick<CaseTable, 'casesOf'>;

  constructor(cases: Pick<CaseTable, 'casesOf'>) {
    this.#cases = cases;
  }

  /**
   * Why an organisation has a stake in a standard: an open case of its under any version of it. A case whose checks are not done counts, for nobody
   * has said yet under which standards it is judged. Null where it has none; a company that submits under another id than it votes is told
   * apart by nobody, so that the operator gives both one id.
   */
  async of(organisation: string, standard: string): Promise<string | null> {
    let start: Record<string, unknown> | undefined;
    do {
      const { cases, next } = await this.#cases.casesOf(organisation, PAGE, start);
      const open = cases.some(
        ({ status, packs }) =>
          status !== 'decided' && (packs.length === 0 || packs.some((pack) => pack.startsWith(`${standard}/`))),
      );
      if (open) return `It has a case under ${standard} that is not decided.`;
      start = next ?? undefined;
    } while (start !== undefined);
    return null;
  }
}
