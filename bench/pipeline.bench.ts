import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { GetItemCommand } from '@aws-sdk/client-dynamodb';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { GetExecutionHistoryCommand } from '@aws-sdk/client-sfn';
import { caseIdOf } from '#core/adjudication/case-id.ts';
import { DEFAULT_PACK } from '#core/policy/default-pack.ts';
import { keys } from '#functions/shared/table/items.ts';
import { openInput } from '../cli/bundle/open-input.ts';
import { caseCost } from '../infra/case-cost.ts';
import { prepareAssembly } from '../local/assembly/prepare.ts';
import { CACHE, ROOT } from '../local/root.ts';
import { type Runtime, startRuntime } from '../local/runtime.ts';
import { clientsOf } from '../test/local/support/clients.ts';
import type { Table } from './table.ts';

const ROUNDS = 5;
const GIVE_UP_MS = 120_000;

interface Measured {
  /** Milliseconds from the start of the upload to the verdict in the table. */
  verdict: number;
  /** Milliseconds of all invocations together, and gigabyte-seconds that follow from the functions' memory. */
  handlers: number;
  gigabyteSeconds: number;
  invocations: number;
  transitions: number;
}

/** Time and cost of a review on the local run: upload to verdict beside the sum of the handlers' own times. */
export async function run(): Promise<Table[]> {
  const folder = mkdtempSync(join(tmpdir(), 'countersign-bench-'));
  const runtime = await startRuntime({ assembly: await prepareAssembly(ROOT, CACHE, () => {}), state: folder });
  try {
    const bundles = await Promise.all(exampleNames().map(async (name) => ({ name, zip: await zipOf(name) })));
    for (const { zip } of bundles) await review(runtime, folder, zip, 'warm-up');
    const measured = [];
    for (const { name, zip } of bundles) {
      const rounds: Measured[] = [];
      for (let i = 0; i < ROUNDS; i++) rounds.push(await review(runtime, folder, zip, `${name}-${i}`));
      measured.push({ name, zip, ...medianOf(rounds) });
    }
    return [timeTable(measured), costTable(measured)];
  } finally {
    await runtime.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

type Row = Measured & { name: string; zip: Uint8Array };

const timeTable = (rows: Row[]): Table => ({
  title: 'Upload to verdict on the local run, functions warm',
  columns: ['bundle', 'KB', 'verdict ms', 'handlers ms', 'ratio', 'invocations'],
  rows: rows.map((row) => [
    row.name,
    row.zip.byteLength / 1000,
    row.verdict,
    row.handlers,
    row.verdict / row.handlers,
    row.invocations,
  ]),
  notes: [
    `Median of ${ROUNDS} rounds. "handlers" adds up what each invocation took by its own clock; many run at the same time, so`,
    'a ratio below 1 means that the workflow gains more by running them at once than it costs itself.',
  ],
});

const costTable = (rows: Row[]): Table => ({
  title: 'State transitions per case, and dollars per thousand cases at public prices',
  columns: [
    'bundle',
    'transitions',
    'invocations',
    'GB-seconds',
    'Step Functions',
    'Lambda',
    'S3, KMS, DynamoDB, EventBridge',
    'total',
  ],
  rows: rows.map((row) => {
    const { workflow, functions, stores } = caseCost(row);
    return [
      row.name,
      row.transitions,
      row.invocations,
      row.gigabyteSeconds,
      ...[workflow, functions, stores, workflow + functions + stores].map(perThousand),
    ];
  }),
  notes: [
    'infra/case-cost.ts has the sum, infra/prices.ts the prices. Lambda: the time measured here at the memory deployed; cold starts not counted.',
  ],
});

const perThousand = (dollars: number) => (dollars * 1000).toFixed(2);

const exampleNames = () =>
  readdirSync(join(ROOT, 'examples'), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .filter((name) => statSync(join(ROOT, 'examples', name, 'bundle.json'), { throwIfNoEntry: false }) !== undefined)
    .sort();

async function zipOf(name: string): Promise<Uint8Array> {
  await using bundle = await openInput(join(ROOT, 'examples', name), ROOT);
  return readFileSync(bundle.path);
}

/** What the functions' logs say of all invocations so far: each ends with a line REPORT, as on Lambda. */
function reported(state: string): Pick<Measured, 'handlers' | 'gigabyteSeconds' | 'invocations'> {
  const sum = { handlers: 0, gigabyteSeconds: 0, invocations: 0 };
  const logs = join(state, 'logs');
  for (const file of readdirSync(logs))
    for (const [, duration, memory] of readFileSync(join(logs, file), 'utf8').matchAll(
      /^REPORT .* Duration: ([\d.]+) ms Memory Size: (\d+) MB$/gm,
    )) {
      sum.handlers += Number(duration);
      sum.gigabyteSeconds += (Number(duration) / 1000) * (Number(memory) / 1024);
      sum.invocations += 1;
    }
  return sum;
}

async function review(runtime: Runtime, state: string, zip: Uint8Array, submission: string): Promise<Measured> {
  const { s3, dynamodb, sfn } = clientsOf(runtime.profile);
  const [, bucket = ''] = Object.entries(runtime.profile.buckets).find(([id]) => id.startsWith('Bundles')) ?? [];
  const key = `vendors/bench/${submission}/bundle.zip`;
  const before = reported(state);
  const started = performance.now();
  const { VersionId: versionId = '' } = await s3.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: zip }));
  const caseId = caseIdOf({ bucket, key, versionId });
  const { PK, SK } = keys.verdict(caseId, DEFAULT_PACK, 1);
  const decided = async () => {
    const { Item } = await dynamodb.send(
      new GetItemCommand({ TableName: runtime.profile.tableName, Key: { PK: { S: PK }, SK: { S: SK } } }),
    );
    return Item !== undefined;
  };
  while (!(await decided())) {
    if (performance.now() - started > GIVE_UP_MS) throw new Error(`${submission}: no verdict within ${GIVE_UP_MS} ms`);
    await pause(5);
  }
  const verdict = performance.now() - started;
  const [machine = ''] = Object.values(runtime.profile.stateMachines);
  const executionArn = `${machine.replace(':stateMachine:', ':execution:')}:${caseId}`;
  let transitions = 0;
  let ended = false;
  while (!ended) {
    const { events = [] } = await sfn.send(new GetExecutionHistoryCommand({ executionArn, maxResults: 1000 }));
    transitions = events.filter((event) => event.type?.endsWith('StateEntered')).length;
    ended = events.some((event) => event.type === 'ExecutionSucceeded' || event.type === 'ExecutionFailed');
  }
  const after = reported(state);
  return {
    verdict,
    transitions,
    handlers: after.handlers - before.handlers,
    gigabyteSeconds: after.gigabyteSeconds - before.gigabyteSeconds,
    invocations: after.invocations - before.invocations,
  };
}

/** The round whose time to the verdict is the median. */
function medianOf(rounds: Measured[]): Measured {
  const sorted = rounds.toSorted((a, b) => a.verdict - b.verdict);
  const middle = sorted[Math.floor(sorted.length / 2)];
  if (middle === undefined) throw new Error('there are no rounds to take the median of');
  return middle;
}
