import { createHash, randomUUID } from 'node:crypto';
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import * as z from 'zod';
import { type EventBuses, EventEntry, EventRejected } from '../events/event-buses.ts';
import { FunctionNotFound, type Functions, PayloadTooLarge } from '../lambda/functions.ts';
import { MailRejected, type Mails, SendEmail } from '../mail/mails.ts';
import type { AsyncInvocations } from '../messages/async-invocations.ts';
import { QueueNotFound, type Queues } from '../messages/queues.ts';
import { RoleRefused, type SecurityTokens } from '../sts/assume-role.ts';
import { BodyTooLarge, readBody } from './body.ts';

const MAX_BODY_BYTES = 8 * 1024 * 1024;

/** An error in the form that the SDK reads. */
class ServiceError extends Error {
  override name = 'ServiceError';
  readonly code: string;
  readonly status: number;
  constructor(code: string, message: string, status = 400) {
    super(message);
    this.code = code;
    this.status = status;
  }
}

export interface AwsServices {
  readonly mails: Mails;
  readonly events: EventBuses;
  readonly queues: Queues;
  readonly functions: Functions;
  readonly invocations: AsyncInvocations;
  readonly tokens: SecurityTokens;
}

type Action = (services: AwsServices, body: unknown) => unknown;

const PutEvents = z.object({ Entries: z.array(EventEntry).min(1).max(10) });
const QueueUrl = z.object({ QueueUrl: z.string() });
const ReceiveMessage = QueueUrl.extend({ MaxNumberOfMessages: z.int().min(1).max(10).default(1) });
const SendMessage = QueueUrl.extend({
  MessageBody: z.string(),
  DelaySeconds: z.int().min(0).max(900).optional(),
});
const DeleteMessage = QueueUrl.extend({ ReceiptHandle: z.string() });
const ChangeVisibility = DeleteMessage.extend({ VisibilityTimeout: z.int().min(0).max(43_200) });

const actions: Record<string, Action> = {
  'AWSEvents.PutEvents': ({ events }, body) => {
    const entries = PutEvents.parse(body).Entries.map((entry) => {
      try {
        // Only the services themselves speak in their names.
        if (entry.Source.startsWith('aws.')) {
          throw new EventRejected('NotAuthorizedForSourceException', 'Not authorized for the source.');
        }
        return { EventId: events.put(entry) };
      } catch (error) {
        if (!(error instanceof EventRejected)) throw error;
        return { ErrorCode: error.code, ErrorMessage: error.message };
      }
    });
    return { FailedEntryCount: entries.filter((entry) => 'ErrorCode' in entry).length, Entries: entries };
  },
  'AmazonSQS.ListQueues': ({ queues }) => ({ QueueUrls: queues.list().map(({ url }) => url) }),
  'AmazonSQS.GetQueueUrl': ({ queues }, body) => ({
    QueueUrl: queues.find(z.object({ QueueName: z.string() }).parse(body).QueueName).url,
  }),
  'AmazonSQS.GetQueueAttributes': ({ queues }, body) => {
    const { arn, url } = queues.find(QueueUrl.parse(body).QueueUrl);
    const { visible, hidden } = queues.count(url);
    return {
      Attributes: {
        QueueArn: arn,
        ApproximateNumberOfMessages: String(visible),
        ApproximateNumberOfMessagesNotVisible: String(hidden),
      },
    };
  },
  'AmazonSQS.ListDeadLetterSourceQueues': ({ queues }, body) => ({
    queueUrls: queues.sourcesOf(QueueUrl.parse(body).QueueUrl).map(({ url }) => url),
  }),
  'AmazonSQS.SendMessage': ({ queues }, body) => {
    const { QueueUrl: url, MessageBody: text, DelaySeconds: delaySeconds } = SendMessage.parse(body);
    const md5 = createHash('md5').update(text).digest('hex');
    return { MessageId: queues.send(url, text, {}, { delaySeconds }), MD5OfMessageBody: md5 };
  },
  'AmazonSQS.ReceiveMessage': ({ queues }, body) => {
    const { QueueUrl: url, MaxNumberOfMessages: limit } = ReceiveMessage.parse(body);
    const messages = queues.receive(url, limit).map((message) => ({
      MessageId: message.id,
      ReceiptHandle: message.receipt,
      Body: message.body,
      MD5OfBody: message.md5,
      Attributes: { SentTimestamp: String(message.sentAt), ApproximateReceiveCount: String(message.receives) },
      MessageAttributes: Object.fromEntries(
        Object.entries(message.attributes).map(([name, value]) => [name, { DataType: 'String', StringValue: value }]),
      ),
    }));
    return messages.length === 0 ? {} : { Messages: messages };
  },
  'AmazonSQS.DeleteMessage': ({ queues }, body) => {
    const { QueueUrl: url, ReceiptHandle: receipt } = DeleteMessage.parse(body);
    queues.remove(url, receipt);
    return {};
  },
  'AmazonSQS.ChangeMessageVisibility': ({ queues }, body) => {
    const { QueueUrl: url, ReceiptHandle: receipt, VisibilityTimeout: seconds } = ChangeVisibility.parse(body);
    queues.changeVisibility(url, receipt, seconds);
    return {};
  },
};

