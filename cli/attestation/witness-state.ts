import { createHash } from 'node:crypto';
import { mkdir, open, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Checkpoint, parseCheckpoint } from '#core/attestation/tlog/checkpoint.ts';
import { parseNote } from '#core/attestation/tlog/signed-note.ts';
import { CommandError } from '../command-error.ts';

/** What a witness last signed of a log. Held by one process at a time: two could sign two histories. */
export interface WitnessState extends AsyncDisposable {
  last: Checkpoint | null;
  /** Stores a checkpoint; only then may its signature go out. */
  save(checkpoint: string): Promise<void>;
}

/** Opens the state of a witness about the log of that name. */
export async function openWitnessState(folder: string, origin: string): Promise<WitnessState> {
  await mkdir(folder, { recursive: true });
  const path = join(folder, `${createHash('sha256').update(origin).digest('hex').slice(0, 32)}.checkpoint`);
  const lock = `${path}.lock`;
  const handle = await open(lock, 'wx').catch((cause: unknown) => {
    throw new CommandError('Another witness is at work on this log, or was ended amid it.', {
      where: lock,
      expected: 'one witness at a time',
      cure: 'Wait for it; if none is running, remove this file.',
      cause,
    });
  });
  await handle.close();
  try {
    const text = await readFile(path, 'utf8').catch((error: unknown) => {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
      throw error;
    });
    return {
      last: text === null ? null : parseCheckpoint(parseNote(text).text),
      async save(checkpoint) {
        await writeFile(`${path}.new`, checkpoint, { flush: true });
        await rename(`${path}.new`, path);
      },
      [Symbol.asyncDispose]: () => rm(lock, { force: true }),
    };
  } catch (error) {
    await rm(lock, { force: true });
    throw error;
  }
}
