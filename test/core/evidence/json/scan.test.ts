import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { JsonError, JsonTooLargeError } from '#core/evidence/json/json-error.ts';
import { jsonPointer } from '#core/evidence/json/pointer.ts';
import { JsonScanner } from '#core/evidence/json/scan.ts';
import type { JsonPath, Selection } from '#core/evidence/json/selection.ts';

interface Taken {
  path: string;
  text: string;
  start: number;
}

/** Everything taken from the text when it comes in chunks of the given sizes, over and over. */
function scan(text: string | Uint8Array, select: (path: JsonPath) => Selection, sizes = [1 << 20], limit = 1 << 20) {
  const bytes = Buffer.from(text);
  const taken: Taken[] = [];
  const left: string[] = [];
  const scanner = new JsonScanner(
    {
      select,
      value: (path, value, { start, end }) => {
        expect(bytes.subarray(start, end).equals(value)).toBe(true);
        taken.push({ path: jsonPointer(path), text: Buffer.from(value).toString(), start });
      },
      leave: (path, { start, end }) => {
        expect('[{').toContain(String.fromCharCode(bytes[start] ?? 0));
        expect(']}').toContain(String.fromCharCode(bytes[end - 1] ?? 0));
        left.push(jsonPointer(path));
      },
    },
    { taken: limit },
  );
  let at = 0;
  for (let turn = 0; at < bytes.length; turn += 1) {
    const size = sizes[turn % sizes.length] ?? 1;
    scanner.push(bytes.subarray(at, at + size));
    at += size;
  }
  scanner.end();
  return { taken, left };
}

const sizes = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 6 });
const everyScalar = (): Selection => 'descend';

function leaves(value: unknown, path: (string | number)[] = []): [string, unknown][] {
  if (typeof value !== 'object' || value === null) return [[jsonPointer(path), value]];
  return Object.entries(value).flatMap(([key, item]) => leaves(item, [...path, key]));
}

/** What becomes of a text that is passed over: how it fails, or that it does not. */
function outcome(text: string, cuts: number[]): string {
  try {
    scan(text, () => 'skip', cuts);
    return 'passes';
  } catch (error) {
    return error instanceof JsonError ? error.message : 'throws';
  }
}

/** The same, found the plain way, of a text that starts with a bracket. */
function walk(text: string): string {
  const needed: string[] = [];
  let inside = false;
  for (let at = 0; at < text.length; at += 1) {
    const byte = text[at] ?? '';
    if (inside) {
      if (byte === '\\') at += 1;
      else if (byte === '"') inside = false;
    } else if (byte === '"') inside = true;
    else if ('[{'.includes(byte)) needed.push(byte === '[' ? ']' : '}');
    else if (']}'.includes(byte)) {
      if (needed.pop() !== byte) return `brackets do not match at byte ${at}`;
      if (needed.length > 0) continue;
      const rest = at + 1 + text.slice(at + 1).search(/[^ ]|$/);
      return rest < text.length ? `text after the end of the value at byte ${rest}` : 'passes';
    }
  }
  return `the text ends too early at byte ${text.length}`;
}

