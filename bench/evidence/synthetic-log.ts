import { closeSync, openSync, writeSync } from 'node:fs';
import { crc32, deflateRawSync } from 'node:zlib';

/** What a generated log is to be; the same figures give the same bytes. */
export interface LogSize {
  samples: number;
  /** Bytes of JSON of one sample, about; real logs with tools run from some ten thousand to some million. */
  sampleBytes: number;
}

/** The model that generated logs are of. */
export const MODEL = 'acme/aster-1-20260101';
/** Different conversations; a log of ten thousand samples repeats them under other ids. */
const VARIANTS = 48;

/** A log as Inspect writes it (`.eval`, deflate), made member by member, so that its size is bound by the disk alone. */
export function writeEvalLog(path: string, size: LogSize): void {
  const zip = new ZipFile(path);
  zip.add('_journal/start.json', JSON.stringify({ version: 2, eval: evaluation(size), plan: {} }));
  for (const { id, text } of samples(size)) zip.add(`samples/${id}_epoch_1.json`, text);
  zip.add('summaries.json', JSON.stringify(Array.from({ length: size.samples }, (_, index) => summary(index))));
  zip.add('reductions.json', '[]');
  zip.add('header.json', JSON.stringify(header(size)));
  zip.close();
}

/** The same log as one JSON object. */
export function writeJsonLog(path: string, size: LogSize): void {
  const file = openSync(path, 'w');
  writeSync(file, `${JSON.stringify(header(size)).slice(0, -1)},"samples":[`);
  let first = true;
  for (const { text } of samples(size)) {
    writeSync(file, first ? text : `,${text}`);
    first = false;
  }
  writeSync(file, ']}');
  closeSync(file);
}

const correct = (index: number) => index % 3 !== 0;

function* samples(size: LogSize): Generator<{ id: string; text: string }> {
  const random = generator(7);
  const bodies = Array.from({ length: VARIANTS }, () =>
    JSON.stringify(conversation(random, size.sampleBytes)).slice(1),
  );
  for (let index = 0; index < size.samples; index += 1) {
    const row = JSON.stringify({ ...summary(index), choices: null, uuid: `uuid-${index}` });
    yield { id: `q${index}`, text: `${row.slice(0, -1)},${bodies[index % VARIANTS]}` };
  }
}

function summary(index: number) {
  const id = `q${index}`;
  const value = correct(index) ? 'C' : 'I';
  return {
    id,
    epoch: 1,
    input: `Question ${index}: which of these protocols is meant?`,
    target: 'C',
    scores: { match: { value, answer: 'C', explanation: null, metadata: null, history: [] } },
    model_usage: { [MODEL]: { input_tokens: 4000, output_tokens: 900, total_tokens: 4900 } },
    started_at: '2026-03-01T10:00:02+00:00',
    completed_at: '2026-03-01T10:01:00+00:00',
  };
}

/** Messages as they went to and fro, then events that repeat them, as Inspect's transcript does. */
function conversation(random: () => number, bytes: number) {
  const messages: object[] = [];
  for (let length = 0; length < bytes * 0.3; ) {
    const content = prose(random, 200 + Math.floor(random() * 3000));
    length += content.length;
    messages.push(
      messages.length % 2 === 0
        ? { id: token(random), role: 'user', source: 'input', content }
        : {
            id: token(random),
            role: 'assistant',
            model: MODEL,
            content: [{ type: 'text', text: content }],
            tool_calls: [
              { id: token(random), function: 'bash', arguments: { cmd: 'ls -la "/tmp/work"' }, type: 'function' },
            ],
          },
    );
  }
  const choice = { message: messages.at(-1), stop_reason: 'stop' };
  const output = {
    model: MODEL,
    choices: [choice],
    usage: { input_tokens: 4000, output_tokens: 900, total_tokens: 4900 },
  };
  const events: object[] = [];
  for (let length = 0; length < bytes * 0.65; ) {
    const event = {
      span_id: token(random),
      timestamp: '2026-03-01T10:00:03+00:00',
      working_start: random() * 1000,
      event: 'model',
      model: MODEL,
      input: messages.slice(0, 1 + (events.length % messages.length)),
      tools: [],
      tool_choice: 'auto',
      config: { temperature: 0 },
      output,
    };
    length += JSON.stringify(event).length;
    events.push(event);
  }
  return { messages, output, events, metadata: {}, store: {}, attachments: {} };
}

