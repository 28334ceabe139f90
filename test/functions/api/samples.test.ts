import '../support/referred-case.ts';
import { Readable } from 'node:stream';
import { GetObjectCommand, HeadObjectCommand, NoSuchKey, S3Client } from '@aws-sdk/client-s3';
import { sdkStreamMixin } from '@smithy/core/serde';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { CaseDocument, CaseDocuments } from '#core/api/documents-wire.ts';
import { CaseSamples } from '#core/api/samples-wire.ts';
import type { BundleIndex } from '#core/bundle/bundle-index.ts';
import { openBundle } from '#core/bundle/open-bundle.ts';
import { fromBytes } from '#core/io/random-access.ts';
import type { Finding } from '#core/policy/finding.ts';
import { evidenceKeys } from '#functions/shared/evidence-keys.ts';
import { FINDING } from '../../cli/support/verdicts.ts';
import { bundleMembers, manifestFor, sha256 } from '../../fixtures/bundle-builder.ts';
import { evalFile, inspectLog } from '../../fixtures/inspect-log.ts';
import { memorySpool } from '../../fixtures/memory-spool.ts';
import { writeZip } from '../../fixtures/zip-writer.ts';
import { type Claims, callApi as call, person } from '../support/call-api.ts';
import { CASE, FEDERAL, OPENED, referredCase, table } from '../support/referred-case.ts';

const s3 = mockClient(S3Client);
const NSA = person('nora', 'agency.nsa.reviewer');
const ODNI = person('otto', 'agency.odni.reviewer');
const AUDITOR = person('audrey', 'auditor');
const VENDOR = person('vera', 'vendor.acme');

const samples = Array.from({ length: 12 }, (_, i) => ({ id: `q${i}`, epoch: 1, value: 'C' }));
const log = evalFile(inspectLog({ samples }));
const hostile = '# Card\n<script>alert(1)</script>\n';
const FILES = {
  'evals/cyber.eval': log,
  'evals/sealed.eval': log,
  'docs/card.md': hostile,
  'docs/secret.md': 'No.',
  'docs/card.pdf': Buffer.from([0x25, 0x50, 0x44, 0x46, 0]),
};
const LEVELS: Record<string, string> = {
  'evals/sealed.eval': 'sealed',
  'docs/card.md': 'public',
  'docs/secret.md': 'sealed',
};
const evaluation = (id: string) => ({ id, path: `evals/${id}.eval`, configuration: 'capability' });
const manifest = manifestFor(FILES, {
  evaluations: [evaluation('cyber'), evaluation('sealed')],
  documents: [
    { kind: 'model-card', path: 'docs/card.md', title: 'The card' },
    { kind: 'other', path: 'docs/secret.md' },
    { kind: 'other', path: 'docs/card.pdf' },
    { kind: 'other', path: 'docs/absent.md' },
  ],
  files: Object.entries(FILES).map(([path, data]) => ({
    path,
    bytes: Buffer.byteLength(data),
    sha256: sha256(data),
    ...(LEVELS[path] !== undefined && { confidentiality: LEVELS[path] }),
  })),
});
const zip = writeZip(bundleMembers(FILES, manifest, 0)).bytes;
let index: BundleIndex;

const rests = (agency: string, criterion: string, id: string): Finding => ({
  ...FINDING,
  agency,
  criterion,
  evaluation: id,
  evidence: [
    {
      evaluation: id,
      pointer: { file: `evals/${id}.eval`, member: 'summaries.json' },
      figure: { score: 'match', metric: 'accuracy', mean: 1, stderr: 0, n: 12, interval: null, claimed: null },
    },
  ],
});
const FINDINGS = [
  rests('nsa', 'NSA-01', 'cyber'),
  rests('nsa', 'NSA-02', 'sealed'),
  rests('joint', 'VAL-01', 'cyber'),
  { ...FINDING, agency: 'nsa', criterion: 'NSA-09', evidence: [] },
];
const reading = {
  basis: { own: 'sha256:0', beside: null },
  scores: {
    samples: [samples.map(({ id }) => id)],
    scores: [{ score: 'match', list: 0, values: samples.map((_, i) => i) }],
    leftOut: [],
  },
};
const review = { caseId: CASE, bundle: 1 };

const body = (bytes: Uint8Array) => sdkStreamMixin(Readable.from([bytes]));
const asked: string[] = [];

beforeAll(async () => {
  index = await openBundle(fromBytes(zip), { spool: memorySpool });
});
beforeEach(async () => {
  table.items.clear();
  asked.length = 0;
  s3.reset();
  vi.useFakeTimers({ toFake: ['Date'], now: new Date(OPENED) });
  const objects = new Map<string | undefined, unknown>([
    [evidenceKeys.bundleIndex(review), index],
    [evidenceKeys.findings(review, FEDERAL), FINDINGS],
    [evidenceKeys.reading(review, 'cyber'), reading],
  ]);
  s3.on(HeadObjectCommand).resolves({ ContentLength: zip.byteLength });
  s3.on(GetObjectCommand).callsFake(async ({ Bucket, Key, VersionId, Range }) => {
    if (Bucket === 'bundles') {
      asked.push(`${VersionId} ${Range}`);
      const [, from, to] = /^bytes=(\d+)-(\d+)$/.exec(Range) ?? [];
      return { Body: body(zip.subarray(Number(from), Number(to) + 1)) };
    }
    const found = objects.get(Key);
    if (found === undefined) throw new NoSuchKey({ $metadata: {}, message: 'absent' });
    return { Body: body(Buffer.from(JSON.stringify(found))) };
  });
  await referredCase();
});

