import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type * as z from 'zod';
import { VerificationError } from '#core/attestation/verification-error.ts';
import { CommandError } from '../command-error.ts';
import { UsageError } from '../usage-error.ts';

/** Bytes of a key, a certificate or a document at most. */
const LARGEST = 64 * 1024 * 1024;

/** A file that an option or argument names, read whole. */
export async function readInput(path: string, cwd: string, what: string): Promise<Buffer> {
  const bytes = await readFile(resolve(cwd, path)).catch((cause: unknown) => {
    throw new UsageError(`The ${what} cannot be read.`, {
      where: path,
      expected: 'a file that exists and may be read',
      cure: 'Check the path.',
      cause,
    });
  });
  if (bytes.byteLength <= LARGEST) return bytes;
  throw new UsageError(`The ${what} has ${bytes.byteLength} bytes.`, {
    where: path,
    expected: `at most ${LARGEST} bytes`,
    cure: 'Check the path.',
  });
}

/** A JSON document that fits a schema. */
export async function readDocument<S extends z.ZodType>(
  path: string,
  cwd: string,
  what: string,
  schema: S,
): Promise<z.infer<S>> {
  const text = (await readInput(path, cwd, what)).toString('utf8');
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new CommandError(`The ${what} is not JSON.`, {
      where: path,
      expected: 'a JSON document',
      cure: 'Check the path.',
      cause,
    });
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new CommandError(`The ${what} does not fit its schema.`, {
    where: `${path}, at /${issue?.path.map(String).join('/') ?? ''}`,
    expected: issue?.message,
    cure: 'Check that this is the right file, and of this version.',
  });
}

/** What an option names and cannot be used is the caller's mistake, where a proof that does not hold is an answer. */
export function orUsageError<T>(path: string, what: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof VerificationError)) throw error;
    throw new UsageError(`The ${what} cannot be used. ${error.message}`, {
      where: path,
      expected: error.expected,
      cure: 'Check the path.',
      cause: error,
    });
  }
}
