import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { Precedent } from '#core/adjudication/precedents/precedent.ts';
import { keys } from './items.ts';
import { newestFirst, type Page } from './newest-first.ts';

/** What appeal panels have decided. A precedent is written with the decision, by the function that writes the case. */
export class PrecedentTable {
  readonly #db: DynamoDBDocumentClient;
  readonly #table: string;

  constructor(db: DynamoDBDocumentClient, table: string) {
    this.#db = db;
    this.#table = table;
  }

  /** Precedents under a standard, newest first; `start` is the sort key after which a page begins. */
  under(standard: string, limit: number, start?: string): Promise<Page<Precedent>> {
    return newestFirst(this.#db, this.#table, keys.precedents(standard).PK, Precedent, { limit, start });
  }
}
