import '../setup-environment.ts';
import {
  CopyObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  NoSuchKey,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { openBundle } from '#core/bundle/open-bundle.ts';
import { Evidence } from '#core/evidence/evidence.ts';
import { fromBytes } from '#core/io/random-access.ts';
import { handler } from '#functions/read-evaluation/read-evaluation.lambda.ts';
import { evidenceKeys } from '#functions/shared/evidence-keys.ts';
import { Reading } from '#functions/shared/reading.ts';
import { bundleOf, manifestFor } from '../../fixtures/bundle-builder.ts';
import { evalFile, FOUR, inspectLog } from '../../fixtures/inspect-log.ts';
import { lmRun, STAMP, THREE_OF_FOUR } from '../../fixtures/lm-eval-run.ts';
import { memorySpool } from '../../fixtures/memory-spool.ts';

const s3 = mockClient(S3Client);
const objects = new Map<string, Uint8Array>();
const CASE = `case-${'a'.repeat(40)}`;
const BOTH = ['a', 'b'];

beforeEach(() => {
  s3.reset();
  objects.clear();
  const found = ({ Bucket, Key }: { Bucket: string; Key: string }) => {
    const bytes = objects.get(`${Bucket}/${Key}`);
    if (bytes === undefined) throw new NoSuchKey({ message: Key, $metadata: {} });
    return bytes;
  };
  s3.on(HeadObjectCommand).callsFake((at) => ({ ContentLength: found(at).byteLength }));
  s3.on(GetObjectCommand).callsFake((at) => {
    const [, first, last] = /^bytes=(\d+)-(\d+)$/.exec(at.Range ?? '') ?? [];
    const bytes = first === undefined ? found(at) : found(at).subarray(Number(first), Number(last) + 1);
    const text = async () => Buffer.from(bytes).toString();
    return { Body: { transformToByteArray: async () => bytes, transformToString: text } };
  });
  s3.on(PutObjectCommand).callsFake(({ Bucket, Key, Body }) => {
    objects.set(`${Bucket}/${Key}`, Buffer.from(Body));
    return {};
  });
  s3.on(CopyObjectCommand).callsFake(({ Bucket, Key, CopySource }) => {
    const [source = '', ...key] = String(CopySource).split('/');
    objects.set(`${Bucket}/${Key}`, found({ Bucket: source, Key: decodeURIComponent(key.join('/')) }));
    return {};
  });
});

type Declared = { id: string; path: string; configuration: string; task?: string; notes?: string };
const log = (values: string[]) =>
  evalFile(inspectLog({ samples: FOUR.map((sample, at) => ({ ...sample, value: values[at] })) }));
const inspect = { 'evals/a.eval': evalFile(inspectLog()), 'evals/b.eval': evalFile(inspectLog()) };
const declared = (more: Partial<Declared> = {}): Declared[] => [
  { id: 'a', path: 'evals/a.eval', configuration: 'capability', ...more },
  { id: 'b', path: 'evals/b.eval', configuration: 'capability' },
];

/** Takes a version of the bundle through the two functions; gives how often the bundle was read for each evaluation. */
async function version(
  bundle: number,
  files: Record<string, string | Uint8Array>,
  evaluations: Declared[],
  ids = BOTH,
  confidentiality: 'agency' | 'sealed' = 'agency',
) {
  const ref = {
    caseId: CASE,
    bundle,
    bucket: 'bundles',
    key: `vendors/acme/s-${bundle}/bundle.zip`,
    versionId: `v${bundle}`,
  };
  const plain = manifestFor(files, { evaluations });
  const listed = [plain.files].flat().map((file) => ({ ...Object(file), confidentiality }));
  const zip = bundleOf(files, { ...plain, files: listed });
  objects.set(`bundles/${ref.key}`, zip);
  const index = await openBundle(fromBytes(zip), { spool: memorySpool });
  objects.set(`evidence/${evidenceKeys.bundleIndex(ref)}`, Buffer.from(JSON.stringify(index)));
  const reads: Record<string, number> = {};
  for (const evaluation of ids) {
    s3.resetHistory();
    expect(await handler({ ...ref, evaluation })).toEqual({ evaluation, failed: false });
    const ofBundle = ({ args: [{ input }] }: { args: [{ input: { Bucket?: string } }] }) => input.Bucket === 'bundles';
    reads[evaluation] = [...s3.commandCalls(GetObjectCommand), ...s3.commandCalls(HeadObjectCommand)].filter(
      ofBundle,
    ).length;
  }
  return reads;
}
const stored = (bundle: number, id: string) => ({
  evidence: text(evidenceKeys.evaluation({ caseId: CASE, bundle }, id)),
  reading: text(evidenceKeys.reading({ caseId: CASE, bundle }, id)),
});
const text = (key: string) => Buffer.from(objects.get(`evidence/${key}`) ?? '').toString();

describe('an amended bundle', () => {
  it('has the logs read anew that changed, and takes over the others without opening them', async () => {
    const first = await version(1, inspect, declared());
    expect(Object.values(first).every((reads) => reads > 0)).toBe(true);
    const second = await version(2, { ...inspect, 'evals/b.eval': log(['I', 'I', 'C', 'C']) }, declared());
    expect(second.a).toBe(0);
    expect(second.b).toBeGreaterThan(0);
    expect(stored(2, 'a')).toEqual(stored(1, 'a'));
    expect(stored(2, 'b').evidence).not.toBe(stored(1, 'b').evidence);
    const written = [...s3.commandCalls(PutObjectCommand), ...s3.commandCalls(CopyObjectCommand)];
    expect(written.length).toBeGreaterThan(0);
    for (const { args } of written)
      expect(args[0].input).toMatchObject({
        ServerSideEncryption: 'aws:kms',
        SSEKMSKeyId: 'alias/countersign-test/vendor/acme',
      });
    // A third version is compared with the second, which took over from the first.
    expect((await version(3, inspect, declared())).a).toBe(0);
  });

  it('comes to the same, byte for byte, as a fresh reading of it', async () => {
    await version(1, inspect, declared());
    await version(2, { ...inspect, 'evals/b.eval': log(['C', 'C', 'C', 'C']) }, declared());
    const takenOver = stored(2, 'a');
    objects.delete(`evidence/${evidenceKeys.reading({ caseId: CASE, bundle: 1 }, 'a')}`);
    const again = await version(2, { ...inspect, 'evals/b.eval': log(['C', 'C', 'C', 'C']) }, declared());
    expect(again.a).toBeGreaterThan(0);
    expect(stored(2, 'a')).toEqual(takenOver);
  });

  it.each<[string, Partial<Declared>]>([
    ['the task', { task: 'sums' }],
    ['the configuration', { configuration: 'release' }],
    ['the path', { path: 'evals/b.eval' }],
    ['the notes', { notes: 'run anew' }],
  ])('is read anew where %s is declared otherwise', async (_, more) => {
    await version(1, inspect, declared());
    const second = await version(2, inspect, declared(more));
    expect(second.a).toBeGreaterThan(0);
    expect(second.b).toBe(0);
  });

  it('is read anew where it is sealed now, and what is kept of it then is its figures', async () => {
    await version(1, inspect, declared());
    const open = Evidence.parse(JSON.parse(stored(1, 'a').evidence));
    expect(open.drawn).not.toEqual([]);
    const second = await version(2, inspect, declared(), BOTH, 'sealed');
    expect(second.a).toBeGreaterThan(0);
    const sealed = Evidence.parse(JSON.parse(stored(2, 'a').evidence));
    expect(sealed.recomputed.map(({ mean, n }) => [mean, n])).toEqual(open.recomputed.map(({ mean, n }) => [mean, n]));
    expect(sealed).not.toHaveProperty('drawn');
    expect(sealed.recomputed.map(({ pointer }) => pointer)).toEqual(
      open.recomputed.map(() => ({ file: 'evals/a.eval' })),
    );
    const { scores } = Reading.parse(JSON.parse(stored(2, 'a').reading));
    expect([scores.samples, scores.scores]).toEqual([[], []]);
    expect(scores.leftOut.length).toBeGreaterThan(0);
    // Sealed as before, it is taken over.
    expect((await version(3, inspect, declared(), BOTH, 'sealed')).a).toBe(0);
  });

  it('is read anew by another reader', async () => {
    await version(1, inspect, declared());
    const key = `evidence/${evidenceKeys.reading({ caseId: CASE, bundle: 1 }, 'a')}`;
    const reading = Reading.parse(JSON.parse(stored(1, 'a').reading));
    const other = { ...reading, basis: { ...reading.basis, own: `sha256:${'0'.repeat(64)}` } };
    objects.set(key, Buffer.from(JSON.stringify(other)));
    expect((await version(2, inspect, declared())).a).toBeGreaterThan(0);
  });

  it.each(['{}', 'not JSON'])('is read anew where what is kept of the reading before is %s', async (kept) => {
    await version(1, inspect, declared());
    objects.set(`evidence/${evidenceKeys.reading({ caseId: CASE, bundle: 1 }, 'a')}`, Buffer.from(kept));
    expect((await version(2, inspect, declared())).a).toBeGreaterThan(0);
  });

  it('is read anew where the evidence before is gone', async () => {
    await version(1, inspect, declared());
    objects.delete(`evidence/${evidenceKeys.evaluation({ caseId: CASE, bundle: 1 }, 'a')}`);
    expect((await version(2, inspect, declared())).a).toBeGreaterThan(0);
  });

  it('is read anew where a file beside the log changed that its reader looks at', async () => {
    const evaluations = [{ id: 'a', path: `lm/results_${STAMP}.json`, configuration: 'capability' }];
    const files = lmRun({ tasks: { sums: THREE_OF_FOUR }, folder: 'lm/' });
    const worse = lmRun({
      tasks: { sums: { ...THREE_OF_FOUR, samples: THREE_OF_FOUR.samples.map((row) => ({ ...row, acc: 0 })) } },
      folder: 'lm/',
    });
    const results = Object.fromEntries(Object.entries(files).filter(([path]) => path.includes('results_')));
    await version(1, files, evaluations, ['a']);
    expect((await version(2, files, evaluations, ['a'])).a).toBe(0);
    expect((await version(3, { ...worse, ...results }, evaluations, ['a'])).a).toBeGreaterThan(0);
    expect(stored(3, 'a').evidence).not.toBe(stored(2, 'a').evidence);
  });
});
