import type { TaskContext, TaskIntegration } from '../../../local/step-functions/engine.ts';
import { TaskError } from '../../../local/step-functions/errors.ts';
import type { HistoryEvent } from '../../../local/step-functions/history.ts';
import type { Json } from '../../../local/step-functions/json.ts';

const INVOKE = 'arn:aws:states:::lambda:invoke';
const call = (id: string, more: Record<string, Json> = {}): Json => ({
  Type: 'Task',
  Resource: INVOKE,
  Arguments: { id, retry: '{% $states.context.State.RetryCount %}', fails: '{% $states.input.fails %}' },
  Retry: [{ ErrorEquals: ['Transient'], IntervalSeconds: 1, MaxAttempts: 3, BackoffRate: 1.5 }],
  TimeoutSeconds: 600,
  ...more,
});

/** A Map with retries and waits, then a token beside a nested Map, a caught failure, a choice. */
export const CRASH_MACHINE: Json = {
  QueryLanguage: 'JSONata',
  StartAt: 'Read each',
  States: {
    'Read each': {
      Type: 'Map',
      Items: '{% $states.input.items %}',
      ItemSelector: { n: '{% $states.context.Map.Item.Index %}', fails: '{% $states.context.Map.Item.Value %}' },
      MaxConcurrency: 2,
      ToleratedFailureCount: 1,
      ItemProcessor: {
        StartAt: 'Read',
        States: {
          Read: call("{% 'read' & $string($states.input.n) %}", {
            Assign: { read: '{% $states.result %}' },
            Next: 'Rest',
          }),
          Rest: { Type: 'Wait', Seconds: 2, Output: '{% $read %}', End: true },
        },
      },
      Assign: { reads: '{% $states.result %}' },
      Next: 'Both',
    },
    Both: {
      Type: 'Parallel',
      Branches: [
        {
          StartAt: 'Ask',
          States: {
            Ask: {
              Type: 'Task',
              Resource: `${INVOKE}.waitForTaskToken`,
              Arguments: { id: 'ask' },
              HeartbeatSeconds: 500,
              End: true,
            },
          },
        },
        {
          StartAt: 'Again',
          States: {
            Again: {
              Type: 'Map',
              Items: '{% $partition($reads, 2) %}',
              ItemProcessor: {
                StartAt: 'Sum',
                States: {
                  Sum: call("{% 'sum' & $string($states.context.Map.Item.Index) %}", {
                    Arguments: {
                      id: "{% 'sum' & $string($states.context.Map.Item.Index) %}",
                      of: '{% $states.input %}',
                      retry: 0,
                      fails: 0,
                    },
                    End: true,
                  }),
                },
              },
              End: true,
            },
          },
        },
      ],
      Assign: { both: '{% $states.result %}' },
      Next: 'Fail once',
    },
    'Fail once': call('broken', {
      Arguments: { id: 'broken', retry: 0, fails: 99, error: 'Broken' },
      Catch: [{ ErrorEquals: ['Broken'], Next: 'Which', Assign: { caught: '{% $states.errorOutput.Error %}' } }],
      Next: 'Which',
    }),
    Which: { Type: 'Choice', Choices: [{ Condition: "{% $caught = 'Broken' %}", Next: 'Done' }], Default: 'Wrong' },
    Wrong: { Type: 'Fail', Error: 'Wrong' },
    Done: { Type: 'Pass', Output: { reads: '{% $reads %}', both: '{% $both %}', caught: '{% $caught %}' }, End: true },
  },
};
// One item fails for good and is tolerated; others fail once or twice first.
export const CRASH_INPUT = JSON.stringify({ items: [0, 1, 99, 2, 0] });
export const CRASH_OUTPUT = {
  reads: ['read0!', 'read1!', 'read3!', 'read4!'],
  both: ['answer', ['sum0!', 'sum1!']],
  caught: 'Broken',
};

