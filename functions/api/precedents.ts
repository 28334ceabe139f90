import * as z from 'zod';
import type { PrecedentList } from '#core/api/precedents-wire.ts';
import type { PublicPageQuery } from '#core/api/queries.ts';
import type { PrecedentTable } from '../shared/table/precedent-table.ts';
import { cursorOf } from './cursor.ts';
import { knownStandard } from './known-standard.ts';

const PAGE = 50;

const cursor = cursorOf(z.object({ SK: z.string().regex(/^\d{4}-\d{2}-\d{2}#[0-9a-f]{32}$/) }));

/** What appeal panels have decided, for everybody. */
export class Precedents {
  readonly #table: PrecedentTable;
  readonly #standards: () => readonly string[];

  constructor(table: PrecedentTable, standards: () => readonly string[]) {
    this.#table = table;
    this.#standards = standards;
  }

  /** @throws ApiFault 400 without a standard, 404 for one that there is not */
  async page({ standard: asked, start }: z.infer<typeof PublicPageQuery>): Promise<PrecedentList> {
    const standard = knownStandard(asked, this.#standards());
    const from = start === undefined ? undefined : cursor.decode(start).SK;
    const { items: precedents, next } = await this.#table.under(standard, PAGE, from);
    return { standard, precedents, next: next === null ? null : cursor.encode({ SK: next }) };
  }
}
