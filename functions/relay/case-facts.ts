import { type DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';

const Summary = z.object({ vendor: z.string(), packs: z.array(z.string()).default([]) });
const Procedure = z.object({ stage: z.string().nullable().optional() });

/** There are events of a case, but no case. */
export class NoSuchCaseError extends Error {
  override readonly name = 'NoSuchCaseError';
}

/** What the events of a batch say of their cases beside what they hold themselves; each is looked up once. */
export class CaseFacts {
  readonly #db: DynamoDBDocumentClient;
  readonly #table: string;
  readonly #found = new Map<string, Promise<Record<string, unknown> | undefined>>();

  constructor(db: DynamoDBDocumentClient, table: string) {
    this.#db = db;
    this.#table = table;
  }

  /** @throws {NoSuchCaseError} */
  async vendorOf(caseId: string): Promise<string> {
    return (await this.#summary(caseId)).vendor;
  }

  /** Names of the packs under which the case is judged; none before it is. @throws {NoSuchCaseError} */
  async standardsOf(caseId: string): Promise<string[]> {
    return (await this.#summary(caseId)).packs;
  }

  /** Where the case stands under a pack; null where people have no part in it (yet). */
  async stageOf(caseId: string, pack: string): Promise<string | null> {
    return Procedure.parse((await this.#get(`CASE#${caseId}`, `PROCEDURE#${pack}`)) ?? {}).stage ?? null;
  }

  async #summary(caseId: string): Promise<z.infer<typeof Summary>> {
    const summary = Summary.safeParse(await this.#get(`CASE#${caseId}`, 'CASE'));
    if (summary.success) return summary.data;
    throw new NoSuchCaseError(`the table has events of ${caseId}, but no case with a vendor`);
  }

  #get(PK: string, SK: string): Promise<Record<string, unknown> | undefined> {
    const name = `${PK} ${SK}`;
    const known = this.#found.get(name);
    if (known !== undefined) return known;
    const reading = this.#db
      .send(
        new GetCommand({
          TableName: this.#table,
          Key: { PK, SK },
          ConsistentRead: true,
          ProjectionExpression: 'vendor, stage, packs',
        }),
      )
      .then(({ Item }) => Item);
    this.#found.set(name, reading);
    return reading;
  }
}