function header(size: LogSize) {
  const accuracy =
    Array.from({ length: size.samples }, (_, index) => correct(index)).filter(Boolean).length / size.samples;
  const params = {};
  return {
    version: 2,
    status: 'success',
    eval: evaluation(size),
    plan: { name: 'plan', steps: [], config: {} },
    results: {
      total_samples: size.samples,
      completed_samples: size.samples,
      scores: [
        {
          name: 'match',
          scorer: 'match',
          params,
          metrics: { accuracy: { name: 'accuracy', value: accuracy, params } },
        },
      ],
    },
    stats: {
      started_at: '2026-03-01T10:00:01+00:00',
      completed_at: '2026-03-01T12:00:00+00:00',
      model_usage: { [MODEL]: { input_tokens: 4000, output_tokens: 900, total_tokens: 4900 } },
    },
  };
}

function evaluation({ samples }: LogSize) {
  return {
    eval_id: 'e1',
    run_id: 'r1',
    created: '2026-03-01T10:00:00+00:00',
    task: 'protocols',
    task_id: 't1',
    task_version: 0,
    task_args: {},
    dataset: { name: 'protocols', samples, sample_ids: Array.from({ length: samples }, (_, index) => `q${index}`) },
    model: MODEL,
    model_args: {},
    config: { epochs: 1 },
    packages: { inspect_ai: '0.3.199' },
    scorers: [{ name: 'match', options: {} }],
  };
}

const SYLLABLES = 'ta re mi con ver so lu pa den ka ti on pro ex al fu ne st or gra bel wi'.split(' ');

/** Words of a vocabulary in which few are frequent, with code, quotes and digits between, about as compressible as logs are. */
function prose(random: () => number, length: number): string {
  let text = '';
  while (text.length < length) {
    const rank = Math.floor(4000 ** random());
    let word = '';
    for (let rest = rank + 1; rest > 0; rest = Math.floor(rest / SYLLABLES.length))
      word += SYLLABLES[rest % SYLLABLES.length];
    const kind = random();
    if (kind < 0.02) text += `"${word}" `;
    else if (kind < 0.04) text += `\n  x[${rank}] = f(${word}, ${random().toFixed(6)});\n`;
    else text += kind < 0.1 ? `${word}.  ` : `${word} `;
  }
  return text;
}

const token = (random: () => number) => Math.floor(random() * 2 ** 40).toString(36);

/** Numbers from 0 up to 1, the same for the same seed (mulberry32). */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/** A zip below 4 GiB, written as it comes. */
class ZipFile {
  readonly #file: number;
  readonly #directory: Buffer[] = [];
  #offset = 0;

  constructor(path: string) {
    this.#file = openSync(path, 'w');
  }

  add(name: string, text: string): void {
    const data = Buffer.from(text);
    const stored = deflateRawSync(data);
    const fields = Buffer.alloc(26);
    fields.writeUInt16LE(20, 0);
    fields.writeUInt16LE(0x0800, 2);
    fields.writeUInt16LE(8, 4);
    fields.writeUInt32LE(crc32(data), 10);
    fields.writeUInt32LE(stored.length, 14);
    fields.writeUInt32LE(data.length, 18);
    fields.writeUInt16LE(Buffer.byteLength(name), 22);
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE(this.#offset, 10);
    this.#directory.push(Buffer.concat([Buffer.from('PK\x01\x02\x14\0', 'latin1'), fields, tail, Buffer.from(name)]));
    this.#write(Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), fields, Buffer.from(name), stored]));
  }

  close(): void {
    const directory = Buffer.concat(this.#directory);
    const end = Buffer.alloc(22);
    end.write('PK\x05\x06', 'latin1');
    end.writeUInt16LE(this.#directory.length, 8);
    end.writeUInt16LE(this.#directory.length, 10);
    end.writeUInt32LE(directory.length, 12);
    end.writeUInt32LE(this.#offset, 16);
    this.#write(directory);
    this.#write(end);
    closeSync(this.#file);
  }

  #write(bytes: Buffer): void {
    writeSync(this.#file, bytes);
    this.#offset += bytes.length;
  }
}
