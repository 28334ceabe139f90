import { lookup as systemLookup } from 'node:dns/promises';
import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { LookupFunction } from 'node:net';
import { WebhookTargetError, type WebhookTargets } from './target.ts';

const TIMEOUT_MS = 10_000;
/** More of an answer is not read. */
const MAX_ANSWER_BYTES = 64 * 1024;

export interface WebhookPost {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface PostOptions {
  readonly timeoutMs?: number;
  /** All addresses of a host name. */
  readonly resolve?: (host: string) => Promise<readonly { address: string; family: number }[]>;
}

const resolveAll = (host: string) => systemLookup(host, { all: true });

/**
 * Posts a webhook and gives the status of the answer. The connection goes to an address that was checked, so that a name which
 * changes its address in between leads nowhere else; redirects are not followed; time and the size of the answer are bounded.
 * @throws {WebhookTargetError} where the target is not allowed; otherwise what the network says
 */
export async function postWebhook(
  post: WebhookPost,
  targets: WebhookTargets,
  options: PostOptions = {},
): Promise<number> {
  const url = targets.parse(post.url);
  const { timeoutMs = TIMEOUT_MS, resolve = resolveAll } = options;
  const send = url.protocol === 'https:' ? httpsRequest : httpRequest;
  const { promise, resolve: settle, reject } = Promise.withResolvers<number>();
  const signal = AbortSignal.timeout(timeoutMs);
  const failed = (error: Error) => reject(signal.aborted ? new Error(`no answer within ${timeoutMs / 1000} s`) : error);
  const request = send(
    url,
    {
      method: 'POST',
      headers: {
        ...post.headers,
        'content-type': 'application/json',
        'content-length': Buffer.byteLength(post.body),
        'user-agent': 'countersign',
      },
      lookup: checkedLookup(targets, resolve),
      // No connection outlives its webhook: the next one is checked anew.
      agent: false,
      signal,
    },
    (response) => {
      let bytes = 0;
      const done = () => {
        settle(response.statusCode ?? 0);
        request.destroy();
      };
      response.on('data', (chunk: Buffer) => {
        bytes += chunk.length;
        if (bytes > MAX_ANSWER_BYTES) done();
      });
      response.on('end', done);
      response.on('error', failed);
    },
  );
  request.on('error', failed);
  request.end(post.body);
  return promise;
}

function checkedLookup(targets: WebhookTargets, resolve: NonNullable<PostOptions['resolve']>): LookupFunction {
  return (host, { all }, callback) => {
    resolve(host).then(
      (found) => {
        try {
          for (const { address } of found) targets.check(address);
          const [first] = found;
          if (first === undefined) throw new WebhookTargetError(`${host} has no address.`);
          if (all === true) callback(null, [...found]);
          else callback(null, first.address, first.family);
        } catch (error) {
          callback(error instanceof Error ? error : new Error(String(error)), '');
        }
      },
      (error: unknown) => callback(error instanceof Error ? error : new Error(String(error)), ''),
    );
  };
}