interface Arguments {
  id: string;
  retry: number;
  fails: number;
  error: string;
}
function read(args: unknown): Arguments {
  const { id = '', retry = 0, fails = 0, error = 'Transient' } = Object(args);
  return { id, retry, fails, error };
}

/** The machine's functions. They depend on their arguments alone; `pause` is the time they take. */
export function crashTasks(
  pause: () => Promise<void>,
  onCall: (id: string, context: TaskContext) => void,
): TaskIntegration {
  return async (_resource, args, context) => {
    const { id, retry, fails, error } = read(args);
    onCall(id, context);
    await pause();
    if (retry < fails) throw new TaskError(error, `attempt ${retry}`);
    return `${id}!`;
  };
}

/** The ids of tasks whose success is on record. */
export function succeeded(history: readonly HistoryEvent[]): Set<string> {
  const outputs = history.filter(({ type }) => type === 'TaskSucceeded').map(({ details }) => JSON.stringify(details));
  return new Set(outputs.flatMap((text) => /(\w+)!/.exec(text)?.[1] ?? []));
}

// Which event each may follow on its own line of control.
const FOLLOWS: Record<string, readonly string[]> = {
  TaskScheduled: ['TaskStateEntered', 'TaskFailed'],
  TaskStarted: ['TaskScheduled'],
  TaskSucceeded: ['TaskStarted', 'TaskSubmitted'],
  TaskFailed: ['TaskStarted'],
  TaskStateExited: ['TaskSucceeded', 'TaskFailed'],
  WaitStateEntered: ['TaskStateExited'],
  WaitStateExited: ['WaitStateEntered'],
  MapIterationStarted: ['MapStateStarted'],
  MapIterationSucceeded: ['WaitStateExited', 'TaskStateExited'],
  // The last iteration or branch to end; the event of the success stands beside the exit.
  MapStateSucceeded: ['MapIterationSucceeded', 'MapIterationFailed'],
  MapStateExited: ['MapIterationSucceeded', 'MapIterationFailed'],
  ParallelStateSucceeded: ['TaskStateExited', 'MapStateExited'],
  ParallelStateExited: ['TaskStateExited', 'MapStateExited'],
  ChoiceStateEntered: ['TaskStateExited'],
  PassStateEntered: ['ChoiceStateExited'],
};

/** What must hold of the history whatever happened on the way. */
export function historyFaults(history: readonly HistoryEvent[]): string[] {
  const faults: string[] = [];
  const count = (type: string) => history.filter((event) => event.type === type).length;
  const expected = {
    ExecutionStarted: 1,
    ExecutionSucceeded: 1,
    MapStateStarted: 2,
    MapStateSucceeded: 2,
    MapIterationStarted: 7,
    MapIterationSucceeded: 6,
    MapIterationFailed: 1,
    ParallelStateStarted: 1,
    ParallelStateSucceeded: 1,
    TaskStateEntered: 9,
    TaskStateExited: 8,
    TaskScheduled: 15,
    TaskSucceeded: 7,
    TaskFailed: 8,
    WaitStateEntered: 4,
    WaitStateExited: 4,
    ChoiceStateExited: 1,
  };
  for (const [type, n] of Object.entries(expected))
    if (count(type) !== n) faults.push(`${count(type)} ${type}, not ${n}`);
  for (const [index, { id, type, previousEventId, timestamp }] of history.entries()) {
    if (id !== index + 1) faults.push(`event ${index + 1} has the id ${id}`);
    const before = history[previousEventId - 1]?.type ?? '';
    if (FOLLOWS[type]?.includes(before) === false) faults.push(`event ${id}, ${type}, follows on ${before}`);
    if (previousEventId >= id) faults.push(`event ${id} comes after ${previousEventId}`);
    if (timestamp < (history[index - 1]?.timestamp ?? 0)) faults.push(`event ${id} goes back in time`);
  }
  return faults;
}
