import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { JsonError } from '#core/evidence/json/json-error.ts';
import { parseValue } from '#core/evidence/json/parse-value.ts';
import { python } from '../../../fixtures/inspect-log.ts';

const parse = (text: string) => parseValue(Buffer.from(text));

describe('JSON as Python writes it', () => {
  it('reads NaN and the infinities as numbers', () => {
    expect(parse('{"a": NaN, "b": [-Infinity, Infinity, 1.5e3]}')).toEqual({
      a: Number.NaN,
      b: [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY, 1500],
    });
  });

  it('leaves text that looks like them alone', () => {
    expect(parse('{"NaN": "NaN, \\"Infinity\\"", "x": NaN}')).toEqual({ NaN: 'NaN, "Infinity"', x: Number.NaN });
  });

  it('agrees with JSON.parse on every value, beside a NaN that takes it off the fast path', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.integer({ min: 0, max: 3 }), (value, indent) => {
        const text = JSON.stringify(value, null, indent);
        expect(parse(`[NaN,${text}]`)).toEqual([Number.NaN, JSON.parse(text)]);
      }),
    );
  });

  it('agrees with JSON.parse on what is short, sound or not: numbers, texts, and what is nearly one', () => {
    const text = fc.oneof(
      fc.string({ unit: fc.constantFrom(...'019-.e+ "\\\\a\u007f\u0001é'), maxLength: 18 }),
      fc.string({ unit: fc.constantFrom(...'0123456789'), maxLength: 17 }),
      fc.string({ maxLength: 50 }).map((content) => JSON.stringify(content)),
      fc.string({ unit: fc.constantFrom(...'a"\\\\\u007f\n'), maxLength: 50 }).map((content) => `"${content}"`),
    );
    const expected = (json: string): unknown => {
      try {
        return { value: JSON.parse(json) };
      } catch {
        return 'refused';
      }
    };
    const found = (json: string): unknown => {
      try {
        return { value: parse(json) };
      } catch (error) {
        expect(error).toBeInstanceOf(JsonError);
        return 'refused';
      }
    };
    fc.assert(
      fc.property(text, (json) => {
        expect(found(json)).toStrictEqual(expected(json));
      }),
      { numRuns: 3_000 },
    );
  });

  it('reads back whatever Python writes', () => {
    const numbers = fc.array(fc.oneof(fc.double(), fc.string({ unit: 'binary', maxLength: 10 })), { maxLength: 10 });
    fc.assert(
      fc.property(numbers, (values) => {
        const known = values.map((value) => (Object.is(value, -0) ? 0 : value));
        expect(parse(python(known))).toEqual(known);
      }),
    );
  });

  it('sets no prototype', () => {
    for (const text of ['{"__proto__": {"polluted": 1}}', '{"x": NaN, "__proto__": {"polluted": 1}}']) {
      const value = parse(text);
      expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
      expect(value).not.toHaveProperty('polluted');
    }
  });

  it.each([
    '',
    '{',
    '[NaN',
    '[NaN,]',
    '{"a" NaN}',
    '{a: NaN}',
    '[NaN] 1',
    '[nan]',
    '[+1, NaN]',
    '[01, NaN]',
    '["\\x", NaN]',
    '[1. , NaN]',
  ])('refuses %j and says where', (text) => {
    expect(() => parse(text)).toThrow(JsonError);
  });

  it('says at which byte of the file it stopped', () => {
    const text = '["ä", NaN, x]';
    expect(() => parseValue(Buffer.from(text), 100)).toThrow(`at byte ${100 + Buffer.from(text).indexOf('x')}`);
  });

  it('refuses bytes that are not UTF-8', () => {
    expect(() => parseValue(Buffer.from([0x22, 0xff, 0x22]))).toThrow(JsonError);
  });

  it('refuses nesting without end instead of running out of stack', () => {
    expect(() => parse(`${'['.repeat(100_000)}NaN`)).toThrow(/nested deeper than 1000/);
  });
});
