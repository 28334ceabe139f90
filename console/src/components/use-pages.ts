import { useCallback, useEffect, useRef, useState } from 'preact/hooks';

/** One page of a list, and where the next one starts. */
export interface PageOf<T> {
  readonly items: readonly T[];
  readonly next: string | null;
}

export interface Pages<T> {
  /** Null until the first page is there. */
  readonly items: readonly T[] | null;
  readonly error: unknown;
  /** Loads the next page; null where there is none, or one is loading. */
  readonly more: (() => void) | null;
  /** Begins anew. */
  readonly again: () => void;
}

/** A list that is loaded page by page, anew where its `keys` change; a page that arrives for other keys is left. */
export function usePages<T>(load: (start?: string) => Promise<PageOf<T>>, keys: readonly unknown[]): Pages<T> {
  const [state, setState] = useState<{ items: readonly T[] | null; next: string | null }>({ items: null, next: null });
  const [error, setError] = useState<unknown>(null);
  const [turn, setTurn] = useState(0);
  const run = useRef(0);
  const take = (before: readonly T[], start?: string) => {
    const mine = run.current;
    setState({ items: start === undefined ? null : before, next: null });
    setError(null);
    load(start).then(
      ({ items, next }) => mine === run.current && setState({ items: [...before, ...items], next }),
      (problem: unknown) => mine === run.current && setError(problem),
    );
  };
  useEffect(() => {
    run.current += 1;
    take([]);
  }, [...keys, turn]);
  const { items, next } = state;
  return {
    items,
    error,
    more: items === null || next === null ? null : () => take(items, next),
    again: useCallback(() => setTurn((n) => n + 1), []),
  };
}
