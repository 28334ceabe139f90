import type { ScannedStretch, Stretch } from '#core/evidence/inspect/stretch.ts';

/** What a thread is asked to do. `id` is of the request; bytes are handed over, not shared. */
export type Work =
  | { id: number; kind: 'scan'; stretch: Stretch }
  /** The next bytes of the digest that has this number. */
  | { id: number; kind: 'update'; digest: number; bytes: Uint8Array }
  | { id: number; kind: 'digest'; digest: number };

/** What it answers, in any order: that it is there, a result (null of an update), or why there is none. */
export type Answer =
  | { kind: 'ready' }
  | { kind: 'done'; id: number; result: ScannedStretch | string | null }
  | { kind: 'failed'; id: number; why: string };
