import { createHash, type Hash } from 'node:crypto';
import { MessagePort, workerData } from 'node:worker_threads';
import { type ScannedStretch, scanStretch } from '#core/evidence/inspect/stretch.ts';
import type { Answer, Work } from './work.ts';

/** A thread of the pool: does what it is asked for until the process ends. */
const port: unknown = workerData;
if (!(port instanceof MessagePort)) throw new TypeError('a worker of the pool needs the port that it is asked through');
const digests = new Map<number, Hash>();
const answer = (message: Answer) => port.postMessage(message);

port.on('message', (work: Work) => {
  perform(work).then(
    (result) => answer({ kind: 'done', id: work.id, result }),
    (error: unknown) =>
      answer({ kind: 'failed', id: work.id, why: error instanceof Error ? error.message : String(error) }),
  );
});
answer({ kind: 'ready' });

async function perform(work: Work): Promise<ScannedStretch | string | null> {
  if (work.kind === 'scan') return scanStretch(work.stretch);
  const hash = digests.get(work.digest) ?? createHash('sha256');
  if (work.kind === 'update') {
    digests.set(work.digest, hash.update(work.bytes));
    return null;
  }
  digests.delete(work.digest);
  return hash.digest('hex');
}
