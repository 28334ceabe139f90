import { createHash, randomUUID } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import * as z from 'zod';
import { type Clock, systemClock } from '../clock/clock.ts';
import { jsonValue } from '../step-functions/json.ts';
import type { Deployment } from '../template/deployment.ts';
import { arn, physicalName, type ResourceType } from '../template/resource-type.ts';
import { transaction } from './database.ts';

const passive = jsonValue.optional();
const properties = z.strictObject({
  QueueName: z.string().optional(),
  VisibilityTimeout: z.coerce.number().default(30),
  // Messages stay here until somebody reads or removes them.
  MessageRetentionPeriod: passive,
  KmsMasterKeyId: passive,
  KmsDataKeyReusePeriodSeconds: passive,
  SqsManagedSseEnabled: passive,
  Tags: passive,
  // Who may redrive out of this queue; nothing is redriven here.
  RedriveAllowPolicy: passive,
});

export const Queue: ResourceType<z.infer<typeof properties>> = {
  type: 'AWS::SQS::Queue',
  properties,
  identify(resource) {
    const name = resource.text('QueueName') ?? physicalName(resource, 80);
    const url = `https://sqs.${resource.region}.amazonaws.com/${resource.accountId}/${name}`;
    return { ref: url, attributes: { Arn: arn(resource, 'sqs', name), QueueName: name, QueueUrl: url } };
  },
};

const Row = z.object({
  id: z.string(),
  body: z.string(),
  attributes: z.string(),
  sentAt: z.number(),
  receives: z.number(),
});
const Count = z.object({ visible: z.number(), hidden: z.number() });

export interface Message {
  readonly id: string;
  readonly body: string;
  readonly md5: string;
  readonly sentAt: number;
  readonly receives: number;
  /** Names the receipt for {@link Queues.remove}. */
  readonly receipt: string;
  readonly attributes: Readonly<Record<string, string>>;
}

/** No such queue in the template. */
export class QueueNotFound extends Error {
  override name = 'QueueNotFound';
}

/** The queues of a deployment: what dead-letter queues need, no more. */
export class Queues {
  readonly #database: DatabaseSync;
  readonly #clock: Clock;
  readonly #queues: { name: string; arn: string; url: string; visibilityMs: number }[];

  constructor(database: DatabaseSync, deployment: Deployment, clock: Clock = systemClock) {
    this.#database = database;
    this.#clock = clock;
    this.#queues = deployment.all(Queue).map(({ ref, attributes, properties }) => ({
      name: String(attributes.QueueName),
      arn: String(attributes.Arn),
      url: ref,
      visibilityMs: properties.VisibilityTimeout * 1000,
    }));
  }

  list(): readonly { readonly name: string; readonly arn: string; readonly url: string }[] {
    return this.#queues;
  }

  /** @throws {QueueNotFound} */
  find(nameArnOrUrl: string): {
    readonly name: string;
    readonly arn: string;
    readonly url: string;
    readonly visibilityMs: number;
  } {
    const last = nameArnOrUrl.split('/').at(-1);
    const found = this.#queues.find(({ name, arn: own }) => own === nameArnOrUrl || name === last);
    if (!found) throw new QueueNotFound(`the template has no queue ${nameArnOrUrl}`);
    return found;
  }

  /** Adds a message. @throws {QueueNotFound} */
  send(queue: string, body: string, attributes: Readonly<Record<string, string>> = {}): string {
    const id = randomUUID();
    const now = this.#clock.now();
    this.#database
      .prepare('INSERT INTO messages (id, queue, body, attributes, sentAt, visibleAt) VALUES (?, ?, ?, ?, ?, ?)')
      .run(id, this.find(queue).name, body, JSON.stringify(attributes), now, now);
    return id;
  }

  /** Takes up to `limit` visible messages, which are then hidden for the queue's visibility timeout. */
  receive(queue: string, limit: number): Message[] {
    const { name, visibilityMs } = this.find(queue);
    const now = this.#clock.now();
    return transaction(this.#database, () => {
      const rows = this.#database
        .prepare('SELECT * FROM messages WHERE queue = ? AND visibleAt <= ? ORDER BY sentAt, id LIMIT ?')
        .all(name, now, limit);
      const hide = this.#database.prepare('UPDATE messages SET visibleAt = ?, receives = receives + 1 WHERE id = ?');
      return rows.map((raw) => {
        const row = Row.parse(raw);
        hide.run(now + visibilityMs, row.id);
        return {
          id: row.id,
          body: row.body,
          md5: createHash('md5').update(row.body).digest('hex'),
          sentAt: row.sentAt,
          receives: row.receives + 1,
          receipt: row.id,
          attributes: z.record(z.string(), z.string()).parse(JSON.parse(row.attributes)),
        };
      });
    });
  }

  remove(queue: string, receipt: string): void {
    this.#database.prepare('DELETE FROM messages WHERE queue = ? AND id = ?').run(this.find(queue).name, receipt);
  }

  count(queue: string): { visible: number; hidden: number } {
    const now = this.#clock.now();
    const row = this.#database
      .prepare(
        'SELECT coalesce(sum(visibleAt <= ?), 0) AS visible, coalesce(sum(visibleAt > ?), 0) AS hidden FROM messages WHERE queue = ?',
      )
      .get(now, now, this.find(queue).name);
    return Count.parse(row);
  }
}
