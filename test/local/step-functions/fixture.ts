import { afterEach } from 'vitest';
import { type VirtualClock, virtualClock } from '../../../local/clock/virtual-clock.ts';
import { Engine, type TaskIntegration } from '../../../local/step-functions/engine.ts';
import { type Json, parseJson } from '../../../local/step-functions/json.ts';
import type { ExecutionRow } from '../../../local/step-functions/store-rows.ts';

export const ECHO = 'arn:aws:states:::lambda:invoke';
export const CALLBACK = 'arn:aws:states:::lambda:invoke.waitForTaskToken';

// asl-validator takes 200 ms a machine; validate.test.ts and the server's and crash tests have it look.
export const schemaCheck = () => [];

const open: Engine[] = [];
afterEach(() => {
  for (const engine of open.splice(0)) engine.close();
});

export interface Fixture {
  engine: Engine;
  clock: VirtualClock;
}

/** An engine in memory on a clock that jumps; the default task gives its arguments back. */
export function fixture(
  integrate: TaskIntegration = async (_resource, args) => args,
  options: { random?: () => number; historyLimit?: number } = {},
): Fixture {
  const clock = virtualClock();
  const engine = new Engine({ storePath: ':memory:', integrate, random: () => 0.5, schemaCheck, ...options, clock });
  open.push(engine);
  return { engine, clock };
}

/** Registers and starts a machine of these states, the first being its entry. */
export function start(
  { engine }: Fixture,
  states: Record<string, Json>,
  input: Json = {},
  more: Record<string, Json> = {},
) {
  const [StartAt = ''] = Object.keys(states);
  const { arn } = engine.register({
    name: 'machine',
    definition: { QueryLanguage: 'JSONata', StartAt, States: states, ...more },
  });
  return engine.startExecution({ stateMachineArn: arn, input: JSON.stringify(input) }).arn;
}

/** Runs a machine of these states to its end. */
export async function run(on: Fixture, states: Record<string, Json>, input: Json = {}): Promise<ExecutionRow> {
  return on.clock.runUntil(on.engine.waitFor(start(on, states, input)));
}

/** Runs it and gives its output. */
export async function outputOf(
  states: Record<string, Json>,
  input: Json = {},
  integrate?: TaskIntegration,
): Promise<Json> {
  const row = await run(fixture(integrate), states, input);
  if (row.output === null) throw new Error(`${row.status} ${row.error}: ${row.cause}`);
  return parseJson(row.output);
}

/** Runs it and gives its error and cause. */
export async function failureOf(states: Record<string, Json>, input: Json = {}, integrate?: TaskIntegration) {
  const { status, error, cause } = await run(fixture(integrate), states, input);
  return { status, error, cause };
}

/** A Pass that ends with an expression. */
export const pass = (Output: Json): Record<string, Json> => ({ Only: { Type: 'Pass', Output, End: true } });
/** A Task that ends its branch. */
export const task = (more: Record<string, Json> = {}): Json => ({ Type: 'Task', Resource: ECHO, End: true, ...more });

/** The types of an execution's events, in order. */
export function eventTypes({ engine }: Fixture, arn: string): string[] {
  return engine.getExecutionHistory(arn).items.map(({ type }) => type);
}
