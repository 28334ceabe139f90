import '../setup-environment.ts';
import { SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { ChangeMessageVisibilityCommand, SQSClient } from '@aws-sdk/client-sqs';
import { mockClient } from 'aws-sdk-client-mock';
import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { handler } from '#functions/start-review/start-review.lambda.ts';
import { waitAfter } from '#functions/start-review/wait.ts';
import { InMemoryTable } from '../../statemachines/support/in-memory-table.ts';

const table = new InMemoryTable();
const sfn = mockClient(SFNClient);
const sqs = mockClient(SQSClient);

const waiting = (caseId: string, looks = 1) => ({
  messageId: caseId,
  receiptHandle: `receipt-${caseId}`,
  body: JSON.stringify({
    vendor: 'acme',
    ref: { caseId, bundle: 1, bucket: 'bundles', key: 'vendors/acme/s-1/bundle.zip', versionId: 'v1' },
  }),
  attributes: { ApproximateReceiveCount: String(looks) },
});
const started = () => sfn.commandCalls(StartExecutionCommand).map(({ args }) => args[0].input.name);

beforeEach(() => {
  table.items.clear();
  for (const mock of [sfn, sqs]) mock.reset();
  sfn.on(StartExecutionCommand).resolves({});
  sqs.on(ChangeMessageVisibilityCommand).resolves({});
});

describe('start-review', () => {
  it('starts as many as there are turns, and has the others look again later', async () => {
    const answer = await handler({ Records: ['c-1', 'c-2', 'c-3'].map((caseId) => waiting(caseId)) });

    expect(started()).toEqual(['c-1', 'c-2']);
    expect(answer).toEqual({ batchItemFailures: [{ itemIdentifier: 'c-3' }] });
    const [later] = sqs.commandCalls(ChangeMessageVisibilityCommand).map(({ args }) => args[0].input);
    expect(later).toMatchObject({ ReceiptHandle: 'receipt-c-3' });
    expect(later?.VisibilityTimeout).toBeGreaterThan(0);
  });

  it('keeps what it cannot start, and starts the others', async () => {
    sfn.on(StartExecutionCommand).rejectsOnce(new Error('throttled')).resolves({});
    const answer = await handler({ Records: ['c-1', 'c-2'].map((caseId) => waiting(caseId)) });
    expect(answer).toEqual({ batchItemFailures: [{ itemIdentifier: 'c-1' }] });
    // Its turn is kept for it, so that it starts when it comes back.
    await handler({ Records: [waiting('c-1', 2)] });
    expect(started()).toEqual(['c-1', 'c-2', 'c-1']);
  });
});

it('waits longer each time, twenty seconds at most', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1000 }), fc.double({ min: 0, max: 0.999, noNaN: true }), (looks, random) => {
      const seconds = waitAfter(looks, random);
      expect(seconds).toBeGreaterThanOrEqual(1);
      expect(seconds).toBeLessThanOrEqual(20);
      expect(waitAfter(looks + 1, random)).toBeGreaterThanOrEqual(seconds);
    }),
  );
});
