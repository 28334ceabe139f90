import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { type DynamoDBDocumentClient, GetCommand, PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { AttestationItem, attestationKeys, LogItem } from './attestation-items.ts';
import { type Key, readAll, readStored, toStored } from './stored-item.ts';

/** Signed verdicts, and what is known of the log. Nothing that is written is ever changed, but that a signed verdict gets its proof. */
export class AttestationTable {
  readonly #db: DynamoDBDocumentClient;
  readonly #table: string;

  constructor(db: DynamoDBDocumentClient, table: string) {
    this.#db = db;
    this.#table = table;
  }

  /** The attestation of verdict `n`; null where there is none yet. */
  async find(caseId: string, pack: string, n: number): Promise<AttestationItem | null> {
    const key = attestationKeys.attestation(caseId, pack, n);
    const found = await this.#get(key);
    return found === undefined ? null : readStored(AttestationItem, key, found);
  }

  /** The attestations of a case under a pack, in the order of its verdicts. */
  async of(caseId: string, pack: string): Promise<AttestationItem[]> {
    const { PK } = attestationKeys.attestation(caseId, pack, 1);
    const { Items = [] } = await this.#db.send(
      new QueryCommand({
        TableName: this.#table,
        KeyConditionExpression: 'PK = :case AND begins_with(SK, :pack)',
        ExpressionAttributeValues: { ':case': PK, ':pack': `${pack}#` },
        ConsistentRead: true,
      }),
    );
    return readAll(AttestationItem, Items);
  }

  /** Adds the first state of an attestation. Answers false, and changes nothing, where there is one. */
  add(item: AttestationItem): Promise<boolean> {
    const key = attestationKeys.attestation(item.caseId, item.pack, item.n);
    return this.#put(key, item, { ConditionExpression: 'attribute_not_exists(PK)' });
  }

  /** Adds the proof to a signed verdict. Answers false, and changes nothing, where it has one. */
  prove(item: AttestationItem & { state: 'logged' }): Promise<boolean> {
    const key = attestationKeys.attestation(item.caseId, item.pack, item.n);
    return this.#put(key, item, {
      ConditionExpression: '#state = :signed',
      ExpressionAttributeNames: { '#state': 'state' },
      ExpressionAttributeValues: { ':signed': 'signed' },
    });
  }

  /** Whether the digest of a standard is in the log. */
  async isLogged(standard: string): Promise<boolean> {
    return (await this.#get(attestationKeys.loggedStandard(standard))) !== undefined;
  }

  async addLogged(standard: string, index: number): Promise<void> {
    await this.#put(
      attestationKeys.loggedStandard(standard),
      { index },
      { ConditionExpression: 'attribute_not_exists(PK)' },
    );
  }

  /** The verifier key of the log; null before its first entry. */
  async logKey(): Promise<string | null> {
    const found = await this.#get(attestationKeys.log());
    return found === undefined ? null : readStored(LogItem, attestationKeys.log(), found).key;
  }

  /** Writes the verifier key of the log; false where one is written, this or another. */
  setLogKey(key: string): Promise<boolean> {
    return this.#put(attestationKeys.log(), { key }, { ConditionExpression: 'attribute_not_exists(PK)' });
  }

  async #get(Key: Key): Promise<Record<string, unknown> | undefined> {
    return (await this.#db.send(new GetCommand({ TableName: this.#table, Key, ConsistentRead: true }))).Item;
  }

  async #put(
    key: Key,
    item: object,
    condition: Pick<
      ConstructorParameters<typeof PutCommand>[0],
      'ConditionExpression' | 'ExpressionAttributeNames' | 'ExpressionAttributeValues'
    >,
  ): Promise<boolean> {
    try {
      await this.#db.send(new PutCommand({ TableName: this.#table, Item: toStored(key, item), ...condition }));
      return true;
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return false;
      throw error;
    }
  }
}
