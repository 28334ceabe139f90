import { GetQueueAttributesCommand } from '@aws-sdk/client-sqs';
import { type Deployment, type Resource, resourcesOf } from './deployment.ts';

/** A queue of what could not be done, by the entry of the runbook that its alarm names, and the way back from it. */
export interface DeadLetters {
  readonly queue: Resource;
  readonly runbook: string;
  /** To the function that opens cases; to the function that was to read the stream; to the queue that it came from. */
  readonly way: 'open-case' | 'stream' | 'queue';
}

/** By the logical id of the queue, as the constructs name it (`case-opening.ts`, `table-stream.ts`, `work-queue.ts`). */
const KINDS: readonly { id: RegExp; runbook: string; way: DeadLetters['way'] }[] = [
  { id: /^UnopenedUploads/, runbook: 'upload-without-case', way: 'open-case' },
  { id: /Lost[0-9A-F]{8}$/, runbook: 'stream-records-lost', way: 'stream' },
  { id: /^WaitingReviewsSetAside/, runbook: 'review-without-turn', way: 'queue' },
  { id: /^AttestationDecisionsSetAside/, runbook: 'verdict-unsigned', way: 'queue' },
  { id: /^NoticesEventsSetAside/, runbook: 'event-without-notices', way: 'queue' },
  { id: /^NoticesDeliveriesSetAside/, runbook: 'notice-undelivered', way: 'queue' },
];

/** The dead-letter queues of a deployment. */
export function deadLettersOf(deployment: Deployment): DeadLetters[] {
  return resourcesOf(deployment, 'AWS::SQS::Queue').flatMap((queue) =>
    KINDS.filter(({ id }) => id.test(queue.id)).map(({ runbook, way }) => ({ queue, runbook, way })),
  );
}

/** How many messages wait in a queue, those under way included. */
export async function depthOf({ clients }: Deployment, queue: Resource): Promise<number> {
  const names = ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'] as const;
  const { Attributes = {} } = await clients.sqs.send(
    new GetQueueAttributesCommand({ QueueUrl: queue.name, AttributeNames: [...names] }),
  );
  return names.reduce((sum, name) => sum + Number(Attributes[name] ?? 0), 0);
}
