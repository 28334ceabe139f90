import { expect } from 'vitest';
import { TaskError } from '../../../../local/step-functions/errors.ts';
import type { Json } from '../../../../local/step-functions/json.ts';
import { eventTypes, failureOf, fixture, outputOf, run, task } from '../fixture.ts';
import { type Area, conforms, differs, refused, rejected } from './row.ts';
import { SOURCES } from './sources.ts';

const SAME = { I: { Type: 'Pass', End: true } };
const distributed = (more: Record<string, Json> = {}, states: Record<string, Json> = SAME): Record<string, Json> => ({
  M: {
    Type: 'Map',
    Label: 'Logs',
    ItemProcessor: {
      ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' },
      StartAt: Object.keys(states)[0] ?? '',
      States: states,
    },
    End: true,
    ...more,
  },
});
const reader = (ReaderConfig: Json): Record<string, Json> => ({
  ItemReader: { Resource: 'arn:aws:states:::s3:getObject', ReaderConfig, Arguments: { Bucket: 'b', Key: 'k' } },
});
const object = (Body: string) => async () => ({ Body });
const items = (config: Json, body: string) => outputOf(distributed(reader(config)), {}, object(body));
const failing = (count: number) => async (_: string, args: unknown) => {
  if (Number(args) < count) throw new TaskError('Broken', '');
  return args;
};
const TEN = Array.from({ length: 10 }, (_, i) => i);
const tolerating = async (more: Record<string, Json>, failures: number) => {
  const row = await run(fixture(failing(failures)), distributed(more, { T: task() }), TEN);
  return row.error ?? JSON.parse(row.output ?? '').length;
};
const TOO_MANY = 'States.ExceedToleratedFailureThreshold';

