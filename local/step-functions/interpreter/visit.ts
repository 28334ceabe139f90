import * as z from 'zod';
import type { State } from '../definition.ts';
import { DataLimitExceeded } from '../errors.ts';
import { type Json, jsonBytes, jsonValue } from '../json.ts';
import type { Bindings } from '../jsonata.ts';
import type { Frame } from './frame.ts';

/** The service's limit for a payload, for one variable and for all that a state assigns, in bytes of UTF-8 JSON. */
export const PAYLOAD_LIMIT = 262_144;

/** One entry into a state, at one attempt. */
export interface Visit<S extends State = State> {
  readonly frame: Frame;
  readonly name: string;
  readonly state: S;
  readonly input: Json;
  /** Journal path of this attempt. */
  readonly path: string;
  readonly enteredAt: number;
  readonly retryCount: number;
}

/** How a state is left: where to (null: the branch ends), with what, and the variables it sets. */
export const exitSchema = z.object({
  output: jsonValue,
  assign: z.record(z.string(), jsonValue),
  next: z.string().nullable(),
});
export type Exit = z.infer<typeof exitSchema>;

/** The fields that shape a state's exit, whichever part of the definition they stand in. */
export interface ExitFields {
  readonly Assign?: Record<string, Json> | undefined;
  readonly Output?: Json | undefined;
}

/** `$states` and the variables in scope. `extra` adds `result`, `errorOutput`, or members of the context object. */
export function bindings(
  visit: Visit,
  extra: { result?: Json; errorOutput?: Json; taskToken?: string; item?: { index: number; value: Json } } = {},
): Bindings {
  const { run, execution, scope, item } = visit.frame;
  const mapItem = extra.item ?? item;
  return {
    ...scope.visible(),
    states: {
      input: visit.input,
      ...(extra.result === undefined ? {} : { result: extra.result }),
      ...(extra.errorOutput === undefined ? {} : { errorOutput: extra.errorOutput }),
      context: {
        Execution: {
          Id: execution.arn,
          Input: execution.input,
          Name: execution.name,
          RoleArn: run.roleArn,
          StartTime: new Date(execution.startedAt).toISOString(),
          RedriveCount: run.redriveCount,
          ...(run.redrivenAt === null ? {} : { RedriveTime: new Date(run.redrivenAt).toISOString() }),
        },
        StateMachine: { Id: execution.machineArn, Name: execution.machineName },
        State: {
          Name: visit.name,
          EnteredTime: new Date(visit.enteredAt).toISOString(),
          RetryCount: visit.retryCount,
        },
        ...(extra.taskToken === undefined ? {} : { Task: { Token: extra.taskToken } }),
        ...(mapItem === undefined ? {} : { Map: { Item: { Index: mapItem.index, Value: mapItem.value } } }),
      },
    },
  };
}

/** @throws {DataLimitExceeded} when the value is over the service's limit */
export function withinLimit<T extends Json>(value: T, what: string): T {
  const bytes = jsonBytes(value);
  if (bytes > PAYLOAD_LIMIT) throw new DataLimitExceeded(what, bytes);
  return value;
}

/**
 * Evaluates Output and Assign side by side: neither sees what the other does.
 * @param otherwise the output when there is no Output field
 */
export async function leave(
  visit: Visit,
  fields: ExitFields,
  next: string | null,
  otherwise: Json,
  extra: { result?: Json; errorOutput?: Json } = {},
): Promise<Exit> {
  const { evaluator } = visit.frame.run.services;
  const readable = bindings(visit, extra);
  const output = fields.Output === undefined ? otherwise : await evaluator.value(fields.Output, 'Output', readable);
  const assign: [string, Json][] = [];
  for (const [name, template] of Object.entries(fields.Assign ?? {})) {
    const value = await evaluator.value(template, `Assign/${name}`, readable);
    assign.push([name, withinLimit(value, `The variable '${name}' assigned in the state '${visit.name}'`)]);
  }
  withinLimit(
    assign.map(([, value]) => value),
    `What the state '${visit.name}' assigns`,
  );
  return {
    output: withinLimit(output, `The output of the state '${visit.name}'`),
    assign: Object.fromEntries(assign),
    next,
  };
}

/** Where a state with Next or End goes. */
export function nextOf(state: { Next?: string | undefined }): string | null {
  return state.Next ?? null;
}
