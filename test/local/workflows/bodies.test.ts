import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { DescribeExecutionCommand, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Runtime, startRuntime } from '../../../local/runtime.ts';
import { clientsOf, eventually } from '../support/clients.ts';
import { writeSmallAssembly } from '../support/small-assembly.ts';

const machine = (States: object) => ({
  Type: 'AWS::StepFunctions::StateMachine',
  Properties: { DefinitionString: JSON.stringify({ QueryLanguage: 'JSONata', StartAt: 'S', States }) },
});
const Arguments = { Bucket: '{% $states.input.bucket %}', Key: '{% $states.input.key %}' };

describe('a state machine that reads an object', () => {
  const folder = mkdtempSync(join(tmpdir(), 'countersign-bodies-'));
  let runtime: Runtime;
  beforeAll(async () => {
    const assembly = join(folder, 'assembly');
    mkdirSync(assembly);
    const resources = {
      Whole: machine({
        S: {
          Type: 'Task',
          Resource: 'arn:aws:states:::aws-sdk:s3:getObject',
          Arguments,
          Output: '{% $parse($states.result.Body) %}',
          End: true,
        },
      }),
      Event: machine({
        S: {
          Type: 'Task',
          Resource: 'arn:aws:states:::events:putEvents',
          Arguments: { Entries: [{ Source: 'test', DetailType: 'Read', Detail: {} }] },
          Output: '{% $states.result.FailedEntryCount %}',
          End: true,
        },
      }),
      Rows: machine({
        S: {
          Type: 'Map',
          ItemReader: {
            Resource: 'arn:aws:states:::s3:getObject',
            ReaderConfig: { InputType: 'CSV', CSVHeaderLocation: 'FIRST_ROW' },
            Arguments,
          },
          ItemProcessor: {
            ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' },
            StartAt: 'I',
            States: { I: { Type: 'Pass', End: true } },
          },
          End: true,
        },
      }),
    };
    runtime = await startRuntime({
      assembly: writeSmallAssembly(assembly, { resources }),
      state: join(folder, 'state'),
    });
  }, 60_000);
  afterAll(async () => {
    await runtime.stop();
    rmSync(folder, { recursive: true });
  });

  async function outputOf(id: string, key: string, body: string): Promise<unknown> {
    const { s3, sfn } = clientsOf(runtime.profile);
    const bucket = runtime.profile.buckets.Bundles;
    await s3.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: body }));
    const { executionArn } = await sfn.send(
      new StartExecutionCommand({
        stateMachineArn: runtime.profile.stateMachines[id],
        input: JSON.stringify({ bucket, key }),
      }),
    );
    return eventually(async () => {
      const { status, output, error } = await sfn.send(new DescribeExecutionCommand({ executionArn }));
      return status === 'RUNNING' ? undefined : (error ?? JSON.parse(output ?? 'null'));
    });
  }

  it('gets its text', async () => {
    expect(await outputOf('Whole', 'out/whole.json', '{"a":[1]}')).toEqual({ a: [1] });
  });

  it('gets an answer that has no body as it is', async () => {
    expect(await outputOf('Event', 'out/none.txt', '')).toBe(0);
  });

  it('gets the items of a Distributed Map, and hears where there is no object', async () => {
    expect(await outputOf('Rows', 'out/rows.csv', 'id,n\na,1\nb,2\n')).toEqual([
      { id: 'a', n: '1' },
      { id: 'b', n: '2' },
    ]);
    expect(await outputOf('Rows', 'out/same-headers.csv', 'id,id\na,1\n')).toBe('States.ItemReaderFailed');
  });
});
