import { describe, expect, it } from 'vitest';
import { InvalidDefinition } from '../../../local/step-functions/errors.ts';
import type { Json } from '../../../local/step-functions/json.ts';
import { validateDefinition } from '../../../local/step-functions/validate.ts';
import { schemaProblems } from '../../../local/step-functions/validation/asl-schema.ts';
import { ECHO, task } from './fixture.ts';

const machine = (states: Record<string, Json>, more: Record<string, Json> = {}): Json => ({
  QueryLanguage: 'JSONata',
  StartAt: Object.keys(states)[0] ?? '',
  States: states,
  ...more,
});

function problems(definition: Json | string, supports?: (resource: string) => boolean): string[] {
  try {
    validateDefinition('review', typeof definition === 'string' ? definition : JSON.stringify(definition), {
      supports,
    });
    return [];
  } catch (error) {
    if (!(error instanceof InvalidDefinition)) throw error;
    return error.problems.map(({ state, message }) => `${state}: ${message}`);
  }
}

const pass = { Type: 'Pass', End: true };

describe('definitions that are right', () => {
  it('pass with multi-line JSONata, odd blanks, empty strings, arrays and numbers in templates', () => {
    const definition = machine({
      'Open the bundle': task({
        End: true,
        Arguments: {
          FunctionName: 'f',
          Payload: { none: '', many: [['a'], 1], expr: '{%\n  /* why */\n  $states.input\n%}' },
        },
        Output: ['{%$states.result%}', 3],
        Assign: { list: ['a', ['b']], text: 'two\nlines' },
      }),
    });
    expect(problems(definition)).toEqual([]);
  });

  it('among them what asl-validator alone refuses', async () => {
    const { default: aslValidator } = await import('asl-validator');
    const definition = machine({ P: { Type: 'Pass', Output: '{%\n$states.input\n%}', End: true } });
    expect(aslValidator(structuredClone(definition)).isValid).toBe(false);
    expect(schemaProblems(definition)).toEqual([]);
  });
});

