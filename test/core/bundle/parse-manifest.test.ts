import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MANIFEST_BYTES, parseManifest } from '#core/bundle/parse-manifest.ts';
import { Problem } from '#core/bundle/problem.ts';
import { manifestFor } from '../../fixtures/bundle-builder.ts';

const parse = (text: string | Uint8Array) => parseManifest(Buffer.from(text));
const valid = manifestFor({ 'cards/model-card.md': 'x' });

describe('parseManifest', () => {
  it('reads a manifest, with and without a byte order mark, and fills defaults', () => {
    for (const mark of ['', '\ufeff']) {
      const { manifest, problems } = parse(mark + JSON.stringify(valid));
      expect(problems).toEqual([]);
      expect(manifest).toMatchObject({ packs: ['us-frontier/2026.1'], files: [{ confidentiality: 'agency' }] });
    }
  });

  it('takes named readers of a file beside the level "agency" alone, and names what is wrong', () => {
    const [file] = [valid.files].flat();
    const withFile = (more: object) => parse(JSON.stringify({ ...valid, files: [{ ...Object(file), ...more }] }));
    const named = withFile({ confidentiality: 'agency', agencies: ['nsa'] });
    expect(named.manifest?.files).toMatchObject([{ confidentiality: 'agency', agencies: ['nsa'] }]);
    const found = (more: object) =>
      withFile(more).problems.map(({ pointer, found: was, expected }) => [pointer, was, expected]);
    expect(found({ confidentiality: 'secret' })).toEqual([
      ['/files/0/confidentiality', '"secret"', 'one of "public", "summary", "agency", "sealed"'],
    ]);
    expect(found({ confidentiality: 'public', agencies: ['nsa'] })).toEqual([
      ['/files/0/agencies', 'an array of 1', 'agencies only beside "confidentiality": "agency"'],
    ]);
    expect(found({ agencies: ['NSA'] })).toEqual([
      ['/files/0/agencies/0', '"NSA"', 'the id of an agency, such as "nsa"'],
    ]);
    expect(found({ agencies: [] })).toEqual([['/files/0/agencies', 'an array of 0', 'at least 1 elements']]);
  });

  it('says line and column where the text is no JSON', () => {
    const { manifest, problems } = parse('{\n  "bundleVersion": "1.0",\n  "date": 2026-11-23\n}');
    expect(manifest).toBeNull();
    expect(problems).toMatchObject([
      { code: 'manifest-not-json', line: 3, found: '"-11-23\\n}" at column 15', expected: '"," or "}"' },
    ]);
  });

  it.each([
    ['', 'manifest-not-json'],
    ['\u0000', 'manifest-not-json'],
    ['{"a": NaN}', 'manifest-not-json'],
    ["{'a': 1}", 'manifest-not-json'],
    ['{"a": 1,}', 'manifest-not-json'],
    ['[]', 'manifest-invalid'],
    ['null', 'manifest-invalid'],
    ['"bundle"', 'manifest-invalid'],
    ['{"a": 1, "a": 2}', 'manifest-duplicate-key'],
    ['{"__proto__": {"invented": true}}', 'manifest-unsafe-key'],
    ['{"vendor": {"constructor": 1}}', 'manifest-unsafe-key'],
    ['['.repeat(100_000), 'manifest-too-large'],
    [`{"files": [${'1,'.repeat(20_000)}1]}`, 'manifest-too-large'],
    [`"${'x'.repeat(MANIFEST_BYTES)}"`, 'manifest-too-large'],
  ])('refuses %.40s', (text, code) => {
    const { manifest, problems } = parse(text);
    expect(manifest).toBeNull();
    expect(new Set(problems.map((problem) => problem.code))).toEqual(new Set([code]));
  });

  it('names the line that is not UTF-8', () => {
    const bytes = Buffer.concat([Buffer.from('{\n"a": "ü",\n"b": "'), Buffer.from([0xff, 0xfe]), Buffer.from('"\n}')]);
    expect(parse(bytes).problems).toMatchObject([{ code: 'manifest-not-utf8', line: 3 }]);
  });

  it('tells all errors at once, each with pointer, line, what was found and expected, and a cure', () => {
    const wrong = {
      ...valid,
      bundleVersion: '2.0',
      date: '23 November',
      model: { id: 7, version: '1.0', weightsDigest: 'md5:1' },
      release: { accessTier: 'everyone', safeguards: [] },
      evaluations: [{ id: 'Upper Case', path: '', configuration: 'capability' }],
      files: [{ path: 'a', bytes: -1, sha256: `sha256:${'0'.repeat(64)}` }],
    };
    const text = JSON.stringify(wrong, null, 2);
    const { manifest, problems } = parse(text);
    expect(manifest).toBeNull();
    const told = problems.map(({ pointer, found, expected }) => `${pointer}: ${found} / ${expected}`);
    expect(told).toEqual([
      '/bundleVersion: "2.0" / "1.0"',
      '/date: "23 November" / a date such as 2026-11-23',
      '/model/id: 7 / a string',
      '/model/weightsDigest: "md5:1" / expected "sha256:" and 64 hexadecimal digits',
      '/release/accessTier: "everyone" / one of "internal", "trusted", "api", "public"',
      '/release/openWeights: nothing / a boolean',
      '/evaluations/0/id: "Upper Case" / lower-case letters, digits, ".", "_" and "-", 1 to 64 characters',
      '/evaluations/0/path: "" / at least 1 characters',
      '/files/0/bytes: -1 / at least 0',
    ]);
    const lines = text.split('\n');
    for (const problem of problems) {
      const key = problem.pointer?.split('/').at(-1) ?? '';
      const line = lines[(problem.line ?? 0) - 1];
      expect(line).toContain(problem.found === 'nothing' ? '"release"' : `"${key}"`);
      expect(problem.cure).toContain(problem.pointer);
    }
  });

  it('answers any bytes and any JSON with a manifest or with valid problems', () => {
    const damaged = fc.tuple(fc.nat(), fc.jsonValue({ maxDepth: 2 })).map(([at, value]) => {
      const keys = Object.keys(valid);
      return JSON.stringify({ ...valid, [keys[at % keys.length] ?? '']: value });
    });
    fc.assert(
      fc.property(fc.oneof(fc.uint8Array(), fc.json().map(Buffer.from), damaged.map(Buffer.from)), (bytes) => {
        const { manifest, problems } = parseManifest(Buffer.from(bytes));
        expect(manifest === null).toBe(problems.length > 0);
        for (const problem of problems) Problem.parse(problem);
      }),
      { numRuns: 500 },
    );
  });

  it('does not let a manifest of nothing but errors cost much', () => {
    const { problems } = parse(`{"files": [${'{},'.repeat(9_000)}{}], "evaluations": [${'{},'.repeat(9_000)}{}]}`);
    expect(problems.length).toBeGreaterThan(10_000);
  });
});
