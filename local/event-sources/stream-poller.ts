import type { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Functions, type InvokeResult, PayloadTooLarge } from '../lambda/functions.ts';
import type { Log } from '../log.ts';
import { transaction } from '../messages/database.ts';
import type { Queues } from '../messages/queues.ts';
import { failedItems } from './batch-answer.ts';
import type { Checkpoints, Position } from './checkpoints.ts';
import type { StreamMapping } from './mapping.ts';
import type { StreamReader, StreamRecord } from './stream-reader.ts';

/** Between two looks at a stream: short while records arrive, longer while none do. */
const IDLE_MS = { least: 20, most: 200 };
const RETRY_MS = { first: 200, most: 10_000 };
/** Lambda takes 6 MB; the rest is for what surrounds the records. */
const MAX_BATCH_BYTES = 6 * 1024 * 1024 - 1024;

export interface StreamPollerOptions {
  readonly mapping: StreamMapping;
  /** The engine's ARN of the stream. */
  readonly stream: string;
  readonly reader: StreamReader;
  readonly checkpoints: Checkpoints;
  readonly database: DatabaseSync;
  readonly functions: Functions;
  readonly queues: Queues;
  readonly log: Log;
}

interface Batch {
  readonly records: readonly StreamRecord[];
  /** Failed attempts. */
  readonly attempts: number;
}

/**
 * One mapping from a stream to a function: batches in order, one at a time, each at least once. A checkpoint is written when a
 * batch is dealt with; what a crash cuts off runs again. Source: AWS Lambda developer guide, "Using AWS Lambda with Amazon
 * DynamoDB".
 */
export class StreamPoller {
  readonly #options: StreamPollerOptions;
  readonly #stopped = new AbortController();
  #looks = 0;
  #delivered = 0;
  #waiting: { readonly from: number; readonly delivered: number; readonly resolve: (any: boolean) => void }[] = [];
  #wake = new AbortController();

  constructor(options: StreamPollerOptions) {
    this.#options = options;
  }

