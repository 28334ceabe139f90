import { useCallback, useEffect, useState } from 'preact/hooks';
import type { QueueEntry } from '#core/api/procedure-wire.ts';
import type { Api } from '../api/client.ts';

export interface LoadedQueue {
  readonly entries: readonly QueueEntry[];
  readonly complete: boolean;
  readonly error: unknown;
}

const NOTHING: LoadedQueue = { entries: [], complete: false, error: null };

/** A party's whole queue, page after page: what has come is shown while the rest is on its way. */
export function useQueue(api: Api, party: string | undefined): [LoadedQueue, () => void] {
  const [queue, setQueue] = useState<LoadedQueue>(NOTHING);
  const [turn, setTurn] = useState(0);
  useEffect(() => {
    if (party === undefined) return;
    let current = true;
    const load = async () => {
      const entries: QueueEntry[] = [];
      let start: string | undefined;
      do {
        const page = await api.queue(party, start);
        if (!current) return;
        entries.push(...page.entries);
        start = page.next ?? undefined;
        setQueue({ entries: [...entries], complete: start === undefined, error: null });
      } while (start !== undefined);
    };
    load().catch((error: unknown) => current && setQueue((before) => ({ ...before, error })));
    return () => {
      current = false;
    };
  }, [api, party, turn]);
  return [queue, useCallback(() => setTurn((n) => n + 1), [])];
}
