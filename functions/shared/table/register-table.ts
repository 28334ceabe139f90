import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { RegisterEntry } from '#core/adjudication/register/entry.ts';
import { keys } from './items.ts';
import { newestFirst, type Page } from './newest-first.ts';

/** What was decided, for the public. An entry is written with the decision, by the function that writes the case. */
export class RegisterTable {
  readonly #db: DynamoDBDocumentClient;
  readonly #table: string;

  constructor(db: DynamoDBDocumentClient, table: string) {
    this.#db = db;
    this.#table = table;
  }

  /** Entries under a standard, newest month first; `start` is the sort key after which a page begins. */
  under(standard: string, limit?: number, start?: string): Promise<Page<RegisterEntry>> {
    return newestFirst(this.#db, this.#table, keys.register(standard).PK, RegisterEntry, { limit, start });
  }

  /** All entries under a standard: some thousand fit into one request. */
  async all(standard: string): Promise<RegisterEntry[]> {
    const all: RegisterEntry[] = [];
    for (let start: string | null | undefined; start !== null; ) {
      const page: Page<RegisterEntry> = await this.under(standard, undefined, start);
      all.push(...page.items);
      start = page.next;
    }
    return all;
  }
}