  /** Reads and delivers until {@link stop}; never rejects. */
  async run(): Promise<void> {
    const { mapping, log } = this.#options;
    let pause = IDLE_MS.least;
    while (!this.#stopped.signal.aborted) {
      try {
        const look = ++this.#looks;
        const { records, end } = await this.#gather();
        if (this.#stopped.signal.aborted) return;
        if (end === null) {
          this.#foundNothing(look);
          await this.#pause(pause);
          pause = Math.min(1.5 * pause, IDLE_MS.most);
          continue;
        }
        pause = IDLE_MS.least;
        this.#delivered += records.length;
        await this.#deliver(records);
        if (!this.#stopped.signal.aborted) this.#save(end);
      } catch (error) {
        if (this.#stopped.signal.aborted) return;
        log(`${mapping.id} cannot read its stream: ${error instanceof Error ? error.message : String(error)}`);
        await this.#sleep(RETRY_MS.most / 10);
      }
    }
  }

  stop(): void {
    this.#stopped.abort();
    for (const { resolve } of this.#waiting.splice(0)) resolve(false);
  }

  /** Resolves once a look that begins from now on finds nothing; tells whether anything was delivered until then. */
  drain(): Promise<boolean> {
    if (this.#stopped.signal.aborted) return Promise.resolve(false);
    return new Promise((resolve) => {
      this.#waiting.push({ from: this.#looks + 1, delivered: this.#delivered, resolve });
      this.#wake.abort();
    });
  }

  #foundNothing(look: number): void {
    const done = this.#waiting.filter(({ from }) => from <= look);
    this.#waiting = this.#waiting.filter(({ from }) => from > look);
    for (const { delivered, resolve } of done) resolve(this.#delivered > delivered);
  }

  /** Waits before the next look, which somebody may be waiting for. */
  async #pause(ms: number): Promise<void> {
    if (this.#waiting.length > 0) return;
    this.#wake = new AbortController();
    await sleep(ms, undefined, { signal: AbortSignal.any([this.#stopped.signal, this.#wake.signal]) }).catch(() => {});
  }

  async #sleep(ms: number): Promise<void> {
    // Rejects where the poller is stopped: the loop then ends.
    await sleep(ms, undefined, { signal: this.#stopped.signal }).catch(() => {});
  }

  /** The next batch of what the function wants, and the position after all that was read; null where nothing was. */
  async #gather(): Promise<{ records: StreamRecord[]; end: Position | null }> {
    const { mapping, reader } = this.#options;
    const records: StreamRecord[] = [];
    let position = await this.#start();
    let end: Position | null = null;
    let bytes = 0;
    for (const since = Date.now(); records.length < mapping.batchSize; ) {
      const read = await reader.read(position, mapping.batchSize - records.length);
      for (const record of read) {
        const wanted = mapping.wants?.(JSON.parse(record.text)) ?? true;
        const size = wanted ? Buffer.byteLength(record.text) + 1 : 0;
        if (records.length > 0 && bytes + size > MAX_BATCH_BYTES) return { records, end };
        if (wanted) records.push(record);
        bytes += size;
        end = position = { shard: record.shard, sequence: record.sequence };
      }
      if (read.length > 0) continue;
      if (records.length === 0 || Date.now() - since >= mapping.windowMs || this.#stopped.signal.aborted) break;
      await this.#sleep(IDLE_MS.least);
    }
    return { records, end };
  }

  async #start(): Promise<Position> {
    const { mapping, stream, checkpoints, reader } = this.#options;
    const known = checkpoints.find(mapping.id, stream);
    if (known !== null) return known;
    let position: Position = { shard: null, sequence: null };
    // "From the next one on" has to hold after a crash as well, so the end is looked up and kept.
    for (let last = mapping.from === 'LATEST'; last; ) {
      const record = (await reader.read(position, 1000)).at(-1);
      last = record !== undefined;
      if (record) position = { shard: record.shard, sequence: record.sequence };
    }
    this.#save(position);
    return position;
  }

  async #deliver(records: readonly StreamRecord[]): Promise<void> {
    const { mapping } = this.#options;
    const pending: Batch[] = records.length > 0 ? [{ records, attempts: 0 }] : [];
    for (let batch = pending.pop(); batch; batch = pending.pop()) {
      const fresh = batch.records.findIndex(({ createdAt }) => Date.now() - createdAt <= mapping.maximumAgeMs);
      const old = fresh < 0 ? batch.records.length : fresh;
      if (old > 0) {
        this.#giveUp(batch.records.slice(0, old), batch.attempts, 'RecordAgeExceeded', null);
        if (fresh > 0) pending.push({ ...batch, records: batch.records.slice(old) });
        continue;
      }
      const result = await this.#invoke(batch.records);
      if (this.#stopped.signal.aborted) return;
      const failed = failedItems(
        result,
        batch.records.map(({ sequence }) => sequence),
        mapping.reportsItems,
      );
      const at = batch.records.findIndex(({ sequence }) => failed.has(sequence));
      const done = batch.records.slice(0, at < 0 ? undefined : at).at(-1);
      if (done) this.#save(done);
      if (at > 0) pending.push({ records: batch.records.slice(at), attempts: 0 });
      if (at === 0) await this.#again(batch, result, pending);
    }
  }

  /** What follows from a failure at the first record: halves, another attempt, or the end of it. */
  async #again({ records, attempts }: Batch, result: InvokeResult, pending: Batch[]): Promise<void> {
    const { mapping } = this.#options;
    if (mapping.bisect && records.length > 1) {
      const half = Math.ceil(records.length / 2);
      pending.push({ records: records.slice(half), attempts }, { records: records.slice(0, half), attempts });
    } else if (attempts < mapping.retries) {
      await this.#sleep(Math.min(RETRY_MS.first * 2 ** attempts, RETRY_MS.most));
      if (!this.#stopped.signal.aborted) pending.push({ records, attempts: attempts + 1 });
    } else this.#giveUp(records, attempts + 1, 'RetryAttemptsExhausted', result);
  }

  async #invoke(records: readonly StreamRecord[]): Promise<InvokeResult> {
    const { functions, mapping } = this.#options;
    try {
      return await functions.invoke(mapping.fn.name, `{"Records":[${records.map(({ text }) => text).join(',')}]}`);
    } catch (error) {
      if (!(error instanceof PayloadTooLarge)) throw error;
      return { requestId: '', payload: JSON.stringify({ errorMessage: error.message }), functionError: 'Unhandled' };
    }
  }

  #save({ shard, sequence }: Position): void {
    const { checkpoints, mapping, stream } = this.#options;
    checkpoints.save(mapping.id, stream, { shard, sequence });
  }

  /** Skips records for good: the failure queue is told of them in the same transaction. */
  #giveUp(records: readonly StreamRecord[], attempts: number, condition: string, result: InvokeResult | null): void {
    const { mapping, queues, database, log } = this.#options;
    const [first, last] = [records[0], records.at(-1)];
    if (!first || !last) return;
    log(`${mapping.fn.name} was not able to take ${records.length} record(s) of ${mapping.sourceArn}: ${condition}`);
    const record = {
      requestContext: {
        requestId: result?.requestId ?? '',
        functionArn: mapping.fn.arn,
        condition,
        approximateInvokeCount: attempts,
      },
      ...(result && {
        responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: result.functionError },
      }),
      version: '1.0',
      timestamp: new Date().toISOString(),
      DDBStreamBatchInfo: {
        shardId: first.shard,
        startSequenceNumber: first.sequence,
        endSequenceNumber: last.sequence,
        approximateArrivalOfFirstRecord: new Date(first.createdAt).toISOString(),
        approximateArrivalOfLastRecord: new Date(last.createdAt).toISOString(),
        batchSize: records.length,
        streamArn: mapping.sourceArn,
      },
    };
    transaction(database, () => {
      if (mapping.onFailure !== null) queues.send(mapping.onFailure, JSON.stringify(record));
      this.#save(last);
    });
  }
}
