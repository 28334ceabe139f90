import { createHash } from 'node:crypto';
import { CompletedSubmission, PartUrls, StartedSubmission, UploadedParts } from '#core/api/wire.ts';
import type { RandomAccess } from '#core/io/random-access.ts';
import { ApiRefusal } from '../api/api-error.ts';
import type { ApiClient } from '../api/client.ts';
import { TransientError, withRetries } from '../api/retry.ts';
import { CommandError } from '../command-error.ts';
import type { Context } from '../context.ts';
import { putPart } from './put-part.ts';
import type { UploadState, UploadStates } from './upload-state.ts';

/** Parts on their way at once: memory stays at this many parts. */
const PARALLEL = 4;

export interface UploadRequest {
  source: RandomAccess;
  name: string;
  /** "sha256:..." of the whole source: the same bytes go on with the same upload. */
  sha256: string;
  /** The case of which it is a new version, and what is other in it. */
  amends?: { caseId: string; note: string } | undefined;
  onProgress: (sent: number, total: number) => void;
}
export interface Uploaded {
  caseId: string;
  resumed: boolean;
}
type Part = NonNullable<UploadState['completing']>[number];

/**
 * Uploads a bundle in parts through presigned addresses and opens its case, or amends one. Every part is bound to its SHA-256.
 * Goes on with an upload of the same bytes that stopped earlier; starts anew where the service no longer knows it.
 */
export async function upload(
  client: ApiClient,
  states: UploadStates,
  context: Context,
  request: UploadRequest,
): Promise<Uploaded> {
  const { source, onProgress } = request;
  const earlier = await states.find(client.origin, { sha256: request.sha256, amends: request.amends?.caseId });
  const completed =
    earlier?.completing === undefined
      ? null
      : await ifKnown(() => complete(client, states, earlier, earlier.completing ?? []));
  if (completed !== null) return { caseId: completed, resumed: true };
  const arrived = earlier === null ? null : await arrivedParts(client, earlier);
  const resumed = earlier !== null && arrived !== null;
  const state = resumed ? earlier : await start(client, states, request);

  const done = new Map<number, Part>();
  let sent = 0;
  const lengthOf = (part: number) => Math.min(state.partBytes, source.size - (part - 1) * state.partBytes);
  const finish = (part: Part) => {
    done.set(part.part, part);
    sent += lengthOf(part.part);
    onProgress(sent, source.size);
  };
  onProgress(0, source.size);

  const queue = Array.from({ length: state.parts }, (_, index) => index + 1);
  const worker = async () => {
    for (let part = queue.shift(); part !== undefined; part = queue.shift()) {
      const body = Buffer.from(await source.read((part - 1) * state.partBytes, lengthOf(part)));
      const sha256 = createHash('sha256').update(body).digest('base64');
      const before = arrived?.get(part);
      const kept =
        before !== undefined &&
        before.bytes === body.length &&
        (before.sha256 === undefined || before.sha256 === sha256);
      finish(
        kept
          ? { part, etag: before.etag, sha256 }
          : { part, sha256, etag: await send(client, context, state, part, sha256, body) },
      );
    }
  };
  const workers = await Promise.allSettled(Array.from({ length: Math.min(PARALLEL, state.parts) }, worker));
  for (const outcome of workers) if (outcome.status === 'rejected') throw outcome.reason;

  const parts = [...done.values()].sort((a, b) => a.part - b.part);
  await states.keep({ ...state, completing: parts });
  return { caseId: await complete(client, states, state, parts), resumed };
}

/** Opens the case. The service answers a repetition with the same case, so a lost answer is asked for again. */
async function complete(client: ApiClient, states: UploadStates, state: UploadState, parts: Part[]): Promise<string> {
  const path = `/submissions/${encodeURIComponent(state.submissionId)}/complete`;
  const { caseId } = await client.post(path, { uploadId: state.uploadId, parts }, CompletedSubmission);
  await states.forget(state);
  return caseId;
}

async function start(
  client: ApiClient,
  states: UploadStates,
  { name, source, sha256, amends }: UploadRequest,
): Promise<UploadState> {
  const started = await client.post('/submissions', { fileName: name, bytes: source.size, amends }, StartedSubmission);
  const state = { api: client.origin, sha256, amends: amends?.caseId, bytes: source.size, ...started };
  await states.keep(state);
  return state;
}

/** What the service already has, or null where it no longer knows the upload. */
async function arrivedParts(client: ApiClient, state: UploadState) {
  const path = `/submissions/${encodeURIComponent(state.submissionId)}?uploadId=${encodeURIComponent(state.uploadId)}`;
  return ifKnown(async () => {
    const { parts } = await client.get(path, UploadedParts);
    return new Map(parts.map((part) => [part.part, part]));
  });
}

/** Null where the service does not know the upload (any more), or what it got of it does not fit. */
async function ifKnown<T>(ask: () => Promise<T>): Promise<T | null> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof ApiRefusal && [404, 409, 410].includes(error.status)) return null;
    throw error;
  }
}

async function send(
  client: ApiClient,
  context: Context,
  state: UploadState,
  part: number,
  sha256: string,
  body: Buffer<ArrayBuffer>,
): Promise<string> {
  const path = `/submissions/${encodeURIComponent(state.submissionId)}/parts`;
  try {
    return await withRetries(context, async () => {
      const { urls } = await client.post(path, { uploadId: state.uploadId, parts: [{ part, sha256 }] }, PartUrls);
      const target = urls.find((url) => url.part === part);
      if (target === undefined)
        throw new ApiRefusal(200, 'unexpected-answer', `The service gave no address for part ${part}.`, {
          where: path,
        });
      return putPart(part, target.url, target.headers, body);
    });
  } catch (error) {
    if (!(error instanceof TransientError)) throw error;
    throw new CommandError(`Part ${part} could not be uploaded, even after several tries: ${error.message}.`, {
      where: client.origin,
      cure: 'Run the same command again later: it goes on where it stopped.',
      cause: error,
    });
  }
}
