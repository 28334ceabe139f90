import type { Clock } from '../clock/clock.ts';
import { type Functions, type InvokeResult, PayloadTooLarge } from '../lambda/functions.ts';
import type { Log } from '../log.ts';
import type { Message, Queues } from '../messages/queues.ts';
import { type Json, jsonValue } from '../step-functions/json.ts';
import { failedItems } from './batch-answer.ts';
import type { QueueMapping } from './mapping.ts';

export interface QueuePollerOptions {
  readonly mapping: QueueMapping;
  readonly region: string;
  readonly queues: Queues;
  readonly functions: Functions;
  readonly clock: Clock;
  readonly log: Log;
}

/**
 * One mapping from a queue to a function. A message is removed once the function has dealt with it; one that failed comes back
 * after its visibility timeout. Source: AWS Lambda developer guide, "Using Lambda with Amazon SQS".
 */
export class QueuePoller {
  readonly #options: QueuePollerOptions;
  #underWay = 0;
  /** When a batch that is not full is sent off. */
  #windowEnds: number | null = null;
  #cancel: () => void = () => {};
  #stopped = false;

  constructor(options: QueuePollerOptions) {
    this.#options = options;
  }

  /** Begins to deliver; what an earlier process was about to deliver when it ended is visible again at once. */
  start(): void {
    const { queues, mapping } = this.#options;
    queues.release(mapping.sourceArn);
    queues.watch(mapping.sourceArn, () => this.#pump());
    this.#pump();
  }

  stop(): void {
    this.#stopped = true;
    this.#cancel();
  }

  /** Whether nothing is under way, and nothing waits but for its time. */
  get idle(): boolean {
    return this.#underWay === 0 && !this.#isDue();
  }

  #pump(): void {
    const { mapping, queues } = this.#options;
    this.#cancel();
    while (!this.#stopped && this.#underWay < mapping.concurrency && this.#isDue()) {
      const messages = queues.receive(mapping.sourceArn, mapping.batchSize, { hold: true });
      if (messages.length === 0) break;
      this.#windowEnds = null;
      this.#underWay++;
      void this.#deliver(messages).finally(() => {
        this.#underWay--;
        if (!this.#stopped) this.#pump();
      });
    }
    this.#schedule();
  }

  /** Whether there is a full batch, or the window for one is over. */
  #isDue(): boolean {
    const { mapping, queues, clock } = this.#options;
    const { visible } = queues.count(mapping.sourceArn);
    if (visible === 0) return false;
    if (mapping.windowMs === 0 || visible >= mapping.batchSize) return true;
    this.#windowEnds ??= clock.now() + mapping.windowMs;
    return clock.now() >= this.#windowEnds;
  }

  #schedule(): void {
    const { mapping, queues, clock } = this.#options;
    if (this.#stopped || this.#underWay >= mapping.concurrency) return;
    const due = this.#windowEnds ?? queues.nextVisibleAt(mapping.sourceArn);
    if (due !== null) this.#cancel = clock.setTimer(Math.max(1, due - clock.now()), () => this.#pump());
  }

  async #deliver(received: readonly Message[]): Promise<void> {
    const { mapping, queues, log } = this.#options;
    const wanted = received.filter((message) => mapping.wants?.(this.#matchable(message)) ?? true);
    const ids = wanted.map(({ id }) => id);
    const result = wanted.length === 0 ? null : await this.#invoke(wanted);
    // Cut off by the shutdown: they are released at the next start.
    if (this.#stopped) return;
    const failed = result === null ? new Set() : failedItems(result, ids, mapping.reportsItems);
    for (const { id, receipt } of received) {
      if (failed.has(id)) queues.letGo(receipt);
      else queues.remove(mapping.sourceArn, receipt);
    }
    if (failed.size > 0)
      log(`${mapping.fn.name} was not able to take ${failed.size} message(s) of ${mapping.sourceArn}`);
  }

  async #invoke(messages: readonly Message[]): Promise<InvokeResult> {
    const { functions, mapping } = this.#options;
    const event = { Records: messages.map((message) => this.#record(message)) };
    try {
      return await functions.invoke(mapping.fn.name, JSON.stringify(event));
    } catch (error) {
      if (!(error instanceof PayloadTooLarge)) throw error;
      return { requestId: '', payload: JSON.stringify({ errorMessage: error.message }), functionError: 'Unhandled' };
    }
  }

  #record(message: Message): { [key: string]: Json } {
    const { mapping, region } = this.#options;
    return {
      messageId: message.id,
      receiptHandle: message.receipt,
      body: message.body,
      attributes: {
        ApproximateReceiveCount: String(message.receives),
        SentTimestamp: String(message.sentAt),
      },
      messageAttributes: Object.fromEntries(
        Object.entries(message.attributes).map(([name, value]) => [name, { dataType: 'String', stringValue: value }]),
      ),
      md5OfBody: message.md5,
      eventSource: 'aws:sqs',
      eventSourceARN: mapping.sourceArn,
      awsRegion: region,
    };
  }

  /** A filter sees the body as JSON where it is JSON. */
  #matchable(message: Message): Json {
    const record = this.#record(message);
    try {
      return { ...record, body: jsonValue.parse(JSON.parse(message.body)) };
    } catch {
      return record;
    }
  }
}
