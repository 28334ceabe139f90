import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { virtualClock } from '../../../local/clock/virtual-clock.ts';
import { QueryEvaluationError } from '../../../local/step-functions/errors.ts';
import { type Json, toJson } from '../../../local/step-functions/json.ts';
import { createEvaluator, isExpression } from '../../../local/step-functions/jsonata.ts';

const evaluator = createEvaluator(virtualClock(Date.UTC(2026, 2, 1, 9)), () => 0.25);
const value = (template: Json, bindings = {}) => evaluator.value(template, 'Output', bindings);

describe('the functions Step Functions adds', () => {
  it.each<[string, Json]>([
    ['$partition([1..5], 2)', [[1, 2], [3, 4], [5]]],
    ['$partition([], 2)', []],
    ['$range(1, 9, 2)', [1, 3, 5, 7, 9]],
    ['$range(3, 0, -1)', [3, 2, 1, 0]],
    ['$range(3, 0, 1)', []],
    ["$hash('abc', 'MD5')", '900150983cd24fb0d6963f7d28e17f72'],
    ["$hash('abc', 'SHA-1')", 'a9993e364706816aba3e25717850c26c9cd0d89d'],
    ["$hash('abc', 'SHA-256')", 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'],
    ['$parse(\'{"a": [1, null]}\').a', [1, null]],
    ['$random()', 0.25],
    ['$random(7) = $random(7)', true],
    ['$random(7) = $random(8)', false],
    ['$now()', '2026-03-01T09:00:00.000Z'],
    ["$now('[Y]-[M01]')", '2026-03'],
    ['$millis()', Date.UTC(2026, 2, 1, 9)],
    ['$match($uuid(), /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/).index', 0],
  ])('%s', async (expression, expected) => {
    expect(await value(`{% ${expression} %}`)).toEqual(expected);
  });

  it.each([
    ['$range(1, 2000, 1)', 'at most 1000'],
    ['$range(1, 2, 0)', 'must not be 0'],
    ["$hash('a', 'CRC32')", 'unknown algorithm'],
    ["$parse('{')", 'threw an error'],
    ["$eval('1')", 'not available in Step Functions'],
    ['$partition([1], 0)', 'at least 1'],
  ])('%s is refused', async (expression, message) => {
    await expect(value(`{% ${expression} %}`)).rejects.toThrow(message);
  });
});

describe('results', () => {
  it('evaluates strings anywhere in a template and leaves other values alone', async () => {
    const template = { a: ['{% $x %}', 'plain', { b: '{% $x & "!" %}' }], n: 1, none: null, empty: '' };
    expect(await value(template, { x: 'v' })).toEqual({ a: ['v', 'plain', { b: 'v!' }], n: 1, none: null, empty: '' });
  });

  it('names expression and field when there is no result', async () => {
    const error = await evaluator
      .value({ Payload: ['{% $states.input.absent %}'] }, 'Arguments', { states: { input: {} } })
      .catch((e: unknown) => e);
    expect(error).toBeInstanceOf(QueryEvaluationError);
    expect(error).toMatchObject({
      error: 'States.QueryEvaluationError',
      location: 'Arguments/Payload[0]',
      detail:
        "The JSONata expression '$states.input.absent' specified for the field 'Arguments/Payload[0]' returned nothing (undefined).",
    });
  });

  it.each(['$sum', 'function($x) { $x }', '{ "f": $uppercase }', '/a/'])(
    'refuses a result JSON cannot hold: %s',
    async (expression) => {
      await expect(value(`{% ${expression} %}`)).rejects.toThrow('unsupported result');
    },
  );

  it('stops an expression that never ends', async () => {
    await expect(value('{% ($f := function($n) { 1 + $f($n) }; $f(1)) %}')).rejects.toThrow('threw an error');
  });

  it('gives plain arrays', async () => {
    const output = await value('{% $x[n > 1] %}', { x: [{ n: 1 }, { n: 2 }, { n: 3 }] });
    expect(Object.keys(output ?? {})).toEqual(['0', '1']);
  });

  it('copies any JSON as it is, and hands it through an expression unchanged', async () => {
    await fc.assert(
      fc.asyncProperty(fc.jsonValue(), async (json) => {
        const plain = JSON.parse(JSON.stringify(json));
        expect(toJson(json)).toEqual(plain);
        expect(await value({ at: '{% $x %}' }, { x: { in: plain } })).toEqual({ at: { in: plain } });
      }),
      { numRuns: 60, seed: 7 },
    );
  });

  it.each<[Json]>([[[]], [[1]], [[[]]], [[[1]]], [null], ['']])(
    'hands %j on as it is, not as nothing or its only member',
    async (a) => {
      const states = { input: { a }, result: a };
      expect(await value({ in: '{% $states.input.a %}', out: '{% $states.result %}' }, { states })).toEqual({
        in: a,
        out: a,
      });
      expect(await value('{% $merge([$states.input, {"x": 1}]) %}', { states })).toEqual({ a, x: 1 });
    },
  );

  it('takes delimiters only at both ends', () => {
    expect(['{% 1 %}', '{%1%}', '{%\n1\n%}'].every(isExpression)).toBe(true);
    expect([' {% 1 %}', '{% 1', '{%}', ''].some(isExpression)).toBe(false);
  });
});
