import { InvokeCommand } from '@aws-sdk/client-lambda';
import {
  ChangeMessageVisibilityCommand,
  DeleteMessageCommand,
  ListDeadLetterSourceQueuesCommand,
  type Message,
  ReceiveMessageCommand,
  SendMessageCommand,
} from '@aws-sdk/client-sqs';
import * as z from 'zod';
import { type DeadLetters, depthOf } from '../dead-letters.ts';
import { type Deployment, resourceOf } from '../deployment.ts';
import { lostRecords } from './lost-records.ts';

/** What became of a message. One that failed stays in its queue. */
export interface Redriven {
  readonly message: string;
  readonly error: string | null;
}

/** Some way could not be gone; the message says why. */
class NotRedriven extends Error {
  override readonly name = 'NotRedriven';
}

const Answer = z.object({ batchItemFailures: z.array(z.unknown()).default([]) });

/**
 * Sends the messages of a dead-letter queue back to where they came from, one after the other, each once. A message is removed when what
 * it is about is done, or in the queue that it came from: if this ends in between, it is done twice, which consumers know how to bear.
 */
export async function redrive(deployment: Deployment, letters: DeadLetters): Promise<Redriven[]> {
  const { sqs } = deployment.clients;
  const QueueUrl = letters.queue.name;
  const done: Redriven[] = [];
  const seen = new Set<string>();
  const kept: (string | undefined)[] = [];
  for (let left = await depthOf(deployment, letters.queue); left > 0; left -= 1) {
    const { Messages: [message] = [] } = await sqs.send(
      new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 1, VisibilityTimeout: 900 }),
    );
    // One that comes a second time has failed a moment ago.
    if (message?.MessageId === undefined || seen.has(message.MessageId)) break;
    seen.add(message.MessageId);
    try {
      await sendBack(deployment, letters, message);
      await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: message.ReceiptHandle }));
      done.push({ message: message.MessageId, error: null });
    } catch (error) {
      kept.push(message.ReceiptHandle);
      done.push({ message: message.MessageId, error: error instanceof Error ? error.message : String(error) });
    }
  }
  // The alarm of the queue counts what can be seen.
  for (const ReceiptHandle of kept)
    await sqs.send(new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle, VisibilityTimeout: 0 }));
  return done;
}

async function sendBack(deployment: Deployment, { queue, way }: DeadLetters, { Body = '' }: Message): Promise<void> {
  if (way === 'queue') {
    const { queueUrls: [source] = [] } = await deployment.clients.sqs.send(
      new ListDeadLetterSourceQueuesCommand({ QueueUrl: queue.name }),
    );
    if (source === undefined) throw new NotRedriven(`no queue sets its messages aside in ${queue.id}`);
    await deployment.clients.sqs.send(new SendMessageCommand({ QueueUrl: source, MessageBody: Body }));
  } else if (way === 'open-case') {
    const openCase = resourceOf(deployment, 'AWS::Lambda::Function', 'FunctionsOpenCaseFunction');
    await invoke(deployment, openCase.name, Body);
  } else {
    const { functionName, records } = await lostRecords(deployment, Body);
    const answer = await invoke(deployment, functionName, JSON.stringify({ Records: records }));
    const { batchItemFailures } = Answer.parse(JSON.parse(answer));
    if (batchItemFailures.length > 0)
      throw new NotRedriven(`${functionName} did not take the records; its log says why`);
  }
}

async function invoke({ clients }: Deployment, FunctionName: string, Payload: string): Promise<string> {
  const answer = await clients.lambda.send(new InvokeCommand({ FunctionName, Payload }));
  const text = Buffer.from(answer.Payload ?? []).toString('utf8');
  if (answer.FunctionError === undefined) return text;
  const { errorMessage } = z.object({ errorMessage: z.string().catch('') }).parse(JSON.parse(text));
  throw new NotRedriven(`${FunctionName} failed: ${errorMessage}`);
}