describe('definitions that are wrong', () => {
  it.each<[string, Json | string, string]>([
    ['text that is not JSON', '{', ': the definition is not JSON'],
    ['JSONPath by default', { StartAt: 'A', States: { A: pass } }, 'A: its query language is JSONPath'],
    [
      'JSONPath in one state',
      machine({ A: { ...pass, QueryLanguage: 'JSONPath' } }),
      'A: its query language is JSONPath',
    ],
    ['a JSONPath field', machine({ A: { ...pass, Parameters: {} } }), 'A: Unrecognized key: "Parameters"'],
    ['an unknown type', machine({ A: { Type: 'Sleep', End: true } }), 'A: Type: Invalid'],
    ['a missing StartAt', machine({ A: pass }, { StartAt: 'Z' }), ": StartAt of the machine names 'Z'"],
    ['a Next to nowhere', machine({ A: { Type: 'Pass', Next: 'Z' } }), "A: Next names 'Z'"],
    [
      'a Default to nowhere',
      machine({ A: { Type: 'Choice', Choices: [{ Condition: '{% true %}', Next: 'B' }], Default: 'Z' }, B: pass }),
      "A: Default names 'Z'",
    ],
    [
      'a Catch to nowhere',
      machine({ A: task({ Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Z' }] }) }),
      "A: Catch[0].Next names 'Z'",
    ],
    [
      'a Next out of a branch',
      machine({
        P: { Type: 'Parallel', Branches: [{ StartAt: 'I', States: { I: { Type: 'Pass', Next: 'B' } } }], Next: 'B' },
        B: pass,
      }),
      "I: Next names 'B'",
    ],
    ['a state nothing leads to', machine({ A: pass, B: pass }), "B: no path from StartAt 'A'"],
    [
      'a loop without an end',
      machine({ A: { Type: 'Pass', Next: 'B' }, B: { Type: 'Pass', Next: 'A' } }),
      ': the machine never ends',
    ],
    ['neither Next nor End', machine({ A: { Type: 'Pass' } }), 'A: expected exactly one of Next and End'],
    ['both Next and End', machine({ A: { ...pass, Next: 'B' }, B: pass }), 'A: expected exactly one of Next and End'],
    [
      'a name used twice',
      machine({ P: { Type: 'Parallel', Branches: [{ StartAt: 'P', States: { P: pass } }], End: true } }),
      'P: this name is used twice',
    ],
    [
      'JSONata that does not parse',
      machine({ A: { ...pass, Output: { x: ['{% $states.input. %}'] } } }),
      "A: Output/x/0: '{% $states.input. %}' is not JSONata at character",
    ],
    ['a delimiter at one end', machine({ A: { ...pass, Output: '{% 1' } }), 'A: Output: '],
    ['a blank before the delimiter', machine({ A: { ...pass, Output: ' {% 1 %}' } }), 'A: Output: '],
    [
      'a result that is not there yet',
      machine({ A: task({ Arguments: '{% $states.result.x %}' }) }),
      'A: Arguments: $states.result does not exist here',
    ],
    [
      'errorOutput outside a Catch',
      machine({ A: task({ Output: '{% [$states.errorOutput.Error] %}' }) }),
      'A: Output: $states.errorOutput does not exist here',
    ],
    [
      'a name of an outer variable',
      machine({
        A: {
          Type: 'Map',
          Items: [1],
          ItemProcessor: { StartAt: 'I', States: { I: { ...pass, Assign: { v: 1 } } } },
          Assign: { v: 2 },
          End: true,
        },
      }),
      "I: Assign: 'v' is a variable of a scope around",
    ],
    ['a variable called states', machine({ A: { ...pass, Assign: { states: 1 } } }), "A: Assign: 'states' cannot be"],
    [
      'a resource that is none',
      machine({ A: task({ Resource: 'arn:aws:sqs:us-east-1:1:queue' }) }),
      "A: Resource 'arn:aws:sqs:us-east-1:1:queue'",
    ],
    [
      'a job to wait for',
      machine({ A: task({ Resource: 'arn:aws:states:::states:startExecution.sync:2' }) }),
      "A: Resource 'arn:aws:states:::states:startExecution.sync:2'",
    ],
    [
      'a heartbeat as long as the timeout',
      machine({ A: task({ HeartbeatSeconds: 5, TimeoutSeconds: 5 }) }),
      'A: HeartbeatSeconds (5) must be less',
    ],
    [
      'two times to wait for',
      machine({ A: { Type: 'Wait', Seconds: 1, Timestamp: '2026-01-01T00:00:00Z', End: true } }),
      'A: expected exactly one of Seconds and Timestamp',
    ],
    [
      'States.ALL before others',
      machine({ A: task({ Retry: [{ ErrorEquals: ['States.ALL'] }, { ErrorEquals: ['X'] }] }) }),
      'A: Retry[0]: States.ALL stands alone',
    ],
    [
      'a ResultWriter',
      machine({
        A: {
          Type: 'Map',
          Items: [1],
          ItemProcessor: { StartAt: 'I', States: { I: pass } },
          ResultWriter: {},
          End: true,
        },
      }),
      'A: ResultWriter is not supported',
    ],
    [
      'an ItemReader of Parquet',
      machine({
        A: {
          Type: 'Map',
          ItemReader: { Resource: 'arn:aws:states:::s3:getObject', ReaderConfig: { InputType: 'PARQUET' } },
          ItemProcessor: {
            ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' },
            StartAt: 'I',
            States: { I: pass },
          },
          End: true,
        },
      }),
      "A: ItemReader 'arn:aws:states:::s3:getObject' (PARQUET)",
    ],
  ])('%s', (_name, definition, expected) => {
    expect(problems(definition)).toContainEqual(expect.stringContaining(expected));
  });

  it('say which resource cannot be called', () => {
    const found = problems(machine({ 'Ask the judge': task() }), (resource) => resource !== ECHO);
    expect(found).toEqual([`Ask the judge: Resource '${ECHO}' is not one that can be called here`]);
  });

  it('tell everything at once', () => {
    const found = problems(machine({ A: { Type: 'Pass', Next: 'Z', Output: '{% ( %}' }, B: pass }));
    expect(found).toHaveLength(4);
  });
});
