import * as z from 'zod';
import { type Json, parseJson } from './json.ts';
import type { ExecutionRow } from './store-rows.ts';

/** A record of an execution's journal; `data` is JSON text. */
export interface JournalRecord {
  readonly path: string;
  readonly data: string;
}

/** What becomes of a journal so that what was unsuccessful happens again. */
export interface Rewrite {
  readonly remove: readonly string[];
  /** In the order in which they are to be done. */
  readonly rename: readonly { readonly from: string; readonly to: string }[];
}

const REDRIVABLE_MS = 14 * 86_400_000;
const failedIteration = z.object({ error: z.string() });

/** Why an execution cannot be taken up again; undefined where it can. */
export function notRedrivable({ status, stopped }: ExecutionRow, now: number): string | undefined {
  if (status === 'RUNNING' || status === 'SUCCEEDED') return `Execution is ${status} and cannot be redriven`;
  if (stopped !== null && now - stopped > REDRIVABLE_MS) return 'Execution redrivable period exceeded';
  return undefined;
}

/**
 * Forgets what failed or was cut off, and keeps what succeeded: a state that was never left begins again, with all of its time
 * and all of its retries; of a Parallel or Map the branches and iterations that have ended stay.
 * Source: Step Functions developer guide, "Restarting state machine executions with redrive".
 */
export function rewriteJournal(records: readonly JournalRecord[]): Rewrite {
  const paths = records.map(({ path }) => path);
  const has = new Set(paths);
  const unsuccessful = paths
    .filter((path) => path.endsWith('/entered'))
    .map((path) => path.slice(0, -'/entered'.length))
    .filter((visit) => !has.has(`${visit}/exited`));
  const remove = new Set<string>();
  const moved: { from: string; to: string }[] = [];
  for (const visit of unsuccessful) {
    const inside = records.filter(({ path }) => path.startsWith(`${visit}/`) && path !== `${visit}/entered`);
    const last = Math.max(0, ...inside.map(({ path }) => Number.parseInt(path.slice(visit.length + 1), 10)));
    const attempt = `${visit}/${last}/`;
    const holdsOthers = inside.some(
      ({ path }) => /^[bi]\d+\//.test(path.slice(attempt.length)) && path.startsWith(attempt),
    );
    for (const { path, data } of inside) {
      const rest = path.slice(attempt.length);
      const ended =
        rest === 'failed' || rest === 'mapRunEnded' || (/^i\d+\/ended$/.test(rest) && isFailure(parseJson(data)));
      if (!holdsOthers || !path.startsWith(attempt) || ended) remove.add(path);
    }
    if (holdsOthers && last > 0) moved.push({ from: attempt, to: `${visit}/0/` });
  }
  // The innermost first: what it is renamed to is still below the old name of what is around it.
  moved.sort((a, b) => b.from.length - a.from.length);
  const rename = paths
    .filter((path) => !remove.has(path))
    .map((from) => ({
      from,
      to: moved.reduce((to, move) => (to.startsWith(move.from) ? move.to + to.slice(move.from.length) : to), from),
    }))
    .filter(({ from, to }) => from !== to);
  return { remove: [...remove], rename };
}

const isFailure = (data: Json) => failedIteration.safeParse(data).success;
