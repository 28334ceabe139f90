import { TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import { DeleteCommand, type DynamoDBDocumentClient, QueryCommand, TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { readAll, toStored } from '../table/stored-item.ts';

/** How many reviews run at once: of one vendor, and of all. */
export interface TurnLimits {
  readonly perVendor: number;
  readonly inAll: number;
}

/** A turn that is taken: which review has it, and when it is anybody's again. */
export const Turn = z.object({ slot: z.int().positive(), execution: z.string(), until: z.iso.datetime() });
type Turn = z.infer<typeof Turn>;

/** Longer than a review may run (`TimeoutSeconds` of the state machine), so that no turn is lost for good with who had it. */
const LASTS_MS = 135 * 60_000;
/** Attempts to get a slot that others want as well. */
const TRIES = 5;
/** The partition of the slots of all vendors together; no vendor's id. */
const ALL = '*';

const keyOf = (line: string, slot: number) => ({ PK: `TURN#${line}`, SK: `SLOT#${String(slot).padStart(4, '0')}` });

/**
 * Turns to be reviewed. Each vendor has a few, and there are so many in all: one vendor's thousand bundles wait for one another, and
 * keep nobody else waiting. A turn is a slot that is written on condition that it is free, for the vendor and for all in one transaction.
 */
export class TurnTable {
  readonly #db: DynamoDBDocumentClient;
  readonly #table: string;
  readonly #limits: TurnLimits;

  constructor(db: DynamoDBDocumentClient, table: string, limits: TurnLimits) {
    this.#db = db;
    this.#table = table;
    this.#limits = limits;
  }

  /**
   * Takes a turn for the review of a vendor's bundle, by the name of its execution. True also where it has one; false where none is free.
   */
  async take(vendor: string, execution: string): Promise<boolean> {
    for (let tried = 1; tried <= TRIES; tried += 1) {
      const now = new Date();
      const [own, all] = await Promise.all([this.#taken(vendor, now), this.#taken(ALL, now)]);
      if (own.some((turn) => turn.execution === execution)) return true;
      const mine = freeSlot(own, this.#limits.perVendor);
      const shared = freeSlot(all, this.#limits.inAll);
      if (mine === null || shared === null) return false;
      const until = new Date(now.getTime() + LASTS_MS).toISOString();
      const put = (line: string, slot: number) => ({
        Put: {
          TableName: this.#table,
          Item: toStored(keyOf(line, slot), { slot, execution, until }),
          ConditionExpression: 'attribute_not_exists(PK) OR #until <= :now',
          ExpressionAttributeNames: { '#until': 'until' },
          ExpressionAttributeValues: { ':now': now.toISOString() },
        },
      });
      try {
        await this.#db.send(new TransactWriteCommand({ TransactItems: [put(vendor, mine), put(ALL, shared)] }));
        return true;
      } catch (error) {
        // Somebody else has one of the slots by now.
        if (!(error instanceof TransactionCanceledException)) throw error;
      }
    }
    return false;
  }

  /** Gives the turn of a review back, if it still has one. */
  async giveBack(vendor: string, execution: string): Promise<void> {
    const now = new Date();
    await Promise.all(
      [vendor, ALL].map(async (line) => {
        const turn = (await this.#taken(line, now)).find((one) => one.execution === execution);
        if (turn !== undefined) await this.#free(line, turn);
      }),
    );
  }

  async #taken(line: string, now: Date): Promise<Turn[]> {
    const { Items = [] } = await this.#db.send(
      new QueryCommand({
        TableName: this.#table,
        KeyConditionExpression: 'PK = :line',
        ExpressionAttributeValues: { ':line': `TURN#${line}` },
        ConsistentRead: true,
      }),
    );
    return readAll(Turn, Items).filter(({ until }) => until > now.toISOString());
  }

  async #free(line: string, { slot, execution }: Turn): Promise<void> {
    try {
      await this.#db.send(
        new DeleteCommand({
          TableName: this.#table,
          Key: keyOf(line, slot),
          ConditionExpression: '#execution = :execution',
          ExpressionAttributeNames: { '#execution': 'execution' },
          ExpressionAttributeValues: { ':execution': execution },
        }),
      );
    } catch (error) {
      if (!(error instanceof Error && error.name === 'ConditionalCheckFailedException')) throw error;
    }
  }
}

/** A free slot, any of them, so that those who come at once seldom want the same; null where there is none. */
function freeSlot(taken: readonly Turn[], limit: number): number | null {
  const used = new Set(taken.map(({ slot }) => slot));
  const free = Array.from({ length: limit }, (_, at) => at + 1).filter((slot) => !used.has(slot));
  return free[Math.floor(Math.random() * free.length)] ?? null;
}
