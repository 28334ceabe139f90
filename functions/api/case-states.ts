import { type DynamoDBDocumentClient, paginateQuery } from '@aws-sdk/lib-dynamodb';
import { fromLog, replay } from '#core/adjudication/case/log.ts';
import type { CaseState } from '#core/adjudication/case/state.ts';
import { CaseEvent } from '#core/attestation/event-chain.ts';
import type { CaseTable } from '../shared/table/case-table.ts';
import { keys } from '../shared/table/items.ts';
import { ApiFault } from './api-fault.ts';
import type { NoticeCaller } from './notice-caller.ts';

/** Where cases of a vendor stand under each of their standards, out of their logs. */
export class CaseStates {
  readonly #cases: Pick<CaseTable, 'case'>;
  readonly #db: DynamoDBDocumentClient;
  readonly #table: string;

  constructor(cases: Pick<CaseTable, 'case'>, db: DynamoDBDocumentClient, table: string) {
    this.#cases = cases;
    this.#db = db;
    this.#table = table;
  }

  /** None before people have to do with the case. @throws ApiFault 404 */
  async of(caller: NoticeCaller, caseId: string): Promise<{ pack: string; state: CaseState }[]> {
    const item = await this.#cases.case(caseId);
    if (item === null || caller.kind !== 'client' || item.vendor !== caller.vendor)
      throw new ApiFault(404, 'case-unknown', `There is no case "${caseId}" of yours.`);
    const events = await this.#events(caseId);
    return item.packs.flatMap((pack) => {
      const state = replay(fromLog(events, pack.replace('/', '@')));
      return state === null ? [] : [{ pack, state }];
    });
  }

  async #events(caseId: string): Promise<CaseEvent[]> {
    const events: CaseEvent[] = [];
    const query = {
      TableName: this.#table,
      KeyConditionExpression: 'PK = :case AND begins_with(SK, :event)',
      ExpressionAttributeValues: { ':case': keys.case(caseId).PK, ':event': 'EVENT#' },
    };
    for await (const { Items = [] } of paginateQuery({ client: this.#db }, query))
      events.push(...Items.map((item) => CaseEvent.parse(item)));
    return events;
  }
}
