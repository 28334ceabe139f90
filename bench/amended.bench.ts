import '../test/functions/setup-environment.ts';
import { readFile } from 'node:fs/promises';
import {
  CopyObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  NoSuchKey,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { mockClient } from 'aws-sdk-client-mock';
import { openBundle } from '#core/bundle/open-bundle.ts';
import { agencyEvidence } from '#core/policy/agency-evidence.ts';
import { checkAgency } from '#core/policy/check-agency.ts';
import { screen } from '#core/policy/screen.ts';
import { review } from '#core/review.ts';
import { handler } from '#functions/read-evaluation/read-evaluation.lambda.ts';
import { evidenceKeys } from '#functions/shared/evidence-keys.ts';
import { openInput } from '../cli/bundle/open-input.ts';
import { openFile } from '../cli/io/file-access.ts';
import { spoolToFile } from '../cli/io/temporary.ts';
import { loadPack } from '../cli/standards/load-packs.ts';
import { ROOT } from '../local/root.ts';
import type { Table } from './table.ts';

const ROUNDS = 5;
const CASE = `case-${'0'.repeat(40)}`;
const EXAMPLES = ['modest-model', 'frontier-safeguarded'];

/** What the functions of a review do for an amended bundle in which nothing changed, beside a first one; S3 is memory, which answers at once. */
export async function run(): Promise<Table[]> {
  const rows = [];
  for (const name of EXAMPLES) rows.push(await measure(name));
  return [
    {
      title: 'Reading the logs of an amended bundle beside those of the first',
      columns: ['bundle', 'logs', 'ms', 'ms amended', 'ratio', 'requests', 'amended', 'KB read', 'amended'],
      rows,
      notes: [
        `Median of ${ROUNDS} rounds, one log after the other. "KB read" is of the bundle; S3 answers from memory.`,
      ],
    },
    {
      title: 'An agency’s check, which is not taken over',
      columns: ['bundle', 'ms for all agencies', 'requests now', 'requests if taken over'],
      rows: await Promise.all(EXAMPLES.map(checks)),
      notes: [
        'Taken over: the evidence now, the evidence before, and a copy of the report, in place of the evidence and the report.',
      ],
    },
  ];
}

const median = (values: readonly number[]) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

async function measure(name: string): Promise<(string | number)[]> {
  await using bundle = await openInput(`${ROOT}/examples/${name}`, ROOT);
  const zip = await readFile(bundle.path);
  const store = memory(zip);
  await using source = await openFile(bundle.path);
  const index = await openBundle(source, { spool: spoolToFile });
  const ids = (index.manifest?.evaluations ?? []).map(({ id }) => id);
  const version = async (n: number) => {
    const ref = { caseId: CASE, bundle: n, bucket: 'bundles', key: 'b', versionId: String(n) };
    store.objects.set(`evidence/${evidenceKeys.bundleIndex(ref)}`, Buffer.from(JSON.stringify(index)));
    store.requests = 0;
    store.bytes = 0;
    const started = performance.now();
    for (const evaluation of ids) await handler({ ...ref, evaluation });
    return { ms: performance.now() - started, requests: store.requests, bytes: store.bytes };
  };
  await version(1);
  const first = [];
  const amended = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    first.push(await version(1));
    amended.push(await version(2));
  }
  const [a, b] = [median(first.map(({ ms }) => ms)), median(amended.map(({ ms }) => ms))];
  const [one, two] = [first[0], amended[0]];
  const bytes = [one, two].map((version) => (version?.bytes ?? 0) / 1000);
  return [name, ids.length, a, b, b / a, one?.requests ?? 0, two?.requests ?? 0, ...bytes];
}

async function checks(name: string): Promise<(string | number)[]> {
  await using bundle = await openInput(`${ROOT}/examples/${name}`, ROOT);
  await using source = await openFile(bundle.path);
  const pack = await loadPack('us-frontier/2026.1');
  const { index, evaluations } = await review([pack], source, { spool: spoolToFile });
  const submission = { manifest: index.manifest, digest: index.digest, problems: index.problems, evaluations };
  const screening = screen(pack, submission);
  const parts = pack.agencies
    .filter(({ id }) => id !== screening.report.agency)
    .map(({ id }) => agencyEvidence(pack, submission, screening, id));
  const times = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const started = performance.now();
    for (const part of parts) checkAgency(pack, part);
    times.push(performance.now() - started);
  }
  return [name, median(times), 2 * parts.length, 3 * parts.length];
}

/** Objects in memory, counted. */
function memory(zip: Uint8Array) {
  const objects = new Map<string, Uint8Array>();
  const store = { objects, requests: 0, bytes: 0 };
  const found = ({ Bucket, Key }: { Bucket: string; Key: string }) => {
    store.requests += 1;
    const bytes = Bucket === 'bundles' ? zip : objects.get(`${Bucket}/${Key}`);
    if (bytes === undefined) throw new NoSuchKey({ message: Key, $metadata: {} });
    return bytes;
  };
  const s3 = mockClient(S3Client);
  s3.on(HeadObjectCommand).callsFake((at) => ({ ContentLength: found(at).byteLength }));
  s3.on(GetObjectCommand).callsFake((at) => {
    const [, first, last] = /^bytes=(\d+)-(\d+)$/.exec(at.Range ?? '') ?? [];
    const bytes = first === undefined ? found(at) : found(at).subarray(Number(first), Number(last) + 1);
    if (at.Bucket === 'bundles') store.bytes += bytes.byteLength;
    const transformToString = async () => Buffer.from(bytes).toString();
    return { Body: { transformToByteArray: async () => bytes, transformToString } };
  });
  s3.on(PutObjectCommand).callsFake(({ Bucket, Key, Body }) => {
    store.requests += 1;
    objects.set(`${Bucket}/${Key}`, Buffer.from(Body));
    return {};
  });
  s3.on(CopyObjectCommand).callsFake(({ Bucket, Key, CopySource }) => {
    const [source = '', ...key] = String(CopySource).split('/');
    objects.set(`${Bucket}/${Key}`, found({ Bucket: source, Key: decodeURIComponent(key.join('/')) }));
    return {};
  });
  return store;
}
