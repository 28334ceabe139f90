import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { CaseRules } from '#core/adjudication/case/rules.ts';
import type { Caller } from '#core/api/people.ts';
import { CaseFinder } from '#functions/api/case-finder.ts';
import { ProcedureViews } from '#functions/api/procedure-views.ts';
import { Queues } from '#functions/api/queues.ts';
import { CaseTable } from '#functions/shared/table/case-table.ts';
import { startDynamoDb } from '../local/dynamodb/dynoxide.ts';
import { imported } from './cases/imported.ts';
import { referredCase } from './cases/referred-case.ts';
import { TABLE } from './cases/table.ts';
import type { Table } from './table.ts';

const FEW = 100;
const MANY = 10_000;
const RUNS = 60;
const REVIEWER: Caller = { kind: 'person', id: 'pat', name: 'pat', roles: [{ role: 'reviewer', agency: 'nsa' }] };
const VENDOR: Caller = { kind: 'client', vendor: 'acme', clientId: 'acme-1' };

/** How many open cases make the pages of an agency slower: a few of them against many, on DynamoDB as the local run has it. */
export async function run(): Promise<Table[]> {
  const folder = mkdtempSync(join(tmpdir(), 'countersign-bench-'));
  try {
    const { items, rulesFor } = await onEngine(join(folder, 'one.sqlite'), async (client) => {
      await client.send(new CreateTableCommand(TABLE));
      return referredCase(new CaseTable(DynamoDBDocumentClient.from(client), TABLE.TableName));
    });
    const file = (cases: number) => imported(join(folder, `${cases}`), copiesOf(items, cases), TABLE);
    const [few, many] = await onEngine(await file(FEW), async (a) =>
      onEngine(await file(MANY), async (b) => alternately(pagesOf(a, FEW, rulesFor), pagesOf(b, MANY, rulesFor))),
    );
    return [
      {
        title: 'Pages of people, by the number of open cases',
        columns: ['page', `requests at ${FEW}`, `requests at ${MANY}`, `ms at ${FEW}`, `ms at ${MANY}`, 'ratio'],
        rows: [...few].map(([page, { requests, ms }]) => {
          const other = many.get(page) ?? { requests: Number.NaN, ms: Number.NaN };
          return [page, requests, other.requests, ms, other.ms, other.ms / ms];
        }),
        notes: [
          `Requests to the table for one page; time: the median of ${RUNS} pages. A page of a queue has 50 entries.`,
        ],
      },
    ];
  } finally {
    rmSync(folder, { recursive: true });
  }
}

type Measured = Map<string, { requests: number; ms: number }>;

/** The median of so many pages of each kind, of one table and of the other by turns, so that noise is on both. */
async function alternately(a: Pages, b: Pages): Promise<[Measured, Measured]> {
  const measured: [Measured, Measured] = [new Map(), new Map()];
  for (const title of a.pages.keys()) {
    const times: [number[], number[]] = [[], []];
    const before = [a.requests(), b.requests()] as const;
    for (let i = 0; i < RUNS; i += 1)
      for (const [which, { pages }] of [a, b].entries()) {
        const from = performance.now();
        await pages.get(title)?.(i);
        times[which]?.push(performance.now() - from);
      }
    for (const [which, { requests }] of [a, b].entries()) {
      const ms = times[which]?.toSorted((x, y) => x - y)[RUNS / 2] ?? Number.NaN;
      measured[which]?.set(title, { requests: (requests() - (before[which] ?? 0)) / RUNS, ms });
    }
  }
  return measured;
}

interface Pages {
  readonly pages: ReadonlyMap<string, (i: number) => Promise<unknown>>;
  /** Requests to the table so far. */
  readonly requests: () => number;
}

function pagesOf(client: DynamoDBClient, cases: number, rulesFor: (pack: string) => CaseRules): Pages {
  let requests = 0;
  const counting = DynamoDBDocumentClient.from(client);
  counting.middlewareStack.add(
    (next) => (args) => {
      requests += 1;
      return next(args);
    },
    { step: 'initialize', name: 'countRequests', override: true },
  );
  const table = new CaseTable(counting, TABLE.TableName);
  const finder = new CaseFinder(table, rulesFor);
  const views = new ProcedureViews(rulesFor, (pack) => pack);
  const queues = new Queues(table, rulesFor);
  const page = async (caller: Caller, caseId: string) => {
    const { procedures, sight } = await finder.find(caller, caseId);
    for (const procedure of procedures) views.view(caller, procedure, sight);
  };
  const pages = new Map<string, (i: number) => Promise<unknown>>([
    ["an agency's queue", () => queues.page(REVIEWER)],
    ['a case, for an agency', (i) => page(REVIEWER, idOf((i * 37) % cases))],
    ['a case, for its vendor', (i) => page(VENDOR, idOf((i * 37) % cases))],
    ["a vendor's cases", () => table.casesOf('acme', 50)],
  ]);
  return { pages, requests: () => requests };
}

const idOf = (i: number) => `case-${String(i).padStart(40, '0')}`;

/** So many cases, each with the items of the first under an id of its own, but for events and checks, which no page here reads. */
function* copiesOf(items: readonly Record<string, unknown>[], cases: number): Generator<Record<string, unknown>> {
  const text = JSON.stringify(items.filter(({ SK }) => !/^(EVENT|CHECK)#/.test(String(SK))));
  for (let i = 0; i < cases; i += 1) yield* JSON.parse(text.replaceAll(idOf(0), idOf(i)));
}

/** Uses an engine over a file, and ends it. */
async function onEngine<T>(file: string, use: (client: DynamoDBClient) => Promise<T>): Promise<T> {
  const engine = await startDynamoDb({ file, log: `${file}.log`, port: 0 });
  const credentials = { accessKeyId: 'bench', secretAccessKey: 'bench' };
  const client = new DynamoDBClient({ endpoint: engine.endpoint, region: 'us-east-1', credentials });
  try {
    return await use(client);
  } finally {
    client.destroy();
    await engine.stop();
  }
}
