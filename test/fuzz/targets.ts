import type fc from 'fast-check';
import { Manifest } from '#core/bundle/manifest.ts';
import { parseManifest } from '#core/bundle/parse-manifest.ts';
import { LOG_LIMITS } from '#core/bundle/zip/limits.ts';
import { openZip } from '#core/bundle/zip/open-zip.ts';
import { ZipError } from '#core/bundle/zip/zip-error.ts';
import { Evidence } from '#core/evidence/evidence.ts';
import { readHeader } from '#core/evidence/inspect/read-header.ts';
import { readLog } from '#core/evidence/read-log.ts';
import { fromBytes } from '#core/io/random-access.ts';
import { manifestFor } from '../fixtures/bundle-builder.ts';
import { inlineThreads } from '../fixtures/inline-threads.ts';
import { evalFile, inspectLog, jsonFile, type LogSpec, metric } from '../fixtures/inspect-log.ts';
import { logZip } from '../fixtures/log-zip.ts';
import { mutated } from './mutate.ts';

/** Something that reads what strangers send. */
export interface Target {
  name: string;
  inputs: fc.Arbitrary<Uint8Array>;
  /** Throws where the input is answered by anything but an answer. */
  run(bytes: Uint8Array): Promise<void>;
}

/** Longest that one input of some kilobytes may take, on a busy machine. */
const BUDGET_MS = 5_000;
/** More than any such input may make the process grow by. */
const MEMORY_BYTES = 512 * 1024 * 1024;

const rich: LogSpec = {
  samples: [
    { id: 'a', epoch: 1, value: 'C', more: { metadata: { subset: 'x' }, error: null, limit: { type: 'token' } } },
    { id: 7, epoch: 2, value: { precision: 0.5 }, more: { error: { message: 'x' }, model_fallbacks: ['m'] } },
  ],
  metrics: {
    x: metric('x', 1, { metric: { name: 'accuracy' }, group_key: 'subset' }),
    stderr: metric('stderr', 0.1, { cluster: 'subset' }),
  },
};
const logs = [inspectLog(), inspectLog(rich)];
const archives = logs.flatMap((log) => [
  evalFile(log, { method: 'stored' }),
  evalFile(log),
  evalFile(log, { method: 'zstd' }),
  evalFile(log, { layout: 'chunked', method: 'stored' }),
  evalFile(log, { layout: 'crashed', method: 'stored' }),
  evalFile(log, { zip64: true, method: 'stored' }),
]);
const small = [
  logZip([
    { name: 'a.txt', content: 'text', method: 'stored' },
    { name: 'b/c.json', content: { a: [1, 2] } },
  ]),
  logZip(
    [
      { name: 'a', content: 'x'.repeat(500), method: 'zstd' },
      { name: 'a', content: '', method: 'stored' },
    ],
    { zip64: true },
  ),
];
const texts = [
  '{"results":{"asdiv":{"alias":"asdiv","acc,none":0.5,"acc_stderr,none":"N/A"}},"configs":{"asdiv":{}},"versions":{"asdiv":1},"n-shot":{},"config":{"model":"hf","model_args":"x"}}',
  '{"doc_id":0,"doc":{"q":"1"},"target":"1","arguments":[],"resps":[],"filtered_resps":["1"],"doc_hash":"a","acc":1.0}\n{"doc_id":1,"doc":{"q":"2"},"target":"2","resps":[],"filtered_resps":["1"],"doc_hash":"b","acc":0.0}\n',
  '{"entry_type":"start_run setup","plugins.target_name":"m"}\n{"entry_type":"init","garak_version":"0.9","run":"r"}\n{"entry_type":"eval","probe":"p","detector":"d","passed":3,"total":4}\n',
  '{"task_id":"t","task_version":"1","run_id":1,"model":"m","score_binarized":1,"score_cont":0.5}\n',
  'task,model,id,score\nsums,acme/a-1,1,0.5\nsums,acme/a-1,2,"1"\n',
  '{"countersignEvaluation":1,"task":"sums","model":"acme/a-1","samples":[{"id":"1","scores":{"a":1}}]}',
].map((text) => Buffer.from(text));
const manifest = Buffer.from(JSON.stringify(manifestFor({ 'cards/model-card.md': 'x', 'evals/a.eval': 'y' })));

