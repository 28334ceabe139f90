import { ConditionalCheckFailedException, TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import {
  DeleteCommand,
  DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  QueryCommand,
  TransactWriteCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';

export type Item = Record<string, unknown>;
type Key = { PK: string; SK: string };
type Values = Record<string, unknown>;
interface Conditional {
  ConditionExpression?: string;
  ExpressionAttributeValues?: Values;
}
type Put = Conditional & { Item: Item & Key };
type Delete = Conditional & { Key: Key };
interface Update {
  Key: Key;
  UpdateExpression: string;
  ExpressionAttributeValues: Values;
}
interface Query {
  IndexName?: string;
  KeyConditionExpression: string;
  ExpressionAttributeValues: Values;
  ScanIndexForward?: boolean;
  Limit?: number;
  ExclusiveStartKey?: Item;
}

/** As many as DynamoDB takes in one transaction, and as long as it takes a sort key (bytes). */
const MOST_ITEMS = 100;
const LONGEST_KEY = 1024;
const INDEXES: Readonly<Record<string, readonly [string, string]>> = {
  byVendor: ['vendor', 'openedAt'],
  byAgency: ['agency', 'due'],
  byStatus: ['status', 'openedAt'],
};

/** A table in memory in the place of DynamoDB: as far as the functions use it, with its conditions and its limits. */
export class InMemoryTable {
  readonly items = new Map<string, Item>();
  readonly client = mockClient(DynamoDBDocumentClient);
  /** Done once before the next write: another writer who comes first. */
  interloper: (() => Promise<unknown>) | null = null;

  constructor() {
    this.client.on(GetCommand).callsFake(({ Key }: { Key: Key }) => ({ Item: this.at(Key) }));
    this.client.on(PutCommand).callsFake((put: Put) => this.#alone(put, put.Item, () => this.#put(put.Item)));
    this.client.on(DeleteCommand).callsFake((one: Delete) => this.#alone(one, one.Key, () => this.#remove(one.Key)));
    this.client.on(UpdateCommand).callsFake((update: Update) => this.#add(update));
    this.client.on(QueryCommand).callsFake((query: Query) => this.#query(query));
    this.client
      .on(TransactWriteCommand)
      .callsFake(async ({ TransactItems }: { TransactItems: { Put?: Put; Delete?: Delete }[] }) => {
        const first = this.interloper;
        this.interloper = null;
        await first?.();
        return this.#transact(TransactItems);
      });
  }

  at({ PK, SK }: Key): Item | undefined {
    return structuredClone(this.items.get(`${PK} ${SK}`));
  }

  /** The items of a partition whose sort key begins with a prefix, in order. */
  of(PK: string, prefix = ''): Item[] {
    return this.#sorted().filter((item) => item.PK === PK && String(item.SK).startsWith(prefix));
  }

  #sorted(): Item[] {
    return [...this.items].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, item]) => structuredClone(item));
  }

  #put(item: Item & Key): void {
    if (Buffer.byteLength(item.SK) > LONGEST_KEY) throw new TypeError(`a sort key is too long: ${item.SK}`);
    const stored: Item = JSON.parse(JSON.stringify(item));
    this.items.set(`${item.PK} ${item.SK}`, stored);
  }

  #remove({ PK, SK }: Key): void {
    this.items.delete(`${PK} ${SK}`);
  }

  /** One number is added to, and one attribute set. */
  #add({ Key, UpdateExpression, ExpressionAttributeValues: values }: Update): { Attributes: Item } {
    const [, sum, added, set, value] = /^ADD (\w+) (:\w+) SET (\w+) = (:\w+)$/.exec(UpdateExpression) ?? [];
    if (sum === undefined || added === undefined || set === undefined || value === undefined)
      throw new TypeError(`no update ${UpdateExpression} is known here`);
    const item = this.at(Key) ?? Key;
    const Attributes = {
      ...item,
      [sum]: Number(Reflect.get(item, sum) ?? 0) + Number(values[added]),
      [set]: values[value],
    };
    this.#put({ ...Attributes, ...Key });
    return { Attributes };
  }

  #alone(one: Conditional, key: Key, write: () => void): object {
    if (!this.#holds(one, key)) throw new ConditionalCheckFailedException({ message: 'condition', $metadata: {} });
    write();
    return {};
  }

  #holds({ ConditionExpression: condition, ExpressionAttributeValues: values = {} }: Conditional, key: Key): boolean {
    const item = this.at(key);
    if (condition === undefined) return true;
    if (condition === 'attribute_not_exists(PK)') return item === undefined;
    if (condition === '#version = :version') return item?.version === values[':version'];
    if (condition === '#state = :signed') return item?.state === values[':signed'];
    if (condition === '#token = :token') return item?.token === values[':token'];
    if (condition === '#execution = :execution') return item?.execution === values[':execution'];
    if (condition === 'attribute_not_exists(PK) OR #until <= :now')
      return item === undefined || String(item.until) <= String(values[':now']);
    throw new TypeError(`no condition ${condition} is known here`);
  }

  #transact(writes: readonly { Put?: Put; Delete?: Delete }[]): object {
    const keyed = writes.map(({ Put: put, Delete: gone }) => ({ put, gone, key: put?.Item ?? gone?.Key }));
    const names = keyed.map(({ key }) => `${key?.PK} ${key?.SK}`);
    if (new Set(names).size < names.length) throw new TypeError(`a transaction has one item twice: ${names.sort()}`);
    if (names.length > MOST_ITEMS) throw new TypeError(`a transaction has ${names.length} items`);
    const reasons = keyed.map(({ put, gone, key }) =>
      key === undefined || this.#holds(put ?? gone ?? {}, key) ? { Code: 'None' } : { Code: 'ConditionalCheckFailed' },
    );
    if (reasons.some(({ Code }) => Code !== 'None'))
      throw new TransactionCanceledException({ message: 'cancelled', $metadata: {}, CancellationReasons: reasons });
    for (const { put, gone } of keyed) {
      if (put !== undefined) this.#put(put.Item);
      if (gone !== undefined) this.#remove(gone.Key);
    }
    return {};
  }

  #query(query: Query): { Items: Item[]; LastEvaluatedKey?: Item } {
    const { ExpressionAttributeValues: values, ExclusiveStartKey: start, Limit: limit = 1000 } = query;
    const [hash, range] = INDEXES[query.IndexName ?? ''] ?? ['PK', 'SK'];
    const [wanted, ...bounds] = Object.values(values).map(String);
    const within = matcherOf(query.KeyConditionExpression, bounds);
    const sorted = this.#sorted()
      .filter((item) => item[hash] === wanted && item[range] !== undefined && within(String(item[range])))
      .toSorted((a, b) => (String(a[range]) < String(b[range]) ? -1 : String(a[range]) > String(b[range]) ? 1 : 0));
    const ordered = query.ScanIndexForward === false ? sorted.toReversed() : sorted;
    const after = start === undefined ? 0 : ordered.findIndex(({ PK, SK }) => PK === start.PK && SK === start.SK) + 1;
    const Items = ordered.slice(after, after + limit);
    const last = Items.at(-1);
    if (last === undefined || after + limit >= ordered.length) return { Items };
    const LastEvaluatedKey = { PK: last.PK, SK: last.SK, [hash]: last[hash], [range]: last[range] };
    return { Items, LastEvaluatedKey };
  }
}

function matcherOf(condition: string, [first = '', last = '']: readonly string[]): (key: string) => boolean {
  if (/^\w+ = :\w+$/.test(condition)) return () => true;
  if (/ AND begins_with\(SK, :\w+\)$/.test(condition)) return (key) => key.startsWith(first);
  if (/ AND SK BETWEEN :\w+ AND :\w+$/.test(condition)) return (key) => key >= first && key <= last;
  throw new TypeError(`no key condition ${condition} is known here`);
}
