import * as z from 'zod';
import { Base64, fromBase64, toBase64 } from '../base64.ts';
import { VerificationError } from '../verification-error.ts';
import { CHECKPOINT_PATH, type Checkpoint, signCheckpoint, verifyCheckpoint } from './checkpoint.ts';
import { ENTRY_BYTES } from './entry-bundle.ts';
import { grow } from './grow.ts';
import type { LogStore } from './log-store.ts';
import { emptyRoot } from './merkle.ts';
import type { NoteSigner } from './note-key.ts';

/** Entries that one call may add. */
export const MOST_ENTRIES = 1024;

const Claim = z.object({ entries: z.array(Base64).min(1).max(MOST_ENTRIES) });

/** Which entries come after the first `size` ones: the first claim decides, for ever. */
const claimPath = (size: number) => `claim/${size}`;

/**
 * Adds entries to a log, and returns the index of the first.
 *
 * Any number of writers may do so at once, and any of them may die at any moment: which entries follow on a size is decided by
 * who first writes the claim of that size. From then on tiles, root and checkpoint follow from the claim, so that every writer
 * who finds it completes it with the same bytes. Nothing that is written is ever changed but the checkpoint, and that only from
 * the version that was read. Claims stay: a writer that was held up must find them.
 * An entry whose writer died after its claim is in the log although nobody was told; to add it again does no harm.
 * @throws VerificationError `log-forked` where the store has other bytes at a place than follow from the claims, and what is
 * wrong with the checkpoint
 * @throws RangeError where there are no entries, too many, or one that is too long
 */
export async function append(store: LogStore, signer: NoteSigner, entries: readonly Uint8Array[]): Promise<number> {
  if (entries.length === 0 || entries.length > MOST_ENTRIES || entries.some((one) => one.byteLength > ENTRY_BYTES))
    throw new RangeError(`1 to ${MOST_ENTRIES} entries of at most ${ENTRY_BYTES} bytes can be added at once`);
  const claim = Buffer.from(JSON.stringify({ entries: entries.map(toBase64) }));
  for (;;) {
    const head = await readHead(store, signer);
    const mine = await store.create(claimPath(head.size), claim);
    await complete(store, signer, head, mine ? entries : await claimed(store, head.size));
    if (mine) return head.size;
  }
}

/** Completes what a writer that died has begun; true where there was something. */
export async function recover(store: LogStore, signer: NoteSigner): Promise<boolean> {
  const head = await readHead(store, signer);
  if ((await store.get(claimPath(head.size))) === null) return false;
  await complete(store, signer, head, await claimed(store, head.size));
  return true;
}

interface Head extends Checkpoint {
  /** Null where the log has no checkpoint yet. */
  version: string | null;
}

async function readHead(store: LogStore, { noteKey: log }: NoteSigner): Promise<Head> {
  const stored = await store.get(CHECKPOINT_PATH);
  if (stored === null) return { origin: log.name, size: 0, root: emptyRoot(), version: null };
  const { checkpoint } = verifyCheckpoint(Buffer.from(stored.bytes).toString('utf8'), {
    log,
    witnesses: [],
    quorum: 0,
  });
  return { ...checkpoint, version: stored.version };
}

async function claimed(store: LogStore, size: number): Promise<Uint8Array[]> {
  const stored = await store.get(claimPath(size));
  const parsed = Claim.safeParse(stored === null ? null : JSON.parse(Buffer.from(stored.bytes).toString('utf8')));
  if (parsed.success) return parsed.data.entries.map(fromBase64);
  throw new VerificationError('log-malformed', `${claimPath(size)} cannot be read.`, 'a claim as a writer made it');
}

async function complete(
  store: LogStore,
  signer: NoteSigner,
  { origin, size, version }: Head,
  entries: readonly Uint8Array[],
): Promise<void> {
  const read = async (path: string) => (await store.get(path))?.bytes ?? null;
  const { objects, ...after } = await grow(read, size, entries);
  await Promise.all([...objects].map(([path, bytes]) => createSame(store, path, bytes)));
  const checkpoint = Buffer.from(await signCheckpoint({ origin, ...after }, signer));
  for (let from = version; ; ) {
    if (from === null && (await store.create(CHECKPOINT_PATH, checkpoint))) return;
    if (from !== null && (await store.replace(CHECKPOINT_PATH, checkpoint, from))) return;
    // Another writer has completed the same claim; or somebody has put the signature of a witness on the checkpoint before.
    const now = await readHead(store, signer);
    if (now.size > size) return;
    from = now.version;
  }
}

async function createSame(store: LogStore, path: string, bytes: Uint8Array): Promise<void> {
  if (await store.create(path, bytes)) return;
  const there = await store.get(path);
  if (there !== null && Buffer.compare(there.bytes, bytes) === 0) return;
  throw new VerificationError(
    'log-forked',
    `${path} has other bytes than follow from the claims.`,
    'one log, ever growing',
  );
}
