import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { mappingsOf } from '../../../local/event-sources/mapping.ts';
import { functionsOf } from '../../../local/lambda/function.ts';
import { loadCloudAssembly } from '../../../local/template/cloud-assembly.ts';
import { accountOf, Deployment } from '../../../local/template/deployment.ts';
import { checkResources, resourceTypes } from '../../../local/template/resource-types.ts';
import { type Wiring, wiredAssembly } from './fixture.ts';

const folder = mkdtempSync(join(tmpdir(), 'countersign-mappings-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
let made = 0;

function read(wiring: Omit<Wiring, 'code'>) {
  const stacks = loadCloudAssembly(wiredAssembly(join(folder, String(made++)), { ...wiring, code: '' }));
  const deployment = new Deployment(stacks, resourceTypes, accountOf(stacks));
  checkResources(deployment);
  const functions = functionsOf(deployment);
  return mappingsOf(deployment, { find: (name) => functions.find((fn) => fn.name === name || fn.arn === name) });
}

const stream = { StartingPosition: 'LATEST' };

describe('an event source mapping', () => {
  it('has the defaults of Lambda', () => {
    expect(read({ mapping: stream }).streams).toMatchObject([
      { batchSize: 100, windowMs: 0, retries: Infinity, maximumAgeMs: Infinity, bisect: false, onFailure: null },
    ]);
    expect(read({ mapping: {}, source: 'queue' }).queues).toMatchObject([{ batchSize: 10, reportsItems: false }]);
  });

  it('that is disabled does nothing', () => {
    expect(read({ mapping: { ...stream, Enabled: false } })).toEqual({ streams: [], queues: [] });
  });

  it.each<[string, Omit<Wiring, 'code'>, RegExp]>([
    ['a property that is not known', { mapping: { ...stream, TumblingWindowInSeconds: 5 } }, /TumblingWindowInSeconds/],
    ['a source of another kind', { mapping: { EventSourceArn: 'arn:aws:kinesis:x' } }, /its source arn:aws:kinesis:x/],
    ['a function of elsewhere', { mapping: { ...stream, FunctionName: 'other' } }, /its function other/],
    [
      'a failure destination of elsewhere',
      { mapping: { ...stream, DestinationConfig: { OnFailure: { Destination: 'arn:aws:sns:x' } } } },
      /its failure destination arn:aws:sns:x/,
    ],
    [
      'a filter that is not known',
      { mapping: { ...stream, FilterCriteria: { Filters: [{ Pattern: '{"a":[{"cidr":"x"}]}' }] } } },
      /FilterCriteria: a\[0\].*cidr/,
    ],
    ['a stream without a start', { mapping: {} }, /StartingPosition is missing/],
    [
      'what is for queues on a stream',
      { mapping: { ...stream, ScalingConfig: { MaximumConcurrency: 2 } } },
      /ScalingConfig is for queues/,
    ],
    [
      'what is for streams on a queue',
      { mapping: { BisectBatchOnFunctionError: true }, source: 'queue' },
      /BisectBatchOnFunctionError is for streams/,
    ],
    [
      'a queue that is visible again too early',
      { mapping: {}, source: 'queue', queue: { VisibilityTimeout: 4 } },
      /visibility timeout \(4 s\) is shorter than the function's \(5 s\)/,
    ],
    ['a large batch without a window', { mapping: { BatchSize: 11 }, source: 'queue' }, /BatchSize over 10/],
  ])('with %s is refused with its name', (_, wiring, message) => {
    expect(() => read(wiring)).toThrow(message);
    expect(() => read(wiring)).toThrow(/Small-Stateless \/ Mapping/);
  });
});