export const distributedMaps: Area = {
  title: 'Map, distributed',
  rows: [
    conforms(
      'DMAP-1',
      'The history tells of the run of the Map, not of its iterations',
      SOURCES.historyEvent,
      async () => {
        const on = fixture();
        const { arn } = await run(on, distributed(), [1, 2]);
        expect(eventTypes(on, arn)).toEqual([
          'ExecutionStarted',
          'MapStateEntered',
          'MapStateStarted',
          'MapRunStarted',
          'MapRunSucceeded',
          'MapStateSucceeded',
          'MapStateExited',
          'ExecutionSucceeded',
        ]);
      },
    ),
    conforms(
      'DMAP-2',
      'Each iteration is an execution with a history and a context of its own',
      SOURCES.distributedMap,
      async () => {
        const on = fixture();
        const I = { Type: 'Pass', Output: '{% $states.context.Execution %}', End: true };
        const { output } = await run(on, distributed({}, { I }), ['item']);
        const [child] = JSON.parse(output ?? '');
        expect(child).toMatchObject({ Id: expect.stringContaining(':execution:machine/Logs:'), Input: 'item' });
        expect(eventTypes(on, child.Id)).toEqual([
          'ExecutionStarted',
          'PassStateEntered',
          'PassStateExited',
          'ExecutionSucceeded',
        ]);
      },
    ),
    conforms(
      'DMAP-3',
      'The events of the children do not count for the limit of the parent',
      SOURCES.quotas,
      async () => {
        const on = fixture(undefined, { historyLimit: 20 });
        expect((await run(on, distributed(), TEN)).status).toBe('SUCCEEDED');
      },
    ),
    conforms('DMAP-4', 'Variables around it are out of the reach of the children', SOURCES.variables, async () => {
      const I = { Type: 'Pass', Output: '{% $around %}', End: true };
      const states = { A: { Type: 'Pass', Assign: { around: 1 }, Output: [1], Next: 'M' }, ...distributed({}, { I }) };
      expect((await failureOf(states)).error).toBe(TOO_MANY);
    }),
    conforms('DMAP-5', 'Without a tolerance one failed child is too many', SOURCES.threshold, async () => {
      expect(await tolerating({}, 1)).toBe(TOO_MANY);
      expect(await tolerating({}, 0)).toBe(10);
    }),
    conforms('DMAP-6', 'ToleratedFailureCount may fail, one more is too many', SOURCES.threshold, async () => {
      expect(await tolerating({ ToleratedFailureCount: 3 }, 3)).toBe(7);
      expect(await tolerating({ ToleratedFailureCount: 3 }, 4)).toBe(TOO_MANY);
    }),
    conforms(
      'DMAP-7',
      'ToleratedFailurePercentage of the items may fail; it may have a fraction',
      SOURCES.threshold,
      async () => {
        expect(await tolerating({ ToleratedFailurePercentage: 30 }, 3)).toBe(7);
        expect(await tolerating({ ToleratedFailurePercentage: '{% 29.9 %}' }, 3)).toBe(TOO_MANY);
        expect(await tolerating({ ToleratedFailurePercentage: 100 }, 10)).toBe(0);
      },
    ),
    conforms('DMAP-8', 'Of both tolerances the one that is passed first decides', SOURCES.threshold, async () => {
      expect(await tolerating({ ToleratedFailureCount: 5, ToleratedFailurePercentage: 10 }, 2)).toBe(TOO_MANY);
      expect(await tolerating({ ToleratedFailureCount: 1, ToleratedFailurePercentage: 90 }, 2)).toBe(TOO_MANY);
    }),
    conforms('DMAP-9', 'A tolerance outside of its range is an error', SOURCES.threshold, async () => {
      const wrong: Record<string, Json>[] = [
        { ToleratedFailurePercentage: '{% 100.1 %}' },
        { ToleratedFailureCount: '{% -1 %}' },
      ];
      for (const more of wrong) {
        expect((await failureOf(distributed(more), [1])).error).toBe('States.QueryEvaluationError');
      }
    }),
    conforms('READER-1', 'JSON: one array in the object', SOURCES.itemReader, async () => {
      expect(await items({ InputType: 'JSON' }, '[{"a":1},2]')).toEqual([{ a: 1 }, 2]);
    }),
    conforms('READER-2', 'JSONL: one value a line', SOURCES.itemReader, async () => {
      expect(await items({ InputType: 'JSONL' }, '{"a":1}\n{"a":2}\r\n\n')).toEqual([{ a: 1 }, { a: 2 }]);
    }),
    conforms('READER-3', 'CSV: the headers are the first row; every value is text', SOURCES.itemReader, async () => {
      const config = { InputType: 'CSV', CSVHeaderLocation: 'FIRST_ROW' };
      expect(await items(config, 'id,note\n1,"a, ""b"""\n2,\n')).toEqual([
        { id: '1', note: 'a, "b"' },
        { id: '2', note: '' },
      ]);
    }),
    conforms(
      'READER-4',
      'CSV: or the headers are given; short rows are filled up, long ones cut',
      SOURCES.itemReader,
      async () => {
        const config = { InputType: 'CSV', CSVHeaderLocation: 'GIVEN', CSVHeaders: ['a', 'b'] };
        expect(await items(config, '1\n1,2,3\n')).toEqual([
          { a: '1', b: '' },
          { a: '1', b: '2' },
        ]);
      },
    ),
    conforms('READER-5', 'CSVDelimiter is a comma, pipe, semicolon, space or tab', SOURCES.itemReader, async () => {
      const marks = { COMMA: ',', PIPE: '|', SEMICOLON: ';', SPACE: ' ', TAB: '\t' };
      for (const [CSVDelimiter, mark] of Object.entries(marks)) {
        const config = { InputType: 'CSV', CSVHeaderLocation: 'FIRST_ROW', CSVDelimiter };
        expect(await items(config, `a${mark}b\n1${mark}2`)).toEqual([{ a: '1', b: '2' }]);
      }
    }),
    conforms('READER-6', 'MaxItems bounds what is read; 0 does not', SOURCES.itemReader, async () => {
      expect(await items({ InputType: 'JSON', MaxItems: 2 }, '[1,2,3]')).toEqual([1, 2]);
      expect(await items({ InputType: 'JSON', MaxItems: '{% 0 %}' }, '[1,2,3]')).toEqual([1, 2, 3]);
    }),
    conforms(
      'READER-7',
      'What cannot be read is States.ItemReaderFailed, told as MapRunFailed',
      SOURCES.errors,
      async () => {
        const first = { InputType: 'CSV', CSVHeaderLocation: 'FIRST_ROW' };
        for (const [config, body] of [
          [{ InputType: 'JSON' }, '{"a":1}'],
          [{ InputType: 'JSON' }, '[1,'],
          [{ InputType: 'JSONL' }, '{'],
          [first, 'a,a\n1,2'],
        ] as const) {
          const on = fixture(object(body));
          const row = await run(on, distributed(reader(config)));
          expect(row.error, body).toBe('States.ItemReaderFailed');
          expect(eventTypes(on, row.arn).slice(-3)).toEqual(['MapRunFailed', 'MapStateFailed', 'ExecutionFailed']);
        }
        const missing = async () => {
          throw new TaskError('S3.NoSuchKeyException', '');
        };
        expect((await failureOf(distributed(reader({ InputType: 'JSON' })), {}, missing)).error).toBe(
          'States.ItemReaderFailed',
        );
      },
    ),
    conforms(
      'BATCH-1',
      'ItemBatcher puts at most MaxItemsPerBatch items into one child',
      SOURCES.itemBatcher,
      async () => {
        expect(await outputOf(distributed({ ItemBatcher: { MaxItemsPerBatch: 2 } }), [1, 2, 3])).toEqual([
          { Items: [1, 2] },
          { Items: [3] },
        ]);
      },
    ),
    conforms('BATCH-2', 'MaxInputBytesPerBatch bounds the input of a child', SOURCES.itemBatcher, async () => {
      const found = await outputOf(distributed({ ItemBatcher: { MaxInputBytesPerBatch: 30 } }), [
        '12345678',
        '12345678',
        'a',
      ]);
      expect(found).toEqual([{ Items: ['12345678'] }, { Items: ['12345678', 'a'] }]);
    }),
    conforms(
      'BATCH-3',
      'BatchInput stands beside the items, which ItemSelector has shaped',
      SOURCES.itemBatcher,
      async () => {
        const more = {
          ItemSelector: { n: '{% $states.context.Map.Item.Value %}' },
          ItemBatcher: { MaxItemsPerBatch: 9, BatchInput: { of: '{% $count($states.input) %}' } },
        };
        expect(await outputOf(distributed(more), [1, 2])).toEqual([
          { BatchInput: { of: 2 }, Items: [{ n: 1 }, { n: 2 }] },
        ]);
      },
    ),
    conforms('BATCH-4', 'Of a batch that fails every item counts for the tolerance', SOURCES.threshold, async () => {
      const first = async (_: string, args: unknown) => {
        if (JSON.stringify(args).includes('[0,')) throw new TaskError('Broken', '');
        return args;
      };
      const more = (ToleratedFailureCount: number) =>
        distributed({ ItemBatcher: { MaxItemsPerBatch: 5 }, ToleratedFailureCount }, { T: task() });
      expect((await failureOf(more(4), TEN, first)).error).toBe(TOO_MANY);
      expect((await failureOf(more(5), TEN, first)).status).toBe('SUCCEEDED');
    }),
    differs(
      'DMAP-10',
      'Up to 10,000 children run at once',
      SOURCES.distributedMap,
      'up to 40, as in an inline Map',
      async () => {
        let now = 0;
        let most = 0;
        const on = fixture(() => {
          most = Math.max(most, ++now);
          return new Promise((resolve) => on.clock.setTimer(1000, () => resolve(now--)));
        });
        await run(
          on,
          distributed({}, { T: task() }),
          Array.from({ length: 60 }, (_, i) => i),
        );
        expect(most).toBe(40);
      },
    ),
    differs(
      'DMAP-11',
      'The children are listed, described and redriven by their map run',
      SOURCES.distributedMap,
      'a child has a history, by its ARN, and no more',
      async () => {
        const on = fixture();
        const I = { Type: 'Pass', Output: '{% $states.context.Execution.Id %}', End: true };
        const { output } = await run(on, distributed({}, { I }), [1]);
        const [child] = JSON.parse(output ?? '');
        expect(() => on.engine.describeExecution(child)).toThrow('Execution Does Not Exist');
      },
    ),
    refused(
      'READER-8',
      'Items from a listing of a bucket, an inventory or Parquet',
      SOURCES.itemReader,
      distributed({ ItemReader: { Resource: 'arn:aws:states:::s3:listObjectsV2', Arguments: { Bucket: 'b' } } }),
      { state: 'M', says: "ItemReader 'arn:aws:states:::s3:listObjectsV2' (JSON) is not supported here" },
    ),
    rejected(
      'READER-9',
      'CSV says where its headers are',
      SOURCES.itemReader,
      distributed(reader({ InputType: 'CSV' })),
      { state: 'M', says: 'ItemReader.ReaderConfig.CSVHeaderLocation: expected FIRST_ROW or GIVEN' },
    ),
    refused(
      'WRITER-1',
      'ResultWriter writes the results to a bucket',
      SOURCES.resultWriter,
      distributed({ ResultWriter: { Resource: 'arn:aws:states:::s3:putObject', Arguments: { Bucket: 'b' } } }),
      { state: 'M', says: 'ResultWriter is not supported here' },
    ),
    refused(
      'DMAP-12',
      'Children that are Express workflows',
      SOURCES.types,
      {
        M: {
          Type: 'Map',
          ItemProcessor: {
            ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'EXPRESS' },
            StartAt: 'I',
            States: SAME,
          },
          End: true,
        },
      },
      { state: 'M', says: "ItemProcessor.ProcessorConfig.ExecutionType 'EXPRESS' is not supported here" },
    ),
  ],
};
