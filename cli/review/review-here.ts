import type { KnownSigners } from '#core/bundle/bundle-signature.ts';
import type { RandomAccess, Spool } from '#core/io/random-access.ts';
import { type Review, review } from '#core/review.ts';
import { processThreads } from '#threads/process-threads.ts';
import { loadPack, packNames } from '../standards/load-packs.ts';

/**
 * The review of a bundle in this process, by those of the standards that come with this version which it seeks.
 * @param signers whose signature of the bundle counts; left out where nobody is known here
 */
export async function reviewHere(source: RandomAccess, spool: Spool, signers?: KnownSigners): Promise<Review> {
  const io = { spool, signers, threads: processThreads };
  return review({ names: await packNames(), load: loadPack }, source, io);
}
