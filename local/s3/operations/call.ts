import type { Readable } from 'node:stream';
import type { Authenticated } from '../auth/authenticate.ts';
import type { S3Request } from '../request.ts';
import type { Store } from '../store/store.ts';

/** What an operation gets: a request whose signature is verified, the store, and the time of the request. */
export interface Call {
  request: S3Request;
  authenticated: Authenticated;
  store: Store;
  now: Date;
  /** Whether what is encrypted with a key of KMS can be read. */
  isKeyUsable: (keyId: string) => boolean;
}

export interface Reply {
  status: number;
  headers?: Record<string, string>;
  /** XML text, or an object's bytes (their length is then in the headers). */
  body?: string | Readable;
}

export type Operation = (call: Call) => Reply | Promise<Reply>;

/** The one owner of everything here. */
export const OWNER = { ID: '0'.repeat(64), DisplayName: 'local' };

export function xmlReply(body: string, headers: Record<string, string> = {}): Reply {
  return { status: 200, headers: { 'content-type': 'application/xml', ...headers }, body };
}
