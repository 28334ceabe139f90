import { expect } from 'vitest';
import type { Json } from '../../../../local/step-functions/json.ts';
import { CALLBACK, failureOf, fixture, pass, run, start, task } from '../fixture.ts';
import { type Area, conforms, differs } from './row.ts';
import { SOURCES } from './sources.ts';

const LIMIT = 262_144;
/** JSON text of so many bytes is this string and two quotes. */
const text = (bytes: number) => 'x'.repeat(bytes - 2);
const TOO_LARGE = 'States.DataLimitExceeded';
const error = async (states: Record<string, Json>, input: Json = {}, integrate?: () => Promise<unknown>) =>
  (await failureOf(states, input, integrate)).error;
const large = "{% $pad('', 150000, 'x') %}";

export const limits: Area = {
  title: 'Limits',
  rows: [
    conforms('LIMIT-1', 'The result of a task has at most 256 KiB, counted as UTF-8', SOURCES.quotas, async () => {
      expect(await error({ T: task() }, {}, async () => text(LIMIT))).toBeNull();
      expect(await error({ T: task() }, {}, async () => text(LIMIT + 1))).toBe(TOO_LARGE);
      expect(await error({ T: task() }, {}, async () => 'é'.repeat(LIMIT / 2))).toBe(TOO_LARGE);
    }),
    conforms('LIMIT-2', 'So has the input of a task after Arguments', SOURCES.errors, async () => {
      expect(await error({ T: task({ Arguments: [large, large] }) })).toBe(TOO_LARGE);
    }),
    conforms(
      'LIMIT-3',
      'So has the output of a state, and the results of Parallel and Map together',
      SOURCES.errors,
      async () => {
        expect(await error(pass([large, large]))).toBe(TOO_LARGE);
        const inner = { StartAt: 'I', States: { I: { Type: 'Pass', Output: large, End: true } } };
        expect(await error({ P: { Type: 'Parallel', Branches: [inner], End: true } })).toBeNull();
        const two = { StartAt: 'J', States: { J: { Type: 'Pass', Output: large, End: true } } };
        expect(await error({ P: { Type: 'Parallel', Branches: [inner, two], End: true } })).toBe(TOO_LARGE);
        expect(await error({ M: { Type: 'Map', Items: [1, 2], ItemProcessor: inner, End: true } })).toBe(TOO_LARGE);
      },
    ),
    conforms('LIMIT-4', 'So has a variable, and all that one state assigns', SOURCES.quotas, async () => {
      expect(await error({ P: { Type: 'Pass', Assign: { a: large }, End: true } })).toBeNull();
      expect(await error({ P: { Type: 'Pass', Assign: { a: large, b: large }, End: true } })).toBe(TOO_LARGE);
    }),
    conforms('LIMIT-5', 'So has the input of an execution: it is not started', SOURCES.quotas, () => {
      const on = fixture();
      expect(() => start(on, pass(1), text(LIMIT + 1))).toThrow(
        expect.objectContaining({ code: 'InvalidExecutionInput' }),
      );
    }),
    conforms('LIMIT-6', 'So has what SendTaskSuccess gives', SOURCES.quotas, async () => {
      let token = '';
      const on = fixture(async (_, _args, { taskToken = '' }) => {
        token = taskToken;
      });
      start(on, { T: task({ Resource: CALLBACK }) });
      await on.clock.advance(0);
      expect(() => on.engine.tokens.success(token, JSON.stringify(text(LIMIT + 1)))).toThrow(
        expect.objectContaining({ code: 'InvalidOutput' }),
      );
    }),
    conforms(
      'LIMIT-7',
      'An execution has at most 25,000 events, and fails past them whatever would catch it',
      SOURCES.quotas,
      async () => {
        const on = fixture(undefined, { historyLimit: 100 });
        const loop = {
          StartAt: 'A',
          States: {
            A: { Type: 'Pass', Next: 'B' },
            B: { Type: 'Choice', Choices: [{ Condition: false, Next: 'Z' }], Default: 'A' },
            Z: { Type: 'Succeed' },
          },
        };
        const P = {
          Type: 'Parallel',
          Branches: [loop],
          Catch: [{ ErrorEquals: ['States.ALL'], Next: 'S' }],
          End: true,
        };
        const row = await run(on, { P, S: { Type: 'Succeed' } });
        expect([row.status, row.error]).toEqual(['FAILED', 'States.Runtime']);
      },
    ),
    differs(
      'LIMIT-8',
      'All variables of an execution together have at most 10 MiB',
      SOURCES.quotas,
      'there is no such limit',
      async () => {
        const states = Object.fromEntries(
          Array.from({ length: 80 }, (_, i): [string, Json] => [
            `S${i}`,
            { Type: 'Pass', Assign: { [`v${i}`]: large }, ...(i === 79 ? { End: true } : { Next: `S${i + 1}` }) },
          ]),
        );
        expect(await error(states)).toBeNull();
      },
    ),
    differs('LIMIT-9', 'An execution lasts at most a year', SOURCES.quotas, 'there is no such limit', async () => {
      const W = { Type: 'Wait', Seconds: 99_999_999, End: true };
      expect((await run(fixture(), { W })).status).toBe('SUCCEEDED');
    }),
  ],
};
