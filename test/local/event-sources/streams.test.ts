import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { openMessages } from '../../../local/messages/database.ts';
import { type Runtime, startRuntime } from '../../../local/runtime.ts';
import { eventually } from '../support/clients.ts';
import { spawnRuntime } from '../support/spawn-runtime.ts';
import { batchesIn, ofKind, recorder, series, type Wiring, wiredAssembly, write } from './fixture.ts';

const folder = mkdtempSync(join(tmpdir(), 'countersign-streams-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
let made = 0;

const seenFile = (id: string) => join(folder, `${id}.jsonl`);
const fromStart = { StartingPosition: 'TRIM_HORIZON' };

async function running(wiring: Wiring, use: (runtime: Runtime) => Promise<void>): Promise<void> {
  const own = join(folder, `run-${made++}`);
  const runtime = await startRuntime({ assembly: wiredAssembly(own, wiring), state: join(own, 'state') });
  try {
    await use(runtime);
  } finally {
    await runtime.stop();
  }
}

/** The items that a recorder has seen, in order, once there are as many as expected. */
const seen = (file: string, count: number) =>
  eventually(async () => {
    const names = batchesIn(file).flat();
    return names.length >= count ? names : undefined;
  });

const FailureRecord = z.object({
  requestContext: z.object({ condition: z.string(), approximateInvokeCount: z.number() }),
  DDBStreamBatchInfo: z.object({
    startSequenceNumber: z.string(),
    endSequenceNumber: z.string(),
    batchSize: z.number(),
  }),
});

/** What the failure queue was told. */
const lost = ({ queues }: Runtime) =>
  eventually(async () => {
    const name = queues.list().find((queue) => queue.name.endsWith('Lost'))?.name ?? '';
    const messages = queues.receive(name, 10).map(({ body }) => FailureRecord.parse(JSON.parse(body)));
    return messages.length > 0 ? messages : undefined;
  });

describe('a stream that feeds a function', () => {
  it('delivers what its filter lets pass, in order, with the images as Lambda has them', async () => {
    const file = seenFile('order');
    const events = seenFile('order-events');
    const code = recorder(file, `appendFileSync(${JSON.stringify(events)}, JSON.stringify(Records[0]) + '\\n');`);
    const mapping = { ...fromStart, BatchSize: 4, FilterCriteria: ofKind('EVENT#') };
    await running({ code, mapping }, async (runtime) => {
      await write(runtime.profile, ['noise'], 'CASE');
      await write(runtime.profile, series('a', 10), 'EVENT#1');
      await write(runtime.profile, ['noise'], 'CASE');
      expect(await seen(file, 10)).toEqual(series('a', 10));
      expect(Math.max(...batchesIn(file).map(({ length }) => length))).toBeLessThanOrEqual(4);
      const [first = ''] = readFileSync(events, 'utf8').split('\n');
      expect(JSON.parse(first)).toMatchObject({
        eventSource: 'aws:dynamodb',
        eventName: 'INSERT',
        awsRegion: 'us-east-1',
        eventSourceARN: expect.stringMatching(/:table\/Small-Stateful-Cases\/stream\//),
        dynamodb: {
          ApproximateCreationDateTime: expect.any(Number),
          NewImage: { PK: { S: 'a0' }, SK: { S: 'EVENT#1' }, blob: { B: 'AQID' } },
        },
      });
    });
  });

  it('gathers a batch as long as its window is open', async () => {
    const file = seenFile('window');
    const mapping = { ...fromStart, BatchSize: 6, MaximumBatchingWindowInSeconds: 20 };
    await running({ code: recorder(file), mapping }, async (runtime) => {
      await write(runtime.profile, series('a', 6));
      await seen(file, 6);
      expect(batchesIn(file)).toEqual([series('a', 6)]);
    });
  });

  it('halves a batch that fails until the one bad record is alone, and tells the failure queue of it', async () => {
    const file = seenFile('bisect');
    const code = recorder(file, `if (names.includes('bad')) throw new Error('cannot');`);
    const destination = { OnFailure: { Destination: { 'Fn::GetAtt': ['Lost', 'Arn'] } } };
    const mapping = {
      ...fromStart,
      BatchSize: 4,
      MaximumBatchingWindowInSeconds: 20,
      BisectBatchOnFunctionError: true,
      MaximumRetryAttempts: 1,
      DestinationConfig: destination,
    };
    await running({ code, mapping }, async (runtime) => {
      await write(runtime.profile, ['a', 'bad', 'b', 'c']);
      const [failure] = await lost(runtime);
      expect(failure).toMatchObject({
        requestContext: { condition: 'RetryAttemptsExhausted', approximateInvokeCount: 2 },
        DDBStreamBatchInfo: { batchSize: 1 },
      });
      await seen(file, 11);
      expect(batchesIn(file)).toEqual([['a', 'bad', 'b', 'c'], ['a', 'bad'], ['a'], ['bad'], ['bad'], ['b', 'c']]);
    });
  });

  it('goes on with the record that the answer names as failed', async () => {
    const file = seenFile('partial');
    const code = recorder(
      file,
      `if (before.length === 0) return { batchItemFailures: [{ itemIdentifier: ids[2] }, { itemIdentifier: ids[3] }] };`,
    );
    const mapping = {
      ...fromStart,
      BatchSize: 5,
      MaximumBatchingWindowInSeconds: 20,
      FunctionResponseTypes: ['ReportBatchItemFailures'],
    };
    await running({ code, mapping }, async (runtime) => {
      await write(runtime.profile, series('a', 5));
      await seen(file, 8);
      expect(batchesIn(file)).toEqual([series('a', 5), ['a2', 'a3', 'a4']]);
    });
  });

  it('gives up what has become too old', async () => {
    const file = seenFile('age');
    const code = recorder(file, `throw new Error('always');`);
    const destination = { OnFailure: { Destination: { 'Fn::GetAtt': ['Lost', 'Arn'] } } };
    const mapping = { ...fromStart, MaximumRecordAgeInSeconds: 0, DestinationConfig: destination };
    await running({ code, mapping }, async (runtime) => {
      await write(runtime.profile, ['a']);
      const [failure] = await lost(runtime);
      expect(failure?.requestContext.condition).toBe('RecordAgeExceeded');
    });
  });

  it('goes on after kill -9 where it was: each record at least once, in order', async () => {
    const file = seenFile('kill');
    // The first time at the third record, the function never comes back.
    const code = recorder(
      file,
      `if (names.includes('a2') && !before.flat().includes('a2')) await new Promise(() => setInterval(() => {}, 1000));`,
    );
    const own = join(folder, `run-${made++}`);
    const assembly = wiredAssembly(own, { code, mapping: { ...fromStart, BatchSize: 1 }, timeout: 60 });
    const state = join(own, 'state');
    const first = await spawnRuntime(assembly, state);
    await write(first.profile, series('a', 4));
    await eventually(async () => (batchesIn(file).flat().includes('a2') ? true : undefined));
    await first.end('SIGKILL');
    const second = await spawnRuntime(assembly, state);
    await write(second.profile, ['after']);
    await eventually(async () => (batchesIn(file).flat().includes('after') ? true : undefined));
    await second.end('SIGTERM');
    expect(batchesIn(file).flat()).toEqual(['a0', 'a1', 'a2', 'a2', 'a3', 'after']);
  });

  it('that begins with the latest record skips the earlier ones, but none while it is away', async () => {
    const file = seenFile('latest');
    const state = join(folder, 'state-latest');
    const at = (mapping?: Record<string, unknown>) => {
      const own = join(folder, `run-${made++}`);
      return wiredAssembly(own, { code: recorder(file), ...(mapping && { mapping }) });
    };
    const without = at();
    const latest = at({ StartingPosition: 'LATEST' });
    const run = async (assembly: string, names: string[], until: () => Promise<unknown>) => {
      const runtime = await startRuntime({ assembly, state });
      await write(runtime.profile, names);
      await until();
      await runtime.stop();
    };
    await run(without, ['early'], async () => {});
    await run(latest, [], async () => {
      // The checkpoint is written before anything else happens.
      await eventually(async () => (existingCheckpoint(state) ? true : undefined));
    });
    await run(without, ['away'], async () => {});
    await run(latest, ['late'], () => seen(file, 2));
    expect(batchesIn(file).flat()).toEqual(['away', 'late']);
  });
});

function existingCheckpoint(state: string): boolean {
  const database = openMessages(join(state, 'messages.sqlite'));
  const row = database.prepare('SELECT 1 AS one FROM checkpoints').get();
  database.close();
  return row !== undefined;
}
