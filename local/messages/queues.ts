import { createHash, randomUUID } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import * as z from 'zod';
import { type Clock, systemClock } from '../clock/clock.ts';
import { jsonValue } from '../step-functions/json.ts';
import type { Deployment } from '../template/deployment.ts';
import { ResourceError } from '../template/errors.ts';
import { arn, physicalName, type ResourceType } from '../template/resource-type.ts';
import { transaction } from './database.ts';

const passive = jsonValue.optional();
const redrivePolicy = z.strictObject({
  deadLetterTargetArn: z.string(),
  maxReceiveCount: z.coerce.number().int().min(1).max(1000),
});
const properties = z.strictObject({
  QueueName: z.string().optional(),
  VisibilityTimeout: z.coerce.number().default(30),
  RedrivePolicy: redrivePolicy.optional(),
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

interface LocalQueue {
  readonly name: string;
  readonly arn: string;
  readonly url: string;
  readonly visibilityMs: number;
  /** Where a message goes that was received too often, and how often that is. */
  readonly redrive: { readonly arn: string; readonly after: number } | null;
}

/** The queues of a deployment: what dead-letter queues and event source mappings need, no more. */
export class Queues {
  readonly #database: DatabaseSync;
  readonly #clock: Clock;
  readonly #queues: readonly LocalQueue[];
  readonly #watchers = new Map<string, (() => void)[]>();

  /** @throws {ResourceError} where the dead-letter queue of a queue is not one of the template */
  constructor(database: DatabaseSync, deployment: Deployment, clock: Clock = systemClock) {
    this.#database = database;
    this.#clock = clock;
    const queues = deployment.all(Queue);
    const arns = new Set(queues.map(({ attributes }) => attributes.Arn));
    this.#queues = queues.map((queue): LocalQueue => {
      const { RedrivePolicy: policy, VisibilityTimeout: visibility } = queue.properties;
      if (policy && !arns.has(policy.deadLetterTargetArn))
        throw new ResourceError(
          queue,
          `its dead-letter queue ${policy.deadLetterTargetArn} is no queue of the template`,
        );
      return {
        name: String(queue.attributes.QueueName),
        arn: String(queue.attributes.Arn),
        url: queue.ref,
        visibilityMs: visibility * 1000,
        redrive: policy ? { arn: policy.deadLetterTargetArn, after: policy.maxReceiveCount } : null,
      };
    });
  }

  list(): readonly { readonly name: string; readonly arn: string; readonly url: string }[] {
    return this.#queues;
  }

  /** @throws {QueueNotFound} */
  find(nameArnOrUrl: string): LocalQueue {
    const last = nameArnOrUrl.split('/').at(-1);
    const found = this.#queues.find(({ name, arn: own }) => own === nameArnOrUrl || name === last);
    if (!found) throw new QueueNotFound(`the template has no queue ${nameArnOrUrl}`);
    return found;
  }

  /** The queues whose messages are set aside in this one. @throws {QueueNotFound} */
  sourcesOf(nameArnOrUrl: string): readonly { readonly url: string }[] {
    const { arn: own } = this.find(nameArnOrUrl);
    return this.#queues.filter(({ redrive }) => redrive?.arn === own);
  }

  /** Calls back whenever messages of a queue may have become visible. */
  watch(queue: string, onMessage: () => void): void {
    const { name } = this.find(queue);
    this.#watchers.set(name, [...(this.#watchers.get(name) ?? []), onMessage]);
  }

  /** Adds a message, which is visible after `delaySeconds`. @throws {QueueNotFound} */
  send(
    queue: string,
    body: string,
    attributes: Readonly<Record<string, string>> = {},
    { delaySeconds = 0 }: { delaySeconds?: number } = {},
  ): string {
    const id = randomUUID();
    const now = this.#clock.now();
    const { name } = this.find(queue);
    this.#database
      .prepare('INSERT INTO messages (id, queue, body, attributes, sentAt, visibleAt) VALUES (?, ?, ?, ?, ?, ?)')
      .run(id, name, body, JSON.stringify(attributes), now, now + 1000 * delaySeconds);
    this.#announce(name);
    return id;
  }

  /**
   * Takes up to `limit` visible messages, which are then hidden for the queue's visibility timeout. What was received as often
   * as the redrive policy allows goes to the dead-letter queue instead.
   * @param hold whether this process is to be asked for them alone: {@link release} frees them after a crash
   */
  receive(queue: string, limit: number, { hold = false }: { hold?: boolean } = {}): Message[] {
    const { name, visibilityMs, redrive } = this.find(queue);
    const now = this.#clock.now();
    return transaction(this.#database, () => {
      if (redrive) this.#redrive(name, redrive, now);
      const rows = this.#database
        .prepare('SELECT * FROM messages WHERE queue = ? AND visibleAt <= ? ORDER BY sentAt, rowid LIMIT ?')
        .all(name, now, limit);
      const hide = this.#database.prepare('UPDATE messages SET visibleAt = ?, receives = receives + 1 WHERE id = ?');
      return rows.map((raw) => {
        const row = Row.parse(raw);
        hide.run(now + visibilityMs, row.id);
        if (hold) this.#database.prepare('INSERT OR IGNORE INTO held (message) VALUES (?)').run(row.id);
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
    const { name } = this.find(queue);
    transaction(this.#database, () => {
      this.#database.prepare('DELETE FROM messages WHERE queue = ? AND id = ?').run(name, receipt);
      this.letGo(receipt);
    });
  }

  /** Says that nobody holds a message any longer: it comes back when its visibility timeout is over. */
  letGo(receipt: string): void {
    this.#database.prepare('DELETE FROM held WHERE message = ?').run(receipt);
  }

  /** Makes visible what a process held when it ended. */
  release(queue: string): void {
    const { name } = this.find(queue);
    transaction(this.#database, () => {
      const held = 'SELECT message FROM held JOIN messages ON id = message WHERE queue = ?';
      this.#database.prepare(`UPDATE messages SET visibleAt = 0 WHERE id IN (${held})`).run(name);
      this.#database.prepare(`DELETE FROM held WHERE message IN (${held})`).run(name);
    });
  }

  /** Hides a message that was received for so long from now on; 0 makes it visible. */
  changeVisibility(queue: string, receipt: string, seconds: number): void {
    const { name } = this.find(queue);
    this.#database
      .prepare('UPDATE messages SET visibleAt = ? WHERE queue = ? AND id = ?')
      .run(this.#clock.now() + 1000 * seconds, name, receipt);
    this.#announce(name);
  }

  /** When the next message of a queue becomes visible, in ms since 1970; null where it has none. */
  nextVisibleAt(queue: string): number | null {
    const row = this.#database
      .prepare('SELECT min(visibleAt) AS at FROM messages WHERE queue = ?')
      .get(this.find(queue).name);
    return z.object({ at: z.number().nullable() }).parse(row).at;
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

  #redrive(name: string, { arn, after }: { arn: string; after: number }, now: number): void {
    const target = this.find(arn).name;
    const moved = this.#database
      .prepare('UPDATE messages SET queue = ?, visibleAt = ? WHERE queue = ? AND visibleAt <= ? AND receives >= ?')
      .run(target, now, name, now, after);
    if (moved.changes > 0) this.#announce(target);
  }

  /** Wakes the watchers of a queue once the transaction that is under way has ended. */
  #announce(name: string): void {
    for (const watcher of this.#watchers.get(name) ?? []) setImmediate(watcher);
  }
}
