import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Engine } from './engine.ts';
import { messageOf, ServiceException } from './errors.ts';
import type { Operation } from './operation.ts';
import { operations } from './operations.ts';

const HOST = '127.0.0.1';
const TARGET_PREFIX = 'AWSStepFunctions.';
// The largest request is an execution's input of 256 KiB, escaped as a JSON string.
const LARGEST_BODY = 2 * 1024 * 1024;

/**
 * Serves an engine over the AWS JSON 1.0 protocol, on loopback only, so that an unmodified `@aws-sdk/client-sfn` works
 * with `endpoint`. Signatures are not checked, but there must be one.
 * @param port 0 or absent: any free port
 */
export async function startStepFunctionsServer({ engine, port = 0 }: { engine: Engine; port?: number }): Promise<{
  endpoint: string;
  close(): Promise<void>;
}> {
  const known = operations(engine);
  const server = createServer((request, response) => {
    answer(known, request).then(
      (body) => send(response, 200, body),
      (error: unknown) => sendError(response, error),
    );
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, HOST, resolve);
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the Step Functions server has no port');
  return {
    endpoint: `http://${HOST}:${address.port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function answer(known: ReadonlyMap<string, Operation>, request: IncomingMessage): Promise<unknown> {
  const target = request.headers['x-amz-target'];
  if (request.method !== 'POST' || typeof target !== 'string' || !target.startsWith(TARGET_PREFIX)) {
    throw new ServiceException(
      'UnknownOperationException',
      `Expected POST with an X-Amz-Target of ${TARGET_PREFIX}<operation>`,
    );
  }
  if (!request.headers.authorization) {
    throw new ServiceException('MissingAuthenticationTokenException', 'Missing Authentication Token', 403);
  }
  const name = target.slice(TARGET_PREFIX.length);
  const operation = known.get(name);
  if (!operation) {
    throw new ServiceException(
      'UnknownOperationException',
      `The local Step Functions server does not know the operation ${name}; it knows ${[...known.keys()].join(', ')}`,
    );
  }
  return operation(await readBody(request));
}

async function readBody(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    const bytes = Buffer.from(chunk);
    size += bytes.length;
    if (size > LARGEST_BODY)
      throw new ServiceException('ValidationException', `The request is over ${LARGEST_BODY} bytes`, 413);
    chunks.push(bytes);
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString('utf8') || '{}');
  } catch (error) {
    throw new ServiceException('SerializationException', 'The request is not JSON', 400, { cause: error });
  }
}

function sendError(response: ServerResponse, error: unknown): void {
  const known = error instanceof ServiceException;
  const code = known ? error.code : 'InternalFailure';
  send(response, known ? error.statusCode : 500, {
    __type: `com.amazonaws.sfn#${code}`,
    message: messageOf(error),
  });
}

function send(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/x-amz-json-1.0' });
  response.end(JSON.stringify(body));
}
