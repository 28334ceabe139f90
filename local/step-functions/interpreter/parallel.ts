import * as z from 'zod';
import type { Branch, ParallelState } from '../definition.ts';
import { event } from '../history.ts';
import { type Json, jsonValue } from '../json.ts';
import { runBranch } from './branch.ts';
import { together } from './cut.ts';
import type { Frame } from './frame.ts';
import { bindings, type Exit, leave, nextOf, type Visit, withinLimit } from './visit.ts';

const started = z.object({ input: jsonValue });
const ended = z.object({ output: jsonValue });

/** Parallel: all branches on the same input; the first failure cuts off the others and is the state's own. */
export async function parallel(visit: Visit<ParallelState>): Promise<Exit> {
  const { frame, state, path } = visit;
  const input = frame.find(`${path}/started`, started)?.input ?? (await start(visit));
  let result = frame.find(`${path}/succeeded`, z.array(jsonValue));
  if (!result) {
    let last = frame.eventId;
    result = await together(frame, (signal) =>
      state.Branches.map(async (branch, index) => {
        const inner = frame.child(`${path}/b${index}`, signal);
        const output = await runOnce(inner, branch, input);
        last = Math.max(last, inner.eventId);
        return output;
      }),
    );
    withinLimit(result, `The result of the state '${visit.name}'`);
    // The exit follows on the last branch, beside the event of the success.
    frame.eventId = last;
    frame.record(`${path}/succeeded`, result, [event('ParallelStateSucceeded')], { continueFrom: last });
  }
  return leave(visit, state, nextOf(state), result, { result });
}

async function start(visit: Visit<ParallelState>): Promise<Json> {
  const { frame, state, path } = visit;
  const { evaluator } = frame.run.services;
  const input =
    state.Arguments === undefined ? visit.input : await evaluator.value(state.Arguments, 'Arguments', bindings(visit));
  withinLimit(input, `The input of the branches of the state '${visit.name}'`);
  frame.record(`${path}/started`, { input }, [event('ParallelStateStarted')]);
  return input;
}

async function runOnce(frame: Frame, branch: Branch, input: Json): Promise<Json> {
  const known = frame.find(`${frame.path}/ended`, ended);
  if (known) return known.output;
  const output = await runBranch(frame, branch, input);
  frame.record(`${frame.path}/ended`, { output }, []);
  return output;
}
