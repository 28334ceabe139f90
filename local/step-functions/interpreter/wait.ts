import * as z from 'zod';
import type { WaitState } from '../definition.ts';
import { QueryEvaluationError } from '../errors.ts';
import { sleepUntil } from './frame.ts';
import { bindings, type Exit, leave, nextOf, type Visit } from './visit.ts';

const LONGEST_SECONDS = 99_999_999;
const dueSchema = z.object({ due: z.number() });

/** Wait: the due time is recorded as an absolute one, so a restart does not lengthen it. */
export async function wait(visit: Visit<WaitState>): Promise<Exit> {
  const { frame, state, path } = visit;
  let due = frame.find(`${path}/due`, dueSchema)?.due;
  if (due === undefined) {
    due = await dueTime(visit);
    frame.record(`${path}/due`, { due }, []);
  }
  await sleepUntil(frame, due);
  return leave(visit, state, nextOf(state), visit.input);
}

async function dueTime({ frame, state, ...rest }: Visit<WaitState>): Promise<number> {
  const { evaluator, clock } = frame.run.services;
  const readable = bindings({ frame, state, ...rest });
  if (state.Seconds !== undefined) {
    return clock.now() + 1000 * (await evaluator.integer(state.Seconds, 'Seconds', readable, 0, LONGEST_SECONDS));
  }
  const stamp = await evaluator.string(state.Timestamp ?? '', 'Timestamp', readable);
  if (!z.iso.datetime({ offset: true }).safeParse(stamp).success) {
    throw new QueryEvaluationError(
      `The field 'Timestamp' is '${stamp}', expected an ISO 8601 time such as 2026-03-01T09:00:00Z.`,
      'Timestamp',
    );
  }
  // The service looks at whole seconds and drops the rest.
  return Math.floor(Date.parse(stamp) / 1000) * 1000;
}
