import { TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import { type DynamoDBDocumentClient, GetCommand, QueryCommand, TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import type * as z from 'zod';
import { type CaseEvent, nextEvent } from '#core/attestation/event-chain.ts';
import { CaseItem, ClientItem, DutyItem, keys, ProcedureItem, VerdictItem } from './items.ts';
import { type Key, readAll, readStored, toStored } from './stored-item.ts';

/** Another writer changed the case between the read and the write; what was decided on the old one is decided anew. */
export class CaseChangedError extends Error {
  override readonly name = 'CaseChangedError';
}

/** What a change writes besides the summary of its case. */
export interface CaseWrite {
  /** What of the summary changes. */
  readonly summary: Partial<Omit<CaseItem, 'caseId' | 'version' | 'lastSeq' | 'lastHash'>>;
  readonly events: readonly CaseEvent[];
  /** Items that nobody wrote before. */
  readonly create: readonly { readonly key: Key; readonly item: object }[];
  /** Items that take the place of those of the same key; the version of the case guards them. */
  readonly replace: readonly { readonly key: Key; readonly item: object }[];
  readonly remove: readonly Key[];
}

const absent = 'attribute_not_exists(PK)';

/** What the sort keys of procedures and of verdicts begin with. */
const PROCEDURE = 'PROCEDURE#';
const VERDICT = 'VERDICT#';

/** Whether a transaction was refused for one of these reasons. */
function refusedFor(error: unknown, ...codes: ('ConditionalCheckFailed' | 'TransactionConflict')[]): boolean {
  return (
    error instanceof TransactionCanceledException &&
    (error.CancellationReasons ?? []).some(({ Code }) => codes.some((code) => code === Code))
  );
}

/** Reads and writes cases. Facts that must agree are written in one transaction, and every write is conditional. */
export class CaseTable {
  readonly #db: DynamoDBDocumentClient;
  readonly #table: string;

  constructor(db: DynamoDBDocumentClient, table: string) {
    this.#db = db;
    this.#table = table;
  }

  /**
   * Opens a case with its first event. Answers false, and changes nothing, where it is open already. Where another is writing it at this
   * moment it fails, since that one may fail too.
   */
  async open(summary: Omit<CaseItem, 'version' | 'lastSeq' | 'lastHash'>, data: CaseEvent['data']): Promise<boolean> {
    const event = nextEvent(null, { caseId: summary.caseId, type: 'opened', at: summary.openedAt, data });
    const item: CaseItem = { ...summary, version: 1, lastSeq: event.seq, lastHash: event.hash };
    try {
      await this.#transact([
        this.#create(keys.case(item.caseId), item),
        this.#create(keys.event(item.caseId, 0), event),
      ]);
      return true;
    } catch (error) {
      if (refusedFor(error, 'ConditionalCheckFailed')) return false;
      throw error;
    }
  }

  /**
   * Writes a change of a case: its summary, its next events and the items that have to agree with them, all or nothing.
   * @throws CaseChangedError where another writer changed the case since `current` was read
   */
  async commit(current: CaseItem, { summary, events, create, replace, remove }: CaseWrite): Promise<CaseItem> {
    const last = events.at(-1);
    const item: CaseItem = {
      ...current,
      ...summary,
      version: current.version + 1,
      lastSeq: last?.seq ?? current.lastSeq,
      lastHash: last?.hash ?? current.lastHash,
    };
    try {
      await this.#transact([
        {
          Put: {
            TableName: this.#table,
            Item: toStored(keys.case(item.caseId), item),
            ConditionExpression: '#version = :version',
            ExpressionAttributeNames: { '#version': 'version' },
            ExpressionAttributeValues: { ':version': current.version },
          },
        },
        ...events.map((event) => this.#create(keys.event(item.caseId, event.seq), event)),
        ...create.map((one) => this.#create(one.key, one.item)),
        ...replace.map((one) => ({ Put: { TableName: this.#table, Item: toStored(one.key, one.item) } })),
        ...remove.map((key) => ({ Delete: { TableName: this.#table, Key: key } })),
      ]);
      return item;
    } catch (error) {
      if (!refusedFor(error, 'ConditionalCheckFailed', 'TransactionConflict')) throw error;
      throw new CaseChangedError(`case ${item.caseId} changed since version ${current.version} was read`, {
        cause: error,
      });
    }
  }

  /** The summary of a case; null where there is none. */
  case(caseId: string): Promise<CaseItem | null> {
    return this.#get(keys.case(caseId), CaseItem);
  }

  /** Verdict `n` of a case under a pack (`id/version`); null where there is none. */
  verdict(caseId: string, pack: string, n: number): Promise<VerdictItem | null> {
    return this.#get(keys.verdict(caseId, pack, n), VerdictItem);
  }

  /** The latest verdict of a case under each of its packs, the one that gives its outcome first; none before it is decided. */
  async verdicts({ caseId, packs, standings }: CaseItem): Promise<VerdictItem[]> {
    const found = await Promise.all(packs.map((pack) => this.verdict(caseId, pack, standings[pack]?.verdict ?? 1)));
    return found.filter((verdict) => verdict !== null);
  }

  /** The procedure of a case under a pack; null where there is none. */
  procedure(caseId: string, pack: string): Promise<ProcedureItem | null> {
    return this.#get(keys.procedure(caseId, pack), ProcedureItem);
  }

  /** The vendor that a client of the API acts for; null where the client is not registered. */
  async vendorOf(clientId: string): Promise<string | null> {
    return (await this.#get(keys.client(clientId), ClientItem))?.vendor ?? null;
  }

  /** A vendor's cases, newest first; `start` continues a page. */
  async casesOf(vendor: string, limit: number, start?: Cursor): Promise<{ cases: CaseItem[]; next: Cursor | null }> {
    const { items, next } = await this.#query({
      IndexName: 'byVendor',
      KeyConditionExpression: 'vendor = :vendor',
      ExpressionAttributeValues: { ':vendor': vendor },
      ScanIndexForward: false,
      Limit: limit,
      ExclusiveStartKey: start,
    });
    return { cases: readAll(CaseItem, items), next };
  }

  /** All decided cases as the index has them, which may be a moment behind, earliest opened first. */
  async *decided(): AsyncGenerator<CaseItem> {
    let start: Cursor | undefined;
    do {
      const { items, next } = await this.#query({
        IndexName: 'byStatus',
        KeyConditionExpression: '#status = :decided',
        FilterExpression: 'SK = :case',
        ExpressionAttributeNames: { '#status': 'status' },
        ExpressionAttributeValues: { ':decided': 'decided' satisfies CaseItem['status'], ':case': 'CASE' },
        ExclusiveStartKey: start,
      });
      yield* readAll(CaseItem, items);
      start = next ?? undefined;
    } while (start !== undefined);
  }

  /** What a party owes over all cases, earliest due date first; `start` continues a page. */
  async duties(party: string, limit: number, start?: Cursor): Promise<{ duties: DutyItem[]; next: Cursor | null }> {
    const { items, next } = await this.#query({
      IndexName: 'byAgency',
      KeyConditionExpression: 'agency = :party',
      ExpressionAttributeValues: { ':party': party },
      Limit: limit,
      ExclusiveStartKey: start,
    });
    return { duties: readAll(DutyItem, items), next };
  }

  /** The items of a case whose sort key has a prefix, in the order of their keys. */
  async items<S extends z.ZodType<object>>(caseId: string, prefix: string, schema: S): Promise<z.infer<S>[]> {
    const found = await this.#all({
      KeyConditionExpression: 'PK = :case AND begins_with(SK, :prefix)',
      ExpressionAttributeValues: { ':case': keys.case(caseId).PK, ':prefix': prefix },
    });
    return readAll(schema, found);
  }

  /** The procedures of a case under its packs, in their order; none before it is decided. */
  async procedures({ caseId, packs }: Pick<CaseItem, 'caseId' | 'packs'>): Promise<ProcedureItem[]> {
    if (packs.length === 0) return [];
    const found = await this.items(caseId, PROCEDURE, ProcedureItem);
    return packs.flatMap((pack) => found.find((item) => item.pack === pack) ?? []);
  }

  /**
   * How a case stands under each of its packs, in their order: its procedures and the verdicts that stand. Both are beside each other in
   * the partition, so that this is one request, however many packs there are.
   */
  async standing({ caseId, packs, standings }: CaseItem): Promise<{
    procedures: ProcedureItem[];
    verdicts: VerdictItem[];
  }> {
    if (packs.length === 0) return { procedures: [], verdicts: [] };
    const found = await this.#all({
      KeyConditionExpression: 'PK = :case AND SK BETWEEN :first AND :last',
      ExpressionAttributeValues: { ':case': keys.case(caseId).PK, ':first': PROCEDURE, ':last': `${VERDICT}~` },
    });
    const items = new Map(found.map((item) => [String(item.SK), item]));
    const listed = <S extends z.ZodType<object>>(schema: S, keyUnder: (pack: string) => Key): z.infer<S>[] =>
      packs.flatMap((pack) => {
        const item = items.get(keyUnder(pack).SK);
        return item === undefined ? [] : [readStored(schema, keyUnder(pack), item)];
      });
    return {
      procedures: listed(ProcedureItem, (pack) => keys.procedure(caseId, pack)),
      verdicts: listed(VerdictItem, (pack) => keys.verdict(caseId, pack, standings[pack]?.verdict ?? 1)),
    };
  }

  #create(key: Key, item: object) {
    return { Put: { TableName: this.#table, Item: toStored(key, item), ConditionExpression: absent } };
  }

  async #transact(items: TransactItems): Promise<void> {
    await this.#db.send(new TransactWriteCommand({ TransactItems: items }));
  }

  async #get<S extends z.ZodType<object>>(key: Key, schema: S): Promise<z.infer<S> | null> {
    const { Item } = await this.#db.send(new GetCommand({ TableName: this.#table, Key: key, ConsistentRead: true }));
    return Item === undefined ? null : readStored(schema, key, Item);
  }

  /** All pages of a query of the table itself. */
  async #all(input: Omit<QueryInput, 'TableName'>): Promise<Record<string, unknown>[]> {
    const all: Record<string, unknown>[] = [];
    let start: Cursor | undefined;
    do {
      const { items, next } = await this.#query({ ...input, ConsistentRead: true, ExclusiveStartKey: start });
      all.push(...items);
      start = next ?? undefined;
    } while (start !== undefined);
    return all;
  }

  async #query(input: Omit<QueryInput, 'TableName'>) {
    const { Items = [], LastEvaluatedKey } = await this.#db.send(
      new QueryCommand({ TableName: this.#table, ...input }),
    );
    return { items: Items, next: LastEvaluatedKey ?? null };
  }
}

type Cursor = Record<string, unknown>;
type QueryInput = ConstructorParameters<typeof QueryCommand>[0];
type TransactItems = NonNullable<ConstructorParameters<typeof TransactWriteCommand>[0]['TransactItems']>;