/** Evidence of its schema, and a reason wherever the log is not sound. */
async function readsLog(bytes: Uint8Array): Promise<void> {
  const evidence = await readLog(fromBytes(bytes), 'log');
  const issues = Evidence.safeParse(evidence).error?.issues;
  if (issues) throw new Error(`evidence not of its schema: ${JSON.stringify(issues.slice(0, 3))}`);
  if (evidence.status !== 'success' && evidence.flags.length === 0)
    throw new Error(`${evidence.status} without a flag`);
}

/** The same evidence, byte for byte, whoever did the work. */
async function readsOnThreads(bytes: Uint8Array): Promise<void> {
  const here = JSON.stringify(await readLog(fromBytes(bytes), 'log'));
  const shared = JSON.stringify(await readLog(fromBytes(bytes), 'log', { threads: inlineThreads() }));
  if (here !== shared) throw new Error('the evidence is another one where threads take part');
}

async function readsZip(bytes: Uint8Array): Promise<void> {
  try {
    const zip = await openZip(fromBytes(bytes), LOG_LIMITS);
    for (const entry of zip.entries) {
      try {
        const content = await zip.readEntry(entry, 1024 * 1024);
        if (content.length !== entry.size) throw new Error(`${content.length} bytes of ${entry.size}`);
      } catch (error) {
        if (!(error instanceof ZipError)) throw error;
      }
    }
  } catch (error) {
    if (!(error instanceof ZipError)) throw error;
  }
}

export const targets: readonly Target[] = [
  { name: 'zip', inputs: mutated([...small, ...archives.slice(0, 3)]), run: guarded(readsZip) },
  { name: 'inspect-eval', inputs: mutated(archives), run: guarded(readsLog) },
  { name: 'inspect-json', inputs: mutated(logs.map(jsonFile)), run: guarded(readsLog) },
  { name: 'other-formats', inputs: mutated(texts), run: guarded(readsLog) },
  {
    name: 'inspect-threads',
    inputs: mutated([...archives, ...logs.map(jsonFile)]),
    run: guarded(readsOnThreads),
  },
  {
    name: 'inspect-header',
    inputs: mutated([...archives, ...logs.map(jsonFile)]),
    run: guarded(async (bytes) => {
      await readHeader(fromBytes(bytes), 'log');
    }),
  },
  {
    name: 'manifest',
    inputs: mutated([manifest]),
    run: guarded(async (bytes) => {
      const { manifest: parsed, problems } = parseManifest(bytes);
      if (parsed === null && problems.length === 0) throw new Error('refused without a problem');
      if (parsed !== null) Manifest.parse(parsed);
    }),
  },
];

/** What no input may do, whoever reads it: take long, take much memory, or reach a prototype. */
function guarded(run: (bytes: Uint8Array) => Promise<void>): (bytes: Uint8Array) => Promise<void> {
  return async (bytes) => {
    const start = performance.now();
    const before = process.memoryUsage.rss();
    await run(bytes);
    const took = performance.now() - start;
    if (took > BUDGET_MS) throw new Error(`took ${took.toFixed(0)} ms, where ${BUDGET_MS} are allowed`);
    const grown = process.memoryUsage.rss() - before;
    if (grown > MEMORY_BYTES) throw new Error(`the process grew by ${grown} bytes, where ${MEMORY_BYTES} are allowed`);
    const polluted = [Object.prototype, Array.prototype, String.prototype].flatMap((prototype) =>
      Object.keys(prototype),
    );
    if (polluted.length > 0) throw new Error(`a prototype has ${polluted.join(', ')}`);
  };
}
