import { createHash } from 'node:crypto';
import * as z from 'zod';
import { type MachineDefinition, machineDefinition } from './definition.ts';
import { jsonValue, parseJson } from './json.ts';

const storedMachine = z.object({
  arn: z.string(),
  name: z.string(),
  type: z.literal('STANDARD'),
  /** The definition's text as registered. */
  definition: z.string(),
  roleArn: z.string(),
  loggingConfiguration: jsonValue.optional(),
  created: z.number(),
  /** Another whenever the machine was updated. */
  revision: z.string().default('INITIAL'),
});
/** A registered state machine; `created` in ms since 1970. */
export type StateMachine = z.infer<typeof storedMachine>;

export function readMachine(body: string): StateMachine {
  return storedMachine.parse(parseJson(body));
}

/** A definition pinned to an execution: executions that run keep the one they started with. */
export function definitionId(definition: string): string {
  return createHash('sha256').update(definition).digest('hex');
}

export function readDefinition(text: string): MachineDefinition {
  return machineDefinition.parse(parseJson(text));
}
