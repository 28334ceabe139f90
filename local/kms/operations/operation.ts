import * as z from 'zod';
import type { Keys } from '../keys.ts';

/** An operation of KMS: reads what was sent, and gives what is answered. */
export type Operation = (keys: Keys, body: unknown) => Readonly<Record<string, unknown>>;

export const KeyId = z.object({ KeyId: z.string() });
