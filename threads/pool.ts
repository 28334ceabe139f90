import { availableParallelism } from 'node:os';
import type { ScannedStretch, Stretch } from '#core/evidence/inspect/stretch.ts';
import type { ThreadDigest, Threads } from '#core/evidence/threads.ts';
import { Helper, ThreadError } from './helper.ts';

/** Beside the thread that reads; more bring nothing, for one has to read, hash and put together. */
const MOST = 3;
/** Requests that a thread has at a time: the next is there when it is done with one. */
const AHEAD = 2;
/** Stored bytes for which threads are started: reading less is over before they are there. */
const WORTH_STARTING = 4 * 1024 * 1024;
/**
 * Stored bytes from which on work goes to threads that are there. Below, a log is read in a few milliseconds: on a busy machine
 * a thread may not even be woken in that time.
 */
const WORTH_SHARING = 2 * 1024 * 1024;
/** Updates of a digest under way at most. */
const UPDATES = 4;

export interface PoolOptions {
  /** What each thread runs. */
  script?: URL;
  size?: number;
  /** Bytes of a log from which on threads are started for it. */
  startAt?: number;
  /** Bytes of a log from which on threads that are there take part. */
  shareAt?: number;
}

/**
 * By default as many threads as there are processors beside the one in use, at most three. They are started when first there is enough
 * to do, and then kept; until they are there, and where they are busy, whoever asks does the work himself.
 */
export function threadPool({
  script = workerScript(),
  size = Math.min(MOST, availableParallelism() - 1),
  startAt = WORTH_STARTING,
  shareAt = WORTH_SHARING,
}: PoolOptions = {}): Threads {
  let helpers: Helper[] = [];
  /** The one with the least to do, if it has less than that. */
  const free = (load: number, bytes: number): Helper | null => {
    if (bytes < shareAt) return null;
    helpers = helpers.filter(({ ended }) => !ended);
    if (bytes >= startAt) while (helpers.length < size) helpers.push(new Helper(script));
    for (const helper of helpers) helper.drain();
    const ready = helpers.filter((helper) => helper.ready && helper.load < load);
    return ready.sort((a, b) => a.load - b.load)[0] ?? null;
  };
  let digests = 0;
  return {
    scan(stretch, bytes) {
      const helper = free(AHEAD, bytes);
      return helper && scanBy(helper, stretch);
    },
    sha256(bytes) {
      const helper = free(1, bytes);
      if (helper === null) return null;
      digests += 1;
      return digestBy(helper, digests);
    },
  };
}

async function scanBy(helper: Helper, stretch: Stretch): Promise<ScannedStretch> {
  // A copy, for the window that the bytes lie in is used on.
  const bytes = new Uint8Array(stretch.bytes);
  const scanned = await helper.ask({ kind: 'scan', stretch: { ...stretch, bytes } }, [bytes.buffer]);
  if (!Array.isArray(scanned) || scanned.length !== stretch.entries.length)
    throw new ThreadError('a thread that reads logs answered something else than it was asked for');
  return scanned;
}

function digestBy(helper: Helper, digest: number): ThreadDigest {
  const updates: Promise<unknown>[] = [];
  return {
    async update(chunk) {
      const bytes = new Uint8Array(chunk);
      const updated = helper.ask({ kind: 'update', digest, bytes }, [bytes.buffer]);
      updated.catch(() => undefined);
      updates.push(updated);
      if (updates.length > UPDATES) await updates.shift();
    },
    async digest() {
      const hex = helper.ask({ kind: 'digest', digest }, []);
      hex.catch(() => undefined);
      await Promise.all(updates);
      const answer = await hex;
      if (typeof answer !== 'string') throw new ThreadError('a thread that takes a digest answered something else');
      return answer;
    },
  };
}

/** The worker as it stands here, or as it was bundled beside a function. */
function workerScript(): URL {
  return new URL(import.meta.url.endsWith('.ts') ? './worker.ts' : './worker.mjs', import.meta.url);
}
