import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ZipError } from '#core/bundle/zip/zip-error.ts';
import { PAGE, SHOWN_BYTES, type ShownSample } from '#core/evidence/samples/sample.ts';
import { samplePage } from '#core/evidence/samples/sample-page.ts';
import { fromBytes } from '#core/io/random-access.ts';
import { evalFile, inspectLog, jsonFile } from '../../../fixtures/inspect-log.ts';

const many = (n: number) => Array.from({ length: n }, (_, i) => ({ id: `q${i}`, epoch: 1, value: 'C' }));
const page = (bytes: Uint8Array, file: string, start = 0) => samplePage(fromBytes(bytes), file, start);

/** All pages of a log, one after another. */
async function allOf(bytes: Uint8Array, file: string): Promise<ShownSample[]> {
  const all: ShownSample[] = [];
  for (let start: number | null = 0; start !== null; ) {
    const { samples, next }: Awaited<ReturnType<typeof samplePage>> = await page(bytes, file, start);
    expect(samples.length).toBeLessThanOrEqual(PAGE);
    all.push(...samples);
    start = next;
  }
  return all;
}
/** The text at the place that a sample is said to have. */
const at = (bytes: Uint8Array, { pointer }: ShownSample) =>
  Buffer.from(bytes.subarray(...(pointer.bytes ?? [0, 0]))).toString();

describe('samples of an archive', () => {
  it.each(['plain', 'chunked'] as const)('are its members, page by page, in the %s layout', async (layout) => {
    const bytes = evalFile(inspectLog({ samples: many(23) }), { layout });
    const { total, next } = await page(bytes, 'a.eval');
    expect([total, next]).toEqual([23, PAGE]);
    const all = await allOf(bytes, 'a.eval');
    expect(all.map(({ id }) => id)).toEqual(many(23).map(({ id }) => id));
    expect(all[3]).toMatchObject({ epoch: 1, truncated: false, fault: null, pointer: { file: 'a.eval' } });
    expect(all[3]?.pointer.member).toContain('samples/q3_epoch_1');
  });

  it('are cut where they are long, and known by their names then', async () => {
    const long = [{ id: 'long', epoch: 2, value: 'C', more: { store: 'x'.repeat(3 * SHOWN_BYTES) } }];
    const [sample] = await allOf(evalFile(inspectLog({ samples: long })), 'a.eval');
    expect(sample).toMatchObject({ id: 'long', epoch: 2, truncated: true });
    expect(sample?.text.length).toBe(SHOWN_BYTES);
  });

  it('that cannot be read are said to be so, and hide no other', async () => {
    const broken = { name: 'samples/bad_epoch_1.json', content: '{"id":"bad"}', crc: 7 };
    const all = await allOf(evalFile(inspectLog({ samples: many(2) }), { more: [broken] }), 'a.eval');
    expect(all.map(({ id, fault }) => [id, fault === null])).toEqual([
      ['q0', true],
      ['q1', true],
      ['bad', false],
    ]);
    expect(all.at(-1)?.fault).toContain('checksum-differs');
  });
});

describe('samples of lines', () => {
  it('are whole lines at the bytes that they are said to be at, whatever the lines', async () => {
    const line = fc.string({ unit: fc.constantFrom('a', 'é', '"', '{', ' ', '💥'), maxLength: 30 });
    await fc.assert(
      fc.asyncProperty(fc.array(line, { maxLength: 35 }), async (lines) => {
        const bytes = Buffer.from(lines.join('\n'));
        const all = await allOf(bytes, 'a.jsonl');
        expect(all.map(({ text }) => text)).toEqual(lines.filter((text) => text.trim() !== ''));
        for (const one of all) expect(at(bytes, one)).toBe(one.text);
      }),
      { numRuns: 60 },
    );
  });

  it('are known by the id that the tool gives them', async () => {
    const bytes = Buffer.from('{"doc_id":3,"acc":1}\n{"instance_id":"id3"}\n');
    expect((await allOf(bytes, 'samples.jsonl')).map(({ id }) => id)).toEqual(['3', 'id3']);
  });

  it('are known by it too where they are cut, if they begin with it', async () => {
    const rest = `"text": "${'x'.repeat(SHOWN_BYTES)}"`;
    const bytes = Buffer.from(`{"id": "a\\"b", "epoch": 2, ${rest}}\n{"x": {"id": "c"}, ${rest}}`);
    const all = await allOf(bytes, 'a.jsonl');
    expect(all.map(({ id, epoch, truncated }) => [id, epoch, truncated])).toEqual([
      ['a"b', 2, true],
      [null, null, true],
    ]);
  });

  it('go on behind a line that is longer than what is shown', async () => {
    const bytes = Buffer.from(`${'x'.repeat(600_000)}\n{"id":"b"}`);
    const all = await allOf(bytes, 'a.jsonl');
    expect(all.map(({ id, truncated }) => [id, truncated])).toEqual([
      [null, true],
      ['b', false],
    ]);
  });
});

describe('samples of a document', () => {
  it('are those of its array, each at its place', async () => {
    const bytes = jsonFile(inspectLog({ samples: many(12) }));
    const all = await allOf(bytes, 'a.json');
    expect(all.map(({ id, pointer }) => [id, pointer.path])).toEqual(
      many(12).map(({ id }, i) => [id, `/samples/${i}`]),
    );
    for (const one of all) expect(at(bytes, one)).toBe(one.text);
    const instances = Buffer.from(JSON.stringify([{ instance_id: 'id1' }, { instance_id: 'id2' }]));
    expect((await allOf(instances, 'b.json')).map(({ id, pointer }) => [id, pointer.path])).toEqual([
      ['id1', '/0'],
      ['id2', '/1'],
    ]);
  });

  it.each(['{"results": {"a": 1}}', '[1, 2', 'not json', ''])(
    'that has none is shown as it begins: %s',
    async (text) => {
      const { samples, next } = await page(Buffer.from(text), 'a.json');
      expect([samples.map((one) => one.text), next]).toEqual([[text], null]);
    },
  );
});

describe('a hostile log', () => {
  it('gives a bounded page or says that it is no zip, whatever its bytes and wherever the page begins', async () => {
    const piece = fc.constantFrom(
      '{',
      '}',
      '[',
      ']',
      '"',
      ',',
      ':',
      '\n',
      '\\',
      'PK',
      '\u0003\u0004',
      '1',
      'é',
      '{"samples":[{',
      '[{"a":',
    );
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 200 }),
      fc.array(piece, { maxLength: 60 }).map((pieces) => Uint8Array.from(Buffer.from(pieces.join('')))),
    );
    await fc.assert(
      fc.asyncProperty(bytes, fc.constantFrom('a.eval', 'a.json', 'a.jsonl'), fc.nat(300), async (log, file, start) => {
        try {
          const { samples } = await page(log, file, start);
          expect(samples.length).toBeLessThanOrEqual(PAGE);
        } catch (error) {
          expect(error).toBeInstanceOf(ZipError);
        }
      }),
      { numRuns: 500 },
    );
  });
});
