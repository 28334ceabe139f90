import * as z from 'zod';
import { type Api, ApiProblem } from '../api/client.ts';
import { readStored, writeStored } from '../components/use-stored.ts';

/** An upload under way, as this browser keeps it, so that it goes on where it stopped. */
const UnderWay = z.object({
  submissionId: z.string(),
  uploadId: z.string(),
  partBytes: z.int().positive(),
  parts: z.int().positive(),
});
type UnderWay = z.infer<typeof UnderWay>;

/** Parts on their way at once. */
const PARALLEL = 3;
const ATTEMPTS = 4;

export interface UploadRequest {
  readonly name: string;
  readonly content: Blob;
  readonly vendor: string;
  readonly amends?: { readonly caseId: string; readonly note: string };
  readonly onProgress: (sent: number) => void;
  readonly signal: AbortSignal;
}

/**
 * Uploads a bundle by presigned parts, each bound to its SHA-256, and opens its case. Goes on with an upload of the same bytes that stopped.
 * @throws ApiProblem with what to do; DOMException `AbortError` where it was stopped
 */
export async function upload(api: Api, request: UploadRequest): Promise<string> {
  const { name, content, amends, onProgress, signal } = request;
  const key = `countersign.upload.${request.vendor}.${amends?.caseId ?? ''}.${await fingerprintOf(content)}`;
  const kept = readStored(key, UnderWay.nullable(), null);
  const arrived = kept === null ? null : await arrivedParts(api, kept);
  const state =
    kept !== null && arrived !== null
      ? kept
      : await api.startSubmission({ fileName: name, bytes: content.size, ...(amends && { amends }) });
  writeStored(key, state);
  const { submissionId, uploadId, partBytes } = state;
  const done: { part: number; etag: string; sha256: string }[] = [];
  let sent = 0;
  const queue = Array.from({ length: state.parts }, (_, i) => i + 1);
  const worker = async () => {
    for (let part = queue.shift(); part !== undefined; part = queue.shift()) {
      signal.throwIfAborted();
      const body = await content.slice((part - 1) * partBytes, part * partBytes).arrayBuffer();
      const sha256 = await digestOf(body);
      const before = arrived?.get(part);
      const etag = before?.sha256 === sha256 ? before.etag : await send(api, state, part, sha256, body, signal);
      done.push({ part, etag, sha256 });
      sent += body.byteLength;
      onProgress(sent);
    }
  };
  await Promise.all(Array.from({ length: Math.min(PARALLEL, state.parts) }, worker));
  const parts = done.sort((a, b) => a.part - b.part);
  const { caseId } = await api.completeSubmission(submissionId, { uploadId, parts });
  localStorage.removeItem(key);
  return caseId;
}

async function arrivedParts(api: Api, { submissionId, uploadId }: UnderWay) {
  try {
    const { parts } = await api.uploadedParts(submissionId, uploadId);
    return new Map(parts.map((part) => [part.part, part]));
  } catch (error) {
    // The service no longer knows the upload: it starts anew.
    if (error instanceof ApiProblem && error.status === 404) return null;
    throw error;
  }
}

async function send(
  api: Api,
  { submissionId, uploadId }: UnderWay,
  part: number,
  sha256: string,
  body: ArrayBuffer,
  signal: AbortSignal,
): Promise<string> {
  for (let attempt = 1; ; attempt += 1) {
    const { urls } = await api.partUrls(submissionId, { uploadId, parts: [{ part, sha256 }] });
    const target = urls.find((url) => url.part === part);
    if (target === undefined) throw new Error(`The service gave no address for part ${part}.`);
    // The length is the browser's to say.
    const { 'content-length': _, ...headers } = target.headers;
    const response = await fetch(target.url, { method: 'PUT', headers, body, signal }).catch((error: unknown) => {
      if (signal.aborted) throw error;
      return null;
    });
    const etag = response?.ok ? response.headers.get('etag') : null;
    if (etag !== null) return etag;
    if (attempt === ATTEMPTS)
      throw new Error(
        `Part ${part} could not be uploaded (${response?.status ?? 'no answer'}). Send the same file again: the upload goes on where it stopped.`,
      );
    await new Promise((resolve) => setTimeout(resolve, 500 * 2 ** attempt));
  }
}

async function digestOf(bytes: ArrayBuffer): Promise<string> {
  return btoa(String.fromCharCode(...new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))));
}

const ENDS = 1 << 20;

/** Tells files apart by their size and both ends; that all parts are the same, their digests show. */
async function fingerprintOf(content: Blob): Promise<string> {
  const ends = new Blob([content.slice(0, ENDS), content.slice(-ENDS)]);
  return `${content.size}.${(await digestOf(await ends.arrayBuffer())).slice(0, 16)}`;
}
