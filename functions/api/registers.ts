import * as z from 'zod';
import { published } from '#core/adjudication/register/published.ts';
import { type RegisterStatistics, statisticsOf } from '#core/adjudication/register/statistics.ts';
import type { PublicPageQuery, StatisticsQuery } from '#core/api/queries.ts';
import type { RegisterList } from '#core/api/register-wire.ts';
import type { RegisterTable } from '../shared/table/register-table.ts';
import { cursorOf } from './cursor.ts';
import { knownStandard } from './known-standard.ts';

const PAGE = 100;

/** How long statistics are good for: whoever asks needs no token, and each time all entries are read. */
const FRESH_MS = 60_000;

const cursor = cursorOf(z.object({ SK: z.string().regex(/^\d{4}-\d{2}#[0-9a-f]{32}$/) }));

/** The register of decisions, for everybody. */
export class Registers {
  readonly #table: RegisterTable;
  readonly #standards: () => readonly string[];
  readonly #kept = new Map<string, { until: number; statistics: Promise<RegisterStatistics> }>();

  constructor(table: RegisterTable, standards: () => readonly string[]) {
    this.#table = table;
    this.#standards = standards;
  }

  /** @throws ApiFault 400 without a standard, 404 for one that there is not */
  async page({ standard: asked, start }: z.infer<typeof PublicPageQuery>): Promise<RegisterList> {
    const standard = knownStandard(asked, this.#standards());
    const from = start === undefined ? undefined : cursor.decode(start).SK;
    const { items: entries, next } = await this.#table.under(standard, PAGE, from);
    return { standard, entries: entries.map(published), next: next === null ? null : cursor.encode({ SK: next }) };
  }

  /** At most a minute old. @throws ApiFault 400 without a standard, 404 for one that there is not */
  statistics({ standard: asked }: z.infer<typeof StatisticsQuery>): Promise<RegisterStatistics> {
    const standard = knownStandard(asked, this.#standards());
    const kept = this.#kept.get(standard);
    if (kept !== undefined && kept.until > Date.now()) return kept.statistics;
    const statistics = this.#table.all(standard).then((entries) => statisticsOf(standard, entries));
    statistics.catch(() => this.#kept.delete(standard));
    this.#kept.set(standard, { until: Date.now() + FRESH_MS, statistics });
    return statistics;
  }
}
