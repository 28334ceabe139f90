import * as z from 'zod';
import { jsonValue } from './json.ts';

// A number, or a JSONata string that gives one.
const numeric = z.union([z.number(), z.string()]);
const assign = z.record(z.string(), jsonValue);

const retrier = z.strictObject({
  ErrorEquals: z.array(z.string()).min(1),
  IntervalSeconds: z.int().min(1).max(99_999_999).optional(),
  MaxAttempts: z.int().min(0).max(99_999_999).optional(),
  BackoffRate: z.number().min(1).optional(),
  MaxDelaySeconds: z.int().min(1).max(31_622_399).optional(),
  JitterStrategy: z.enum(['FULL', 'NONE']).optional(),
});
const catcher = z.strictObject({
  ErrorEquals: z.array(z.string()).min(1),
  Next: z.string(),
  Assign: assign.optional(),
  Output: jsonValue.optional(),
});

const common = { Comment: z.string().optional(), QueryLanguage: z.enum(['JSONata', 'JSONPath']).optional() };
const shaped = { ...common, Assign: assign.optional(), Output: jsonValue.optional() };
const flowing = { ...shaped, Next: z.string().optional(), End: z.literal(true).optional() };
const guarded = { ...flowing, Retry: z.array(retrier).optional(), Catch: z.array(catcher).optional() };

const task = z.strictObject({
  ...guarded,
  Type: z.literal('Task'),
  Resource: z.string(),
  Arguments: jsonValue.optional(),
  TimeoutSeconds: numeric.optional(),
  HeartbeatSeconds: numeric.optional(),
  Credentials: jsonValue.optional(),
});
const pass = z.strictObject({ ...flowing, Type: z.literal('Pass') });
const wait = z.strictObject({
  ...flowing,
  Type: z.literal('Wait'),
  Seconds: numeric.optional(),
  Timestamp: z.string().optional(),
});
const choice = z.strictObject({
  ...shaped,
  Type: z.literal('Choice'),
  Choices: z
    .array(
      z.strictObject({
        Condition: z.union([z.string(), z.boolean()]),
        Next: z.string(),
        Assign: assign.optional(),
        Output: jsonValue.optional(),
      }),
    )
    .min(1),
  Default: z.string().optional(),
});
const succeed = z.strictObject({ ...common, Type: z.literal('Succeed'), Output: jsonValue.optional() });
const fail = z.strictObject({
  ...common,
  Type: z.literal('Fail'),
  Error: z.string().optional(),
  Cause: z.string().optional(),
});

const branch = z.strictObject({
  StartAt: z.string(),
  get States(): z.ZodRecord<z.ZodString, z.ZodType<State>> {
    return z.record(z.string(), state);
  },
});
const parallel = z.strictObject({
  ...guarded,
  Type: z.literal('Parallel'),
  Arguments: jsonValue.optional(),
  Branches: z.array(branch).min(1),
});
const map = z.strictObject({
  ...guarded,
  Type: z.literal('Map'),
  Items: jsonValue.optional(),
  ItemSelector: jsonValue.optional(),
  ItemReader: z
    .strictObject({
      Resource: z.string(),
      Arguments: jsonValue.optional(),
      ReaderConfig: z
        .strictObject({
          InputType: z.string().optional(),
          MaxItems: numeric.optional(),
          CSVHeaderLocation: z.enum(['FIRST_ROW', 'GIVEN']).optional(),
          CSVHeaders: z.array(z.string()).optional(),
          CSVDelimiter: z.enum(['COMMA', 'PIPE', 'SEMICOLON', 'SPACE', 'TAB']).optional(),
        })
        .optional(),
    })
    .optional(),
  /** Names the map's runs in the console; nothing depends on it. */
  Label: z.string().max(40).optional(),
  ItemBatcher: z
    .strictObject({
      MaxItemsPerBatch: numeric.optional(),
      MaxInputBytesPerBatch: numeric.optional(),
      BatchInput: jsonValue.optional(),
    })
    .optional(),
  ResultWriter: jsonValue.optional(),
  ItemProcessor: branch.extend({
    ProcessorConfig: z
      .strictObject({ Mode: z.enum(['INLINE', 'DISTRIBUTED']).optional(), ExecutionType: z.string().optional() })
      .optional(),
  }),
  MaxConcurrency: numeric.optional(),
  ToleratedFailureCount: numeric.optional(),
  ToleratedFailurePercentage: numeric.optional(),
});

export type Retrier = z.infer<typeof retrier>;
export type Catcher = z.infer<typeof catcher>;
export type TaskState = z.infer<typeof task>;
export type PassState = z.infer<typeof pass>;
export type WaitState = z.infer<typeof wait>;
export type ChoiceState = z.infer<typeof choice>;
export type SucceedState = z.infer<typeof succeed>;
export type FailState = z.infer<typeof fail>;
/** A set of states with an entry: the machine itself, a Parallel branch, a Map's item processor. */
export interface Branch {
  StartAt: string;
  States: Record<string, State>;
}
export type ParallelState = Omit<z.infer<typeof parallel>, 'Branches'> & { Branches: Branch[] };
export type MapState = Omit<z.infer<typeof map>, 'ItemProcessor'> & {
  ItemProcessor: Branch & { ProcessorConfig?: { Mode?: 'INLINE' | 'DISTRIBUTED'; ExecutionType?: string } };
};
export type State =
  | TaskState
  | PassState
  | WaitState
  | ChoiceState
  | SucceedState
  | FailState
  | ParallelState
  | MapState;

const state: z.ZodType<State> = z.lazy(() =>
  z.discriminatedUnion('Type', [task, pass, wait, choice, succeed, fail, parallel, map]),
);

/** Amazon States Language in JSONata mode, as far as the interpreter reads it. */
export const machineDefinition = branch.extend({
  Comment: z.string().optional(),
  QueryLanguage: z.enum(['JSONata', 'JSONPath']).optional(),
  Version: z.string().optional(),
  TimeoutSeconds: z.int().min(1).optional(),
});
export type MachineDefinition = z.infer<typeof machineDefinition>;

/** The branches nested directly in a state. */
export function innerBranches(state: State): Branch[] {
  if (state.Type === 'Parallel') return state.Branches;
  return state.Type === 'Map' ? [state.ItemProcessor] : [];
}
