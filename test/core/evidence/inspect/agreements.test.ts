import { describe, expect, it } from 'vitest';
import { readLog } from '#core/evidence/read-log.ts';
import { fromBytes } from '#core/io/random-access.ts';
import { evalFile, inspectLog, jsonFile, type Sample } from '../../../fixtures/inspect-log.ts';

type Grades = Record<string, unknown>;

/** So many samples of each pair of grades. */
function graded(...counts: [number, Grades][]): Sample[] {
  const all = counts.flatMap(([count, grades]) => Array.from({ length: count }, () => grades));
  return all.map((grades, index) => {
    const scores = Object.fromEntries(Object.entries(grades).map(([name, value]) => [name, { value }]));
    return { id: `q${index}`, epoch: 1, value: 'C', more: { scores }, summary: { scores } };
  });
}

describe.each([
  ['.eval', evalFile],
  ['.json', jsonFile],
] as const)('two scorers of one log, %s', (_, file) => {
  const agreements = async (samples: Sample[]) =>
    (await readLog(fromBytes(file(inspectLog({ samples, metrics: {} }))), 'log')).agreements;

  it('are compared on the samples that both graded', async () => {
    // Both yes 20, the first alone 5, the second alone 10, both no 15: kappa is (0.7 - 0.5) / (1 - 0.5).
    const samples = graded(
      [20, { model: 'C', person: 1 }],
      [5, { model: 'C', person: 0 }],
      [10, { model: 'I', person: 1 }],
      [15, { model: 'I', person: 0 }],
      [7, { model: 'C' }],
    );
    expect(await agreements(samples)).toEqual([
      { first: 'model', second: 'person', n: 50, raw: 0.7, kappa: expect.closeTo(0.4, 12) },
    ]);
  });

  it('are not where one measures something, or grades nothing that the other does', async () => {
    expect(await agreements(graded([5, { model: 'C', seconds: 3.5 }]))).toBeUndefined();
    expect(await agreements(graded([5, { model: 'C' }], [5, { person: 1 }]))).toBeUndefined();
    expect(await agreements(graded([5, { model: 'C' }]))).toBeUndefined();
  });
});
