import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { type Runtime, startRuntime } from '../../../local/runtime.ts';
import { eventually } from '../support/clients.ts';
import { spawnRuntime } from '../support/spawn-runtime.ts';
import { batchesIn, recorder, series, type Wiring, wiredAssembly } from './fixture.ts';

const folder = mkdtempSync(join(tmpdir(), 'countersign-queues-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
let made = 0;

const seenFile = (id: string) => join(folder, `${id}.jsonl`);
const inbox = 'Small-Stateless-Inbox';

async function running(wiring: Omit<Wiring, 'source'>, use: (runtime: Runtime) => Promise<void>): Promise<void> {
  const own = join(folder, `run-${made++}`);
  const assembly = wiredAssembly(own, { ...wiring, source: 'queue' });
  const runtime = await startRuntime({ assembly, state: join(own, 'state') });
  try {
    await use(runtime);
  } finally {
    await runtime.stop();
  }
}

const until = (holds: () => boolean) => eventually(async () => (holds() ? true : undefined));

const call = async (endpoint: string, action: string, body: object) => {
  const response = await fetch(endpoint, {
    method: 'POST',
    headers: { 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': `AmazonSQS.${action}` },
    body: JSON.stringify(body),
  });
  return response.status;
};

describe('a queue that feeds a function', () => {
  it('hands over what its filter lets pass, and removes the rest', async () => {
    const file = seenFile('filter');
    const filter = { Filters: [{ Pattern: '{"body":{"kind":["wanted"]}}' }] };
    await running({ code: recorder(file), mapping: { FilterCriteria: filter } }, async ({ queues }) => {
      for (const text of ['{"kind":"other"}', 'no JSON', '{"kind":"wanted"}']) queues.send(inbox, text);
      await until(() => batchesIn(file).length > 0);
      await until(() => queues.count(inbox).hidden + queues.count(inbox).visible === 0);
      expect(batchesIn(file).flat()).toEqual(['{"kind":"wanted"}']);
    });
  });

  it('waits for a full batch as long as its window is open', async () => {
    const file = seenFile('window');
    const mapping = { BatchSize: 3, MaximumBatchingWindowInSeconds: 20 };
    await running({ code: recorder(file), mapping }, async ({ queues }) => {
      for (const text of series('m', 3)) queues.send(inbox, text);
      await until(() => batchesIn(file).length > 0);
      expect(batchesIn(file).map((batch) => batch.toSorted())).toEqual([series('m', 3)]);
    });
  });

  it('brings back what the answer names as failed, when its visibility timeout is over, and then sets it aside', async () => {
    const file = seenFile('redrive');
    const code = recorder(
      file,
      `return { batchItemFailures: ids.filter((_, i) => names[i] === 'bad').map((itemIdentifier) => ({ itemIdentifier })) };`,
    );
    const lost = { 'Fn::GetAtt': ['Lost', 'Arn'] };
    const queue = { VisibilityTimeout: 1, RedrivePolicy: { deadLetterTargetArn: lost, maxReceiveCount: 2 } };
    const mapping = { FunctionResponseTypes: ['ReportBatchItemFailures'] };
    await running({ code, mapping, queue, timeout: 1 }, async ({ queues }) => {
      queues.send(inbox, 'good');
      queues.send(inbox, 'bad');
      await until(() => queues.count('Small-Stateless-Lost').visible === 1);
      const names = batchesIn(file).flat();
      expect(names.filter((name) => name === 'good')).toHaveLength(1);
      expect(names.filter((name) => name === 'bad')).toHaveLength(2);
      expect(queues.count(inbox)).toEqual({ visible: 0, hidden: 0 });
    });
  });

  it('brings back a failed message when the function has asked for it', async () => {
    const file = seenFile('visibility');
    const code = recorder(
      file,
      `if (before.length > 0) return;
       await fetch(process.env.AWS_ENDPOINT_URL_SQS, {
         method: 'POST',
         headers: { 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': 'AmazonSQS.ChangeMessageVisibility' },
         body: JSON.stringify({ QueueUrl: ${JSON.stringify(inbox)}, ReceiptHandle: Records[0].receiptHandle, VisibilityTimeout: 0 }),
       });
       throw new Error('once more');`,
    );
    await running({ code, mapping: {}, queue: { VisibilityTimeout: 900 } }, async ({ queues, profile }) => {
      queues.send(inbox, 'again');
      await until(() => batchesIn(file).length === 2);
      const late = { QueueUrl: inbox, MessageBody: 'later', DelaySeconds: 900 };
      expect(await call(profile.endpoints.events, 'SendMessage', late)).toBe(200);
      expect(queues.count(inbox).hidden).toBe(1);
    });
  });

  it('delivers again at once what kill -9 has cut off', async () => {
    const file = seenFile('kill');
    const code = recorder(file, `if (before.length === 0) await new Promise(() => setInterval(() => {}, 1000));`);
    const own = join(folder, `run-${made++}`);
    const wiring: Wiring = { code, mapping: {}, source: 'queue', queue: { VisibilityTimeout: 900 }, timeout: 60 };
    const assembly = wiredAssembly(own, wiring);
    const first = await spawnRuntime(assembly, join(own, 'state'));
    await call(first.profile.endpoints.events, 'SendMessage', { QueueUrl: inbox, MessageBody: 'cut off' });
    await until(() => batchesIn(file).length === 1);
    await first.end('SIGKILL');
    const second = await spawnRuntime(assembly, join(own, 'state'));
    await until(() => batchesIn(file).length === 2);
    await second.end('SIGTERM');
    expect(batchesIn(file)).toEqual([['cut off'], ['cut off']]);
  });
});
