import type * as z from 'zod';
import { ApiFault } from './api-fault.ts';

/** Where the next page of a list starts, as one opaque word: the key of an index, which is all that a page can start after. */
export function cursorOf<S extends z.ZodType<Record<string, unknown>>>(key: S) {
  return {
    encode: (start: Record<string, unknown>): string =>
      Buffer.from(JSON.stringify(key.parse(start))).toString('base64url'),
    /** @throws ApiFault 400 where the word is none of ours. */
    decode(word: string): z.infer<S> {
      try {
        return key.parse(JSON.parse(Buffer.from(word, 'base64url').toString()));
      } catch {
        throw new ApiFault(400, 'start-invalid', '"start" is not a value that "next" of an earlier page gave.');
      }
    },
  };
}
