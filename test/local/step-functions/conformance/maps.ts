import { expect } from 'vitest';
import { TaskError } from '../../../../local/step-functions/errors.ts';
import type { Json } from '../../../../local/step-functions/json.ts';
import { failureOf, fixture, outputOf, run, task } from '../fixture.ts';
import { type Area, conforms, refused, rejected } from './row.ts';
import { SOURCES } from './sources.ts';

const each = (states: Record<string, Json>, more: Record<string, Json> = {}): Record<string, Json> => ({
  M: { Type: 'Map', ItemProcessor: { StartAt: Object.keys(states)[0] ?? '', States: states }, End: true, ...more },
});
const SAME = { I: { Type: 'Pass', End: true } };
const odd = async (_: string, args: unknown) => {
  if (typeof args === 'number' && args % 2 === 1) throw new TaskError('Odd', '');
  return args;
};

/** How many ran at once, of ten that take a second each. */
async function peak(more: Record<string, Json>, items = 10): Promise<number> {
  let now = 0;
  let most = 0;
  const on = fixture(() => {
    most = Math.max(most, ++now);
    return new Promise((resolve) => on.clock.setTimer(1000, () => resolve(now--)));
  });
  await run(
    on,
    each({ T: task() }, more),
    Array.from({ length: items }, (_, i) => i),
  );
  return most;
}

export const maps: Area = {
  title: 'Map, inline',
  rows: [
    conforms(
      'MAP-1',
      'One iteration for each item; the outputs are in the order of the items',
      SOURCES.inlineMap,
      async () => {
        const slowest = { W: { Type: 'Wait', Seconds: '{% 10 - $states.input %}', End: true } };
        expect(await outputOf(each(slowest), [1, 5, 9])).toEqual([1, 5, 9]);
      },
    ),
    conforms('MAP-2', 'Without Items the input is the list; no item is an empty result', SOURCES.map, async () => {
      expect(await outputOf(each(SAME), [1, 'two', null])).toEqual([1, 'two', null]);
      expect(await outputOf(each(SAME), [])).toEqual([]);
    }),
    conforms('MAP-3', 'What is no list is States.QueryEvaluationError', SOURCES.map, async () => {
      for (const input of [1, 'text', true, null, { a: 1 }]) {
        expect((await failureOf(each(SAME), input)).error).toBe('States.QueryEvaluationError');
        expect((await failureOf(each(SAME, { Items: '{% $states.input %}' }), input)).error).toBe(
          'States.QueryEvaluationError',
        );
      }
    }),
    conforms(
      'MAP-4',
      'ItemSelector makes the input of an iteration, of the item, its index and the state’s input',
      SOURCES.inlineMap,
      async () => {
        const ItemSelector = {
          all: '{% [$states.context.Map.Item.Index, $states.context.Map.Item.Value, $states.input.of] %}',
        };
        const states = each(SAME, { Items: '{% $states.input.rows %}', ItemSelector });
        expect(await outputOf(states, { rows: ['a', 'b'], of: 'x' })).toEqual([
          { all: [0, 'a', 'x'] },
          { all: [1, 'b', 'x'] },
        ]);
      },
    ),
    conforms('MAP-5', 'The item and its index can be read inside of the iteration', SOURCES.context, async () => {
      const I = { Type: 'Pass', Output: '{% $states.context.Map.Item %}', End: true };
      expect(await outputOf(each({ I }), ['a'])).toEqual([{ Index: 0, Value: 'a' }]);
    }),
    conforms(
      'MAP-6',
      'At most MaxConcurrency iterations run at once; 0 sets no bound of its own',
      SOURCES.inlineMap,
      async () => {
        expect(await peak({ MaxConcurrency: 3 })).toBe(3);
        expect(await peak({ MaxConcurrency: '{% 1 %}' })).toBe(1);
        expect(await peak({ MaxConcurrency: 0 })).toBe(10);
      },
    ),
    conforms('MAP-7', 'An inline Map runs at most 40 iterations at once', SOURCES.inlineMap, async () => {
      expect(await peak({}, 60)).toBe(40);
      expect(await peak({ MaxConcurrency: 100 }, 60)).toBe(40);
    }),
    conforms('MAP-8', 'The first iteration that fails is the failure of the Map', SOURCES.inlineMap, async () => {
      expect((await failureOf(each({ T: task() }), [0, 1, 2], odd)).error).toBe('Odd');
    }),
    conforms('MAP-9', 'MaxConcurrency may not be negative', SOURCES.inlineMap, async () => {
      const found = await failureOf(each(SAME, { MaxConcurrency: '{% -1 %}' }), [1]);
      expect(found).toMatchObject({
        error: 'States.QueryEvaluationError',
        cause: expect.stringContaining('MaxConcurrency'),
      });
    }),
    refused(
      'MAP-10',
      'Items may be an object, whose members are the items',
      SOURCES.map,
      each(SAME, { Items: { a: 1 } }),
      { state: 'M', says: 'Items: an object is not supported here' },
    ),
    rejected(
      'MAP-11',
      'ItemReader and ItemBatcher belong to a Distributed Map',
      SOURCES.inlineMap,
      each(SAME, { ItemBatcher: { MaxItemsPerBatch: 2 } }),
      { state: 'M', says: "ItemBatcher needs ProcessorConfig.Mode 'DISTRIBUTED'" },
    ),
    refused(
      'MAP-12',
      'The older fields Iterator and Parameters',
      SOURCES.map,
      { M: { Type: 'Map', Iterator: { StartAt: 'I', States: SAME }, End: true } },
      { state: 'M', says: 'Iterator' },
    ),
  ],
};
