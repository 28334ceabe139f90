import { randomBytes } from 'node:crypto';
import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import {
  type DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  QueryCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import type * as z from 'zod';
import { AccessRecord, headsOf, MOST_PREVIOUS } from '#core/attestation/access-ledger.ts';
import { AccessItem, accessKeys, HourItem, SaltItem } from './access-items.ts';
import { readAll, readStored, toStored } from './stored-item.ts';

/** What of a record the next one goes by, and every event of its case: no kind of access that only a later version knows keeps either from being written. */
const Link = AccessRecord.pick({ hash: true, previous: true });
type Link = z.infer<typeof Link>;

const PAGE = 200;
const TWO_HOURS_S = 7_200;

/** The ledger of accesses: records are added, and never changed. */
export class AccessTable {
  readonly #db: DynamoDBDocumentClient;
  readonly #table: string;

  constructor(db: DynamoDBDocumentClient, table: string) {
    this.#db = db;
    this.#table = table;
  }

  /** Adds a record. @throws where it cannot be written: what was to be read is then not to be given */
  async add(record: AccessRecord, person: string | null): Promise<void> {
    const item = toStored(accessKeys.access(record.caseId, record.at, record.id), { ...record, person });
    await this.#db.send(
      new PutCommand({ TableName: this.#table, Item: item, ConditionExpression: 'attribute_not_exists(PK)' }),
    );
  }

  /** How the newest records of a case are linked, as many as one record may name. */
  async recent(caseId: string): Promise<Link[]> {
    const { Items = [] } = await this.#db.send(
      new QueryCommand({
        TableName: this.#table,
        KeyConditionExpression: 'PK = :ledger',
        ExpressionAttributeValues: { ':ledger': accessKeys.ledger(caseId) },
        ScanIndexForward: false,
        ConsistentRead: true,
        Limit: MOST_PREVIOUS,
      }),
    );
    return readAll(Link, Items);
  }

  /** Hashes of the newest records of a case: with them an event holds fast everything up to here. None where there is no record. */
  async heads(caseId: string): Promise<string[]> {
    return headsOf(await this.recent(caseId));
  }

  /** Records of a case, oldest first; `start` is the sort key after which a page begins. */
  async page(caseId: string, start?: string): Promise<{ accesses: AccessItem[]; next: string | null }> {
    const PK = accessKeys.ledger(caseId);
    const { Items = [], LastEvaluatedKey } = await this.#db.send(
      new QueryCommand({
        TableName: this.#table,
        KeyConditionExpression: 'PK = :ledger',
        ExpressionAttributeValues: { ':ledger': PK },
        ConsistentRead: true,
        Limit: PAGE,
        ...(start !== undefined && { ExclusiveStartKey: { PK, SK: start } }),
      }),
    );
    const next = LastEvaluatedKey === undefined ? null : String(LastEvaluatedKey.SK);
    return { accesses: readAll(AccessItem, Items), next };
  }

  /** What pseudonyms of a case are made with: made once, by whoever is first. */
  async salt(caseId: string): Promise<string> {
    const key = accessKeys.salt(caseId);
    const found = await this.#get(key);
    if (found !== undefined) return readStored(SaltItem, key, found).salt;
    const salt = randomBytes(32).toString('hex');
    try {
      await this.#db.send(
        new PutCommand({
          TableName: this.#table,
          Item: toStored(key, { salt }),
          ConditionExpression: 'attribute_not_exists(PK)',
        }),
      );
      return salt;
    } catch (error) {
      if (!(error instanceof ConditionalCheckFailedException)) throw error;
      return readStored(SaltItem, key, (await this.#get(key)) ?? {}).salt;
    }
  }

  /** Counts an access of a person, and tells how many that are within the hour. */
  async count(person: string, at: string): Promise<number> {
    const Key = accessKeys.hour(person, at.slice(0, 13));
    const { Attributes = {} } = await this.#db.send(
      new UpdateCommand({
        TableName: this.#table,
        Key,
        UpdateExpression: 'ADD accesses :one SET expiresAt = :end',
        ExpressionAttributeValues: { ':one': 1, ':end': Math.floor(Date.parse(at) / 1000) + TWO_HOURS_S },
        ReturnValues: 'ALL_NEW',
      }),
    );
    return readStored(HourItem, Key, Attributes).accesses;
  }

  async #get(Key: { PK: string; SK: string }): Promise<Record<string, unknown> | undefined> {
    const { Item } = await this.#db.send(new GetCommand({ TableName: this.#table, Key, ConsistentRead: true }));
    return Item;
  }
}
