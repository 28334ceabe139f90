import { inflateRawSync, zstdDecompressSync } from 'node:zlib';

/**
 * A second opinion, written for the tests alone and sharing nothing with the readers: takes a log whole, decodes every
 * member, and works on plain objects. It only has to read the sound real logs, so it is short and trusts what it reads.
 */
export interface SecondOpinion {
  header: Loose;
  /** Mean and standard error per score, over samples of their mean over epochs. */
  scores: Map<string, { mean: number; stderr: number | null; n: number }>;
  rows: number;
  /** How many samples, or how often in the header, for each flag that a sound log may have. */
  flags: Record<string, number>;
  /** The same of the samples whose metadata has this value under the key; of all of them under "all". */
  group(score: string, key: string, label: string): { mean: number; stderr: number | null; n: number } | undefined;
}

// biome-ignore lint/suspicious/noExplicitAny: plain decoded JSON of logs known to be sound
type Loose = any;

export function secondOpinion(bytes: Buffer): SecondOpinion {
  const { header, samples } = bytes[0] === 0x50 ? fromZip(bytes) : fromJson(bytes);
  const group = (score: string, key: string, label: string) =>
    scoresOf(samples.filter((sample) => label === 'all' || sample.metadata?.[key] === label)).get(score);
  return { header, scores: scoresOf(samples), rows: samples.length, flags: flagsOf(header, samples), group };
}

function flagsOf(header: Loose, samples: Loose[]): Record<string, number> {
  const count = (hit: (sample: Loose) => unknown) => samples.filter(hit).length;
  const questions = new Map<string, Set<unknown>>();
  for (const { id, input, choices, target, files, setup, sandbox } of samples) {
    const question = JSON.stringify([input, choices, target, files, setup, sandbox]);
    questions.set(question, (questions.get(question) ?? new Set()).add(id));
  }
  return {
    'status-not-success': header.status === 'success' ? 0 : 1,
    'dirty-revision': header.eval.revision?.dirty ? 1 : 0,
    'errored-samples': count(({ error }) => error),
    'limit-hits': count(({ limit }) => limit),
    refusals: count(({ output }) => output?.choices?.some((choice: Loose) => choice.stop_reason === 'content_filter')),
    'repeated-samples': [...questions.values()].reduce((sum, ids) => sum + ids.size - 1, 0),
  };
}

function scoresOf(samples: Loose[]) {
  const byScore: Record<string, Record<string, number[]>> = {};
  for (const sample of samples)
    for (const [name, score] of Object.entries<Loose>(sample.scores ?? {})) {
      const number = toNumber(score.value);
      if (number === undefined) continue;
      byScore[name] ??= {};
      const perId = byScore[name];
      perId[sample.id] ??= [];
      perId[sample.id]?.push(number);
    }
  return new Map(Object.entries(byScore).map(([name, perId]) => [name, statistics(Object.values(perId))]));
}

function statistics(perSample: number[][]) {
  const n = perSample.length;
  let total = 0;
  let squares = 0;
  for (const epochs of perSample) {
    const value = epochs.reduce((a, b) => a + b) / epochs.length;
    total += value;
    squares += value * value;
  }
  // The textbook's other form of the variance: E[x²] - E[x]².
  const variance = Math.max(0, (squares - (total * total) / n) / (n - 1));
  return { mean: total / n, stderr: n > 1 ? Math.sqrt(variance / n) : null, n };
}

function toNumber(value: unknown): number | undefined {
  if (value === 'C' || value === true) return 1;
  if (value === 'P') return 0.5;
  if (value === 'I' || value === 'N' || value === false) return 0;
  return typeof value === 'number' ? value : undefined;
}

function fromJson(bytes: Buffer): { header: Loose; samples: Loose[] } {
  const header = JSON.parse(bytes.toString('utf8'));
  return { header, samples: header.samples };
}

function fromZip(bytes: Buffer): { header: Loose; samples: Loose[] } {
  const members = unzip(bytes);
  const parse = (name: string) => JSON.parse(members.get(name)?.toString('utf8') ?? 'null');
  const names = [...members.keys()].filter((name) => /_epoch_\d+(\/sample)?\.json$/.test(name));
  return { header: parse('header.json'), samples: names.map(parse) };
}

function unzip(bytes: Buffer): Map<string, Buffer> {
  const members = new Map<string, Buffer>();
  const end = bytes.lastIndexOf('PK\u0005\u0006', undefined, 'latin1');
  let at = bytes.readUInt32LE(end + 16);
  for (let left = bytes.readUInt16LE(end + 10); left > 0; left -= 1) {
    const [method, size] = [bytes.readUInt16LE(at + 10), bytes.readUInt32LE(at + 20)];
    const [name, extra, comment] = [28, 30, 32].map((field) => bytes.readUInt16LE(at + field));
    const local = bytes.readUInt32LE(at + 42);
    const data = local + 30 + bytes.readUInt16LE(local + 26) + bytes.readUInt16LE(local + 28);
    const stored = bytes.subarray(data, data + size);
    const decoded = method === 8 ? inflateRawSync(stored) : method === 93 ? zstdDecompressSync(stored) : stored;
    members.set(bytes.toString('utf8', at + 46, at + 46 + (name ?? 0)), decoded);
    at += 46 + (name ?? 0) + (extra ?? 0) + (comment ?? 0);
  }
  return members;
}
