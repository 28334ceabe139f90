import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { authenticate } from './auth/authenticate.ts';
import type { Credential } from './auth/sigv4.ts';
import { corsHeaders, preflight } from './cors.ts';
import { S3Error } from './errors.ts';
import type { Reply } from './operations/call.ts';
import { postObject } from './operations/post-object.ts';
import { S3Request } from './request.ts';
import { findOperation } from './routes.ts';
import type { ObjectCreated } from './store/outbox.ts';
import type { Store } from './store/store.ts';
import { openStore } from './store/store.ts';
import { writeXml } from './wire/xml.ts';

export type { ObjectCreated } from './store/outbox.ts';

/** The credential that requests must be signed with where the options name no other. */
export const TEST_CREDENTIAL: Credential = { accessKeyId: 'test', secretAccessKey: 'test' };

export interface S3ServerOptions {
  /** Folder for all state; created where it is missing. One server at a time. */
  root: string;
  /** 0 or absent: a free port. */
  port?: number;
  /** Called at least once for each object of a bucket with `eventBridge`; again, later, when it rejects. */
  onObjectCreated?: (event: ObjectCreated) => Promise<void> | void;
  credential?: Credential;
  clock?: () => Date;
  /** Another clock by which a request may be signed that is not presigned: that of programs beside this one. */
  signersClock?: () => Date;
  /** Whether what is encrypted with a key of KMS can be read; all of it, where this is absent. */
  isKeyUsable?: (keyId: string) => boolean;
}

export interface S3Server {
  /** `http://127.0.0.1:<port>`, for path-style requests. */
  endpoint: string;
  /** Creates a bucket, or sets an existing one to these properties. */
  createBucket(name: string, properties: { versioned: boolean; eventBridge: boolean }): Promise<void>;
  /** Ends open connections; what was answered stays. May be called twice. */
  close(): Promise<void>;
}

interface Service {
  store: Store;
  credential: Credential;
  clock: () => Date;
  signersClock: () => Date;
  isKeyUsable: (keyId: string) => boolean;
}

/**
 * Starts an S3 server over a folder, on the loopback interface only, for path-style requests of any region.
 * What it does not implement (tags, ACLs, Object Lock, SSE-C, UploadPartCopy, and every operation that `routes.ts` does
 * not list) is answered by `NotImplemented`. Encryption headers are kept and echoed; the bytes on the disk are plain.
 * There are no accounts, so `x-amz-expected-bucket-owner` always holds.
 * @throws StateFolderInUseError when another server has the folder; Node's error when the port is taken
 */
export async function startS3Server(options: S3ServerOptions): Promise<S3Server> {
  const clock = options.clock ?? (() => new Date());
  const store = await openStore(options.root, options.onObjectCreated);
  const service: Service = {
    store,
    credential: options.credential ?? TEST_CREDENTIAL,
    clock,
    signersClock: options.signersClock ?? clock,
    isKeyUsable: options.isKeyUsable ?? (() => true),
  };
  const underWay = new Set<Promise<void>>();
  // A body of 5 GiB may take its time, so there is no limit on a whole request.
  const server = createServer({ requestTimeout: 0, keepAliveTimeout: 65_000 }, (request, response) => {
    const work = handle(service, request, response).finally(() => underWay.delete(work));
    underWay.add(work);
  });
  try {
    server.listen(options.port ?? 0, '127.0.0.1');
    await once(server, 'listening');
  } catch (error) {
    store.close();
    throw error;
  }
  store.outbox.deliver();
  const address = server.address();
  let closing: Promise<void> | undefined;
  const port = typeof address === 'object' && address !== null ? address.port : options.port;
  return {
    endpoint: `http://127.0.0.1:${port}`,
    createBucket: async (name, { versioned, eventBridge }) => {
      store.database.transaction(() => {
        const bucket = store.buckets.find(name);
        if (bucket === undefined) store.buckets.create(name, clock());
        if (versioned) store.buckets.setVersioning(name, 'Enabled');
        else if (bucket?.versioning === 'Enabled') store.buckets.setVersioning(name, 'Suspended');
        store.buckets.setEventBridge(name, eventBridge);
      });
    },
    close: () => {
      closing ??= (async () => {
        server.close();
        server.closeAllConnections();
        await Promise.allSettled(underWay);
        store.close();
      })();
      return closing;
    },
  };
}

async function handle(service: Service, message: IncomingMessage, response: ServerResponse): Promise<void> {
  const common = {
    server: 'countersign-local-s3',
    // The SDK corrects its own clock by this one.
    date: service.clock().toUTCString(),
    'x-amz-request-id': randomBytes(8).toString('hex').toUpperCase(),
    ...corsHeaders(message),
  };
  let reply: Reply;
  try {
    reply = message.method === 'OPTIONS' ? preflight(message) : await perform(service, message);
  } catch (error) {
    reply = errorReply(error, message, common['x-amz-request-id']);
  }
  try {
    await send(reply, common, message, response);
  } catch (error) {
    // The client has gone, or the bytes ran out after the headers: only ending the connection can say so.
    response.destroy();
    if (!message.destroyed && !(error instanceof Error && 'code' in error)) console.error('S3:', error);
  }
}

async function perform(service: Service, message: IncomingMessage): Promise<Reply> {
  const { store, credential, clock, signersClock, isKeyUsable } = service;
  const request = new S3Request(message);
  const now = clock();
  const isForm = request.header('content-type')?.startsWith('multipart/form-data') === true;
  if (request.method === 'POST' && request.bucket !== '' && request.key === '' && isForm) {
    return await postObject(request, store, credential, now);
  }
  const authenticated = authenticate(request, credential, now, signersClock());
  return await findOperation(request)({ request, authenticated, store, now, isKeyUsable });
}

/** S3's error XML. A fault of the server itself is logged, and tells the client no more than its kind. */
function errorReply(error: unknown, message: IncomingMessage, requestId: string): Reply {
  const known = error instanceof S3Error ? error : new S3Error('InternalError', { cause: error });
  // A body that ended early is the client's doing, and nobody is left to read an answer.
  if (known.code === 'InternalError' && !message.destroyed) {
    console.error(`S3: ${message.method} ${message.url?.split('?')[0]} failed:`, error);
  }
  const body = writeXml(
    'Error',
    {
      Code: known.code,
      Message: known.message,
      ...known.details,
      Resource: message.url?.split('?')[0] ?? '',
      RequestId: requestId,
    },
    false,
  );
  return { status: known.status, headers: { 'content-type': 'application/xml', ...known.headers }, body };
}

async function send(
  reply: Reply,
  common: Record<string, string>,
  message: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { body } = reply;
  const headers: Record<string, string> = { ...common, ...reply.headers };
  if (body === undefined || typeof body === 'string') {
    const isHead = message.method === 'HEAD';
    // A HEAD of an object says the object's length; its own length is set already.
    if (reply.status !== 204 && reply.status !== 304 && !(isHead && headers['content-length'] !== undefined)) {
      headers['content-length'] = String(Buffer.byteLength(body ?? ''));
    }
    response.writeHead(reply.status, headers);
    response.end(isHead ? undefined : body);
  } else {
    try {
      response.writeHead(reply.status, headers);
    } catch (error) {
      body.destroy();
      throw error;
    }
    await pipeline(body, response);
  }
  // An error may be answered before the body is read: the rest is read over, so that the client sees the answer.
  message.resume();
}