/**
 * The endpoint of EventBridge, SQS (both AWS JSON), Lambda's `Invoke`, SES's `SendEmail` (REST) and STS's `AssumeRole` (query), as far as handlers,
 * operators and vendors call them.
 */
export function awsServices(services: AwsServices): RequestListener {
  return (request, response) => {
    answer(services, request, response).catch((error: unknown) => {
      const { code, status, message } = asServiceError(error);
      response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1', 'x-amzn-errortype': code });
      response.end(JSON.stringify({ __type: code, message }));
    });
  };
}

async function answer(services: AwsServices, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const [, name] = /^\/2015-03-31\/functions\/([^/?]+)\/invocations/.exec(request.url ?? '') ?? [];
  const body = (await readBody(request, MAX_BODY_BYTES)).toString('utf8');
  response.setHeader('x-amzn-requestid', randomUUID());
  if (request.method === 'POST' && request.url === '/v2/email/outbound-emails') {
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ MessageId: services.mails.send(SendEmail.parse(JSON.parse(body))) }));
    return;
  }
  if (name !== undefined) return invokeFunction(services, decodeURIComponent(name), request, body, response);
  if (/^application\/x-www-form-urlencoded/.test(request.headers['content-type'] ?? ''))
    return takeRole(services, body, response);
  const target = String(request.headers['x-amz-target'] ?? '');
  const action = actions[target];
  if (!action)
    throw new ServiceError('UnknownOperationException', `the local run does not know ${target || request.url}`);
  const result = action(services, body === '' ? {} : JSON.parse(body));
  response.setHeader('content-type', request.headers['content-type'] ?? 'application/x-amz-json-1.1');
  response.end(JSON.stringify(result));
}

/** The query protocol has errors of its own. */
function takeRole({ tokens }: AwsServices, body: string, response: ServerResponse): void {
  response.setHeader('content-type', 'text/xml');
  try {
    response.end(tokens.answer(new URLSearchParams(body)));
  } catch (error) {
    if (!(error instanceof RoleRefused)) throw error;
    response.statusCode = 403;
    response.end(
      `<ErrorResponse><Error><Type>Sender</Type><Code>${error.code}</Code><Message>${error.message}</Message></Error></ErrorResponse>`,
    );
  }
}

async function invokeFunction(
  { functions, invocations }: AwsServices,
  name: string,
  request: IncomingMessage,
  body: string,
  response: ServerResponse,
): Promise<void> {
  const payload = body === '' ? '{}' : body;
  JSON.parse(payload);
  if (request.headers['x-amz-invocation-type'] === 'Event') {
    invocations.accept(name, payload);
    invocations.run();
    response.writeHead(202).end();
    return;
  }
  const result = await functions.invoke(name, payload);
  if (result.functionError !== null) response.setHeader('x-amz-function-error', result.functionError);
  response.setHeader('x-amz-executed-version', '$LATEST');
  response.setHeader('content-type', 'application/json');
  response.end(result.payload);
}

function asServiceError(error: unknown): ServiceError {
  if (error instanceof ServiceError) return error;
  if (error instanceof MailRejected) return new ServiceError(error.code, error.message);
  if (error instanceof z.ZodError) return new ServiceError('ValidationException', z.prettifyError(error));
  if (error instanceof SyntaxError) return new ServiceError('InvalidRequestContentException', error.message);
  if (error instanceof FunctionNotFound) return new ServiceError('ResourceNotFoundException', error.message, 404);
  if (error instanceof QueueNotFound) return new ServiceError('QueueDoesNotExist', error.message);
  if (error instanceof PayloadTooLarge || error instanceof BodyTooLarge) {
    return new ServiceError('RequestEntityTooLargeException', error.message, 413);
  }
  return new ServiceError('InternalFailure', error instanceof Error ? error.message : String(error), 500);
}