const get = (claims: Claims, path: string) => call(claims, 'GET', `/cases/${CASE}${path}`);
const samplesOf = async (claims: Claims, query: string) =>
  CaseSamples.parse((await get(claims, `/samples?${query}`)).json);

describe('samples behind a finding', () => {
  it('are read page by page from the version that was judged, each with its place and its score', async () => {
    const first = await samplesOf(NSA, 'criterion=NSA-01');
    expect(first).toMatchObject({
      evaluation: 'cyber',
      file: 'evals/cyber.eval',
      score: 'match',
      total: 12,
      withheld: null,
    });
    expect(first.samples.map(({ id, value }) => [id, value])).toEqual(samples.slice(0, 10).map(({ id }, i) => [id, i]));
    expect(first.samples[1]?.pointer).toMatchObject({ file: 'evals/cyber.eval', member: 'samples/q1_epoch_1.json' });
    const second = await samplesOf(NSA, `criterion=NSA-01&start=${first.next}`);
    expect([second.samples.map(({ id }) => id), second.next]).toEqual([['q10', 'q11'], null]);
    expect(asked.every((range) => range.startsWith('v1 bytes='))).toBe(true);
  });

  it('are for those who see the finding: its agency and the vendor, and no other agency', async () => {
    expect((await get(VENDOR, '/samples?criterion=NSA-01')).status).toBe(200);
    expect(await get(ODNI, '/samples?criterion=NSA-01')).toMatchObject({ status: 404, code: 'samples-unknown' });
    // That the joint screening saw the log opens it to no agency that does not judge by it.
    expect((await samplesOf(ODNI, 'criterion=VAL-01')).withheld).toContain('for the vendor and the agencies');
    expect((await samplesOf(NSA, 'criterion=VAL-01')).withheld).toBeNull();
    const rival = await get(person('rita', 'vendor.rival'), '/samples?criterion=NSA-01');
    expect(rival).toMatchObject({ status: 404, code: 'case-unknown' });
  });

  it('of a sealed log are nobody’s, and nothing of it is read; those of an agency’s are not for who only oversees', async () => {
    for (const [claims, query] of [
      [NSA, 'criterion=NSA-02'],
      [VENDOR, 'criterion=NSA-02'],
      [AUDITOR, 'criterion=VAL-01'],
    ] as const) {
      const { samples: none, withheld } = await samplesOf(claims, query);
      expect([none, withheld === null]).toEqual([[], false]);
    }
    expect(asked).toEqual([]);
  });

  it('are only those of the log that the finding rests on', async () => {
    expect(await get(NSA, '/samples?criterion=NSA-09')).toMatchObject({ status: 404, code: 'samples-unknown' });
    const other = await get(NSA, '/samples?criterion=NSA-01&evaluation=sealed');
    expect(other).toMatchObject({ status: 404, code: 'samples-unknown' });
    for (const file of ['evals/sealed.eval', 'docs/card.md', '../x'])
      expect(await get(NSA, `/samples?criterion=NSA-01&file=${encodeURIComponent(file)}`)).toMatchObject({
        status: 404,
        code: 'file-unknown',
      });
    expect(asked).toEqual([]);
  });

  it('answers a start that no page gave with its reason', async () => {
    expect(await get(NSA, '/samples?criterion=NSA-01&start=e30')).toMatchObject({ status: 400, code: 'start-invalid' });
    expect(await get(NSA, '/samples')).toMatchObject({ status: 400, code: 'body-invalid' });
  });
});

describe('documents', () => {
  it('are listed as the manifest has them, with what is withheld and why', async () => {
    const { documents } = CaseDocuments.parse((await get(NSA, '/documents')).json);
    expect(documents.map(({ n, path, withheld }) => [n, path, withheld === null])).toEqual([
      [0, 'docs/card.md', true],
      [1, 'docs/secret.md', false],
      [2, 'docs/card.pdf', true],
    ]);
    const overseen = CaseDocuments.parse((await get(AUDITOR, '/documents')).json);
    expect(overseen.documents.map(({ withheld }) => withheld === null)).toEqual([true, false, false]);
  });

  it('are given as text, as they are', async () => {
    const { format, text, document } = CaseDocument.parse((await get(NSA, '/documents/0')).json);
    expect([format, text, document.title]).toEqual(['markdown', hostile, 'The card']);
    expect(CaseDocument.parse((await get(NSA, '/documents/2')).json)).toMatchObject({ format: 'other', text: '' });
  });

  it('that are withheld or not there are refused, and not read', async () => {
    expect(await get(VENDOR, '/documents/1')).toMatchObject({ status: 403, code: 'file-withheld' });
    expect(await get(AUDITOR, '/documents/2')).toMatchObject({ status: 403, code: 'file-withheld' });
    for (const n of ['3', '-1', '00', 'x']) expect(await get(NSA, `/documents/${n}`)).toMatchObject({ status: 404 });
    expect(asked).toEqual([]);
  });
});
