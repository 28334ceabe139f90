import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import type * as z from 'zod';

/** What is kept in this browser under a key; `empty` where there is nothing, or nothing that fits. */
export function readStored<S extends z.ZodType>(key: string, schema: S, empty: z.infer<S>): z.infer<S> {
  try {
    const parsed = schema.safeParse(JSON.parse(localStorage.getItem(key) ?? 'null'));
    return parsed.success ? parsed.data : empty;
  } catch {
    return empty;
  }
}

export function writeStored(key: string, value: unknown): void {
  try {
    localStorage.setItem(key, JSON.stringify(value));
  } catch {
    // A full or forbidden store: what was written stays on the page.
  }
}

/** A state that this browser keeps, so that it outlives the page; `clear` forgets it. */
export function useStored<S extends z.ZodType>(
  key: string,
  schema: S,
  empty: z.infer<S>,
): [z.infer<S>, (value: z.infer<S>) => void, () => void] {
  const [value, setValue] = useState<z.infer<S>>(() => readStored(key, schema, empty));
  const shown = useRef(key);
  useEffect(() => {
    if (shown.current === key) return;
    shown.current = key;
    setValue(readStored(key, schema, empty));
  }, [key]);
  const set = useCallback(
    (next: z.infer<S>) => {
      setValue(next);
      writeStored(key, next);
    },
    [key],
  );
  const clear = useCallback(() => {
    setValue(empty);
    localStorage.removeItem(key);
  }, [key]);
  return [value, set, clear];
}
