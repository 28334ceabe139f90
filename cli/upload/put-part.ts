import { fetchOnce } from '../api/fetch-once.ts';
import { isTransient, retryAfter, TransientError } from '../api/retry.ts';
import { CommandError } from '../command-error.ts';

/** The presigned address is no longer good: ask for another. */
export class UrlExpired extends TransientError {
  constructor(part: number) {
    super(`the address of part ${part} is no longer valid`, { retryAfter: 0 });
    this.name = 'UrlExpired';
  }
}

/** Puts one part to its presigned address; returns the ETag that completes the upload. */
export async function putPart(
  part: number,
  url: string,
  headers: Record<string, string>,
  body: Uint8Array<ArrayBuffer>,
): Promise<string> {
  const own = new Headers(headers);
  own.delete('content-length'); // the client of the platform counts for itself
  const response = await fetchOnce(url, { method: 'PUT', headers: own, body });
  const answer = await response.text();
  if (response.status === 403) throw new UrlExpired(part);
  if (isTransient(response.status))
    throw new TransientError(`part ${part}: ${response.status}`, { retryAfter: retryAfter(response.headers) });
  const etag = response.headers.get('etag');
  if (!response.ok || etag === null)
    throw new CommandError(`Part ${part} of the upload was refused: HTTP ${response.status}.`, {
      where: new URL(url).origin,
      expected: 'the store to take the part and give its ETag',
      cure: /BadDigest|Checksum/i.test(answer)
        ? 'The bundle changed while it was uploaded: run the command again.'
        : 'Run the command again: it goes on where it stopped.',
    });
  return etag;
}