describe('JSON scanner', () => {
  it('hands out every scalar, in order, however the text is cut', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.integer({ min: 0, max: 2 }), sizes, (value, indent, cuts) => {
        const text = JSON.stringify(value, null, indent);
        const { taken } = scan(text, everyScalar, cuts);
        expect(taken.map(({ path, text }) => [path, JSON.parse(text)])).toEqual(leaves(JSON.parse(text)));
      }),
      { numRuns: 500 },
    );
  });

  it('takes whole values as they stand, and skips the rest, however the text is cut', () => {
    const records = fc.array(fc.record({ keep: fc.jsonValue(), drop: fc.jsonValue() }), { maxLength: 5 });
    fc.assert(
      fc.property(records, fc.integer({ min: 0, max: 2 }), sizes, (value, indent, cuts) => {
        const select = (path: JsonPath): Selection =>
          path.length < 2 ? 'descend' : path[1] === 'keep' ? 'take' : 'skip';
        const { taken, left } = scan(JSON.stringify(value, null, indent), select, cuts);
        expect(taken.map(({ text }) => JSON.parse(text))).toEqual(
          value.map(({ keep }) => JSON.parse(JSON.stringify(keep))),
        );
        expect(left).toEqual([...value.map((_, index) => `/${index}`), '']);
      }),
      { numRuns: 500 },
    );
  });

  it.each([
    ['an escaped quote before a cut', '{"a":"\\\\\\"]","b":1}'],
    ['brackets in text', '{"a":{"x":"}]{["},"b":1}'],
    ['NaN passed over', '{"a":[NaN, -Infinity],"b":1}'],
    ['a byte order mark', '\ufeff{"b":1}'],
    ['escapes in a key', '{"\\u0062":1}'],
  ])('reads past %s', (_, text) => {
    for (const size of text.startsWith('\ufeff') ? [100] : [1, 2, 3, 100])
      expect(
        scan(text, (path) => (path.length === 0 ? 'descend' : path[0] === 'b' ? 'take' : 'skip'), [size]).taken,
      ).toMatchObject([{ path: '/b', text: '1' }]);
  });

  it.each([
    '',
    ' ',
    '{',
    '{"a":1',
    '{"a" 1}',
    '{"a":1,}',
    '[1,]',
    '[1 2]',
    '[}',
    '{"a":[1}',
    '"x',
    '[1]]',
    '{} {}',
    '{1:2}',
    '{"a"}',
    '[,1]',
    ':',
    '[tr"ue"]',
  ])('refuses %j, looking inside or not, however it is cut', (text) => {
    for (const size of [1, 100])
      for (const inside of [true, false])
        expect(() => scan(text, (path) => (inside || path.length === 0 ? 'descend' : 'skip'), [size])).toThrow(
          JsonError,
        );
  });

  it('refuses nesting beyond 1,000, looking inside or not', () => {
    for (const selection of ['descend', 'skip', 'take'] as const)
      expect(() => scan('['.repeat(5_000), () => selection)).toThrow(/nested deeper than 1000/);
  });

  it('refuses a taken value beyond the limit, however it is cut, and lets a skipped one pass', () => {
    const text = JSON.stringify({ a: 'x'.repeat(100) });
    const select = (selection: Selection) => (path: JsonPath) => (path.length === 0 ? 'descend' : selection);
    for (const size of [7, 1000]) {
      expect(() => scan(text, select('take'), [size], 50)).toThrow(JsonTooLargeError);
      expect(scan(text, select('skip'), [size], 50).taken).toEqual([]);
    }
  });

  it('passes over the rest of an array or object, and goes on after it, however the text is cut', () => {
    const text = '{"a": [1, {"b": [2, "]"]}, "\\\\", 3], "c": {"d": 4, "e": {"f": "}"}}, "g": [], "h": 5}';
    const select = (path: JsonPath): Selection =>
      path[1] === 1 || path[1] === 'd' ? 'skip-rest' : path.length === 0 || path.length === 1 ? 'descend' : 'take';
    for (let size = 1; size <= text.length; size += 1) {
      const { taken, left } = scan(text, select, [size]);
      expect(taken.map(({ path, text }) => [path, text])).toEqual([
        ['/a/0', '1'],
        ['/h', '5'],
      ]);
      expect(left).toEqual(['/a', '/c', '/g', '']);
    }
    expect(() => scan('{"a": [1, 2}', select)).toThrow('brackets do not match at byte 11');
    expect(() => scan('{"a": [1, 2', select)).toThrow('the text ends too early at byte 11');
  });

  it('passes what it does not look into as a byte by byte walk would, however the text is cut', () => {
    const soup = fc.string({
      unit: fc.constantFrom(...'[]{}"\\\\\\ ab', '"}', '{"', '\\"', '[{"', '"}]', 'a long stretch of prose, '),
      maxLength: 120,
    });
    fc.assert(
      fc.property(soup, fc.integer({ min: 0, max: 80 }), sizes, (text, depth, cuts) => {
        const bytes = `${'['.repeat(depth + 1)}${text}`;
        expect(outcome(bytes, cuts)).toBe(walk(bytes));
      }),
      { numRuns: 3_000 },
    );
  });

  it('says where the text breaks', () => {
    expect(() => scan('{"a": 1, "b" 2}', everyScalar, [4])).toThrow('":" was expected at byte 13');
  });

  it('never throws anything but a JsonError on any bytes', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.uint8Array({ maxLength: 60 }), fc.string({ unit: fc.constantFrom(...'[]{}",:\\1tn ') })),
        sizes,
        (bytes, cuts) => {
          try {
            scan(bytes instanceof Uint8Array ? bytes : Buffer.from(bytes), everyScalar, cuts);
          } catch (error) {
            expect(error).toBeInstanceOf(JsonError);
          }
        },
      ),
      { numRuns: 2_000 },
    );
  });
});
