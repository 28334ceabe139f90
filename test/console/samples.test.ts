import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { samplePage } from '#core/evidence/samples/sample-page.ts';
import { fromBytes } from '#core/io/random-access.ts';
import type { Conversation } from '../../console/src/case/sample/conversation.ts';
import { laxJson } from '../../console/src/case/sample/lax-json.ts';
import { readSample } from '../../console/src/case/sample/read-sample.ts';
import { REAL_LOGS, realLogs } from '../fixtures/real-logs.ts';

const read = (sample: object): Conversation =>
  readSample(JSON.stringify(sample))?.conversation ?? expect.fail('the sample is read');
/** Who speaks in which kinds of parts, and the texts. */
const told = ({ turns }: Conversation) =>
  turns.map(({ role, parts }) => [role, ...parts.map(({ kind, text }) => `${kind}: ${text}`)]);

describe('JSON that may break off', () => {
  it('is read as JSON where it is whole, whatever it is', () => {
    fc.assert(
      fc.property(fc.json(), fc.constantFrom(undefined, 2), (text, indent) => {
        const value: unknown = JSON.parse(text);
        expect(laxJson(JSON.stringify(value, null, indent))).toEqual({ value, cut: false });
      }),
    );
  });

  it('is read as far as it goes, wherever it breaks off, and the more the later', () => {
    const sample = { id: 1, 'a "key"': ['x\\', 'é\u2028', { b: -1.5e3, c: [true, null, []] }], last: 'end' };
    const text = JSON.stringify(sample);
    let keys = 0;
    for (let end = text.indexOf(',') + 1; end < text.length; end += 1) {
      const found = laxJson(text.slice(0, end)) ?? expect.fail(`it is read to ${end}`);
      expect(found.cut).toBe(true);
      const value = Object(found.value);
      expect(value.id).toBe(1);
      expect(Object.keys(value).length).toBeGreaterThanOrEqual(keys);
      keys = Object.keys(value).length;
    }
    expect(laxJson('{"a": "one \\u00')).toEqual({ value: { a: 'one ' }, cut: true });
    expect(laxJson('{"a": 12, "b": 3')).toEqual({ value: { a: 12 }, cut: true });
  });

  it('is left as it is where it is nested to keep the page busy', () => {
    const nested = (depth: number) => `${'['.repeat(depth)}${']'.repeat(depth)}`;
    expect(laxJson(nested(200))).toMatchObject({ cut: false });
    for (const depth of [201, 10_000]) {
      expect(laxJson(nested(depth))).toBeNull();
      expect(laxJson('['.repeat(depth))).toBeNull();
      expect(readSample(`{"id":1,"epoch":1,"input":"x","target":${nested(depth)}}`)).toBeNull();
    }
  });

  it('has the numbers that Python writes as words, and knows what is no JSON', () => {
    expect(laxJson('[NaN, -Infinity, "NaN, NaN"]')).toEqual({ value: ['NaN', '-Infinity', 'NaN, NaN'], cut: false });
    for (const text of ['', 'plain text', 'a,b\n1,2', '{', '"', '}{']) expect(laxJson(text)).toBeNull();
  });
});

describe('a sample as a conversation', () => {
  it('of Inspect has messages by role with calls and their results, scores, errors and limits', () => {
    const conversation = read({
      ...{ id: 'a', epoch: 1, input: 'Find the flag', choices: ['Yes', 'No'], target: 'B' },
      messages: [
        { role: 'system', content: 'attachment://0123456789abcdef0123456789abcdef' },
        {
          role: 'user',
          content: [
            { type: 'text', text: 'Find it.' },
            { type: 'image', image: 'data:image/png;base64,AA' },
          ],
        },
        {
          role: 'assistant',
          content: [
            { type: 'reasoning', reasoning: 'I look.' },
            { type: 'reasoning', reasoning: 'cipher', redacted: true },
            { type: 'text', text: 'Looking.' },
          ],
          tool_calls: [
            { id: '1', function: 'bash', arguments: { cmd: 'ls -la' } },
            { id: '2', function: 'edit', arguments: { path: 'a', text: 'b' }, parse_error: 'bad' },
          ],
        },
        {
          role: 'tool',
          function: 'bash',
          tool_call_id: '1',
          content: '',
          error: { type: 'timeout', message: 'Too slow' },
        },
        'no message',
        { role: 'assistant', content: 42 },
      ],
      output: { choices: [{ message: {}, stop_reason: 'content_filter' }], error: null },
      scores: { includes: { value: 'I', answer: 'B', explanation: 'Because.' }, many: { value: { a: 1 } } },
      error: { message: 'It died', traceback: '…' },
      limit: { type: 'message', limit: 50 },
      error_retries: [{}],
      attachments: { '0123456789abcdef0123456789abcdef': 'You are a player.' },
      somethingNew: { unknown: true },
    });
    expect(told(conversation)).toEqual([
      ['system', 'text: You are a player.'],
      ['user', 'text: Find it.', 'other: image'],
      [
        'assistant',
        'reasoning: I look.',
        'other: reasoning that the log does not show',
        'text: Looking.',
        'call: ls -la',
        `call: ${JSON.stringify({ path: 'a', text: 'b' }, null, 2)}`,
      ],
      ['tool'],
      ['unknown', 'other: a message that is not written as Inspect writes one'],
      ['assistant', 'other: a message that is not written as Inspect writes one'],
    ]);
    expect(conversation.turns[2]?.parts.at(-1)).toMatchObject({ tool: 'edit', error: 'bad' });
    expect(conversation.turns[3]).toMatchObject({ tool: 'bash', error: 'Too slow' });
    expect(conversation.facts).toEqual([
      ['Choices', 'A. Yes\nB. No'],
      ['Target', 'B'],
    ]);
    expect(conversation.scores).toEqual([
      { name: 'includes', value: 'I (incorrect)', answer: 'B', explanation: 'Because.' },
      { name: 'many', value: '{\n  "a": 1\n}', answer: null, explanation: null },
    ]);
    expect(conversation.problems).toEqual([
      'The sample ended with an error: It died',
      'A limit was reached: message, 50',
      'The model stopped for: content filter',
      'Tried again after an error: once',
    ]);
  });

  it('of Inspect whose messages are elsewhere in the log has what was asked and what came of it', () => {
    const output = { choices: [{ message: { role: 'assistant', content: 'Yes' }, stop_reason: 'stop' }] };
    const one = { id: 1, epoch: 1, input: 'Is it?', target: ['Yes', 'yes'], output, message_refs: [[0, 2]] };
    expect(told(read(one))).toEqual([
      ['user', 'text: Is it?'],
      ['assistant', 'text: Yes'],
    ]);
    expect(read(one)).toMatchObject({ facts: [['Target', 'Yes, yes']], problems: [] });
  });

  it('of lm-evaluation-harness has the prompt, the answer, choices with their likelihoods, and metrics', () => {
    const generated = read({
      ...{ doc_id: 3, doc: { q: '1+1' }, target: '2', filter: 'strict', metrics: ['exact_match'], exact_match: 1 },
      arguments: { gen_args_0: { arg_0: ['[{"role": "user", "content": "1+1?"}]'], arg_1: { until: ['\n'] } } },
      ...{ resps: [['It is 2']], filtered_resps: ['2'], doc_hash: 'd' },
    });
    expect(told(generated)).toEqual([
      ['user', 'text: 1+1?'],
      ['assistant', 'text: It is 2'],
    ]);
    expect(generated.facts.slice(0, 2)).toEqual([
      ['Target', '2'],
      ['Taken as the answer (strict)', '2'],
    ]);
    expect(generated.scores).toMatchObject([{ name: 'exact_match', value: '1' }]);
    const chosen = read({
      ...{ doc_id: 4, doc: {}, target: 1, acc: 0, prompt_hash: 'p' },
      ...{
        arguments: [
          ['Q:', ' A'],
          ['Q:', ' B'],
        ],
        resps: [[[-1.5, true]], [[-2, false]]],
        filtered_resps: [],
      },
    });
    expect(told(chosen)).toEqual([['prompt', 'text: Q:']]);
    expect(chosen.facts.slice(0, 2)).toEqual([
      ['Choice 1', ' A  (log-likelihood -1.5, the likeliest text)'],
      ['Choice 2', ' B  (log-likelihood -2)'],
    ]);
    expect(chosen.scores).toMatchObject([{ name: 'acc', value: '0' }]);
  });

  it('of Inspect shows nothing for the message within which it breaks off', () => {
    const messages = [
      { role: 'user', content: 'Do it' },
      { id: 'm2', content: 'Done', role: 'assistant' },
    ];
    const text = JSON.stringify({ id: 1, epoch: 1, input: 'Do it', messages });
    const { conversation, cut } = readSample(text.slice(0, text.indexOf('"Done"'))) ?? expect.fail('it is read');
    expect([cut, ...told(conversation)]).toEqual([true, ['user', 'text: Do it']]);
  });

  it('has names that stand for something in JavaScript as what they are', () => {
    const names = ['constructor', '__proto__', 'toString', 'C'];
    const scores = Object.fromEntries(names.map((value, i) => [`s${i}`, { value }]));
    const inspect = read({ id: 1, epoch: 1, input: 'x', scores });
    expect(inspect.scores.map(({ value }) => value)).toEqual([...names.slice(0, 3), 'C (correct)']);
    expect(read({ doc_id: 1, resps: [], metrics: names }).scores).toEqual([]);
  });

  it('of garak, HELM and tables has what they say, and anything else is left as it is', () => {
    const attempt = read({
      ...{
        entry_type: 'attempt',
        goal: 'break it',
        probe_classname: 'dan.Dan',
        detector_results: { 'always.Pass': [0, 1] },
      },
      prompt: { turns: [{ role: 'user', content: { text: 'Do it', lang: 'en' } }] },
      outputs: [{ text: 'No.' }, null, 'Never.'],
    });
    expect(told(attempt)).toEqual([
      ['user', 'text: Do it'],
      ['assistant', 'text: No.'],
      ['assistant'],
      ['assistant', 'text: Never.'],
    ]);
    expect(attempt.scores).toMatchObject([{ name: 'always.Pass', value: '0, 1' }]);
    const stats = [{ name: { name: 'em', split: 'test' }, mean: 0.5 }, { name: { name: 'none' } }];
    expect(read({ instance_id: 'id1', stats }).scores).toMatchObject([{ name: 'em', value: '0.5' }]);
    expect(read({ id: 7, task: 'a', score: 0.5, tags: ['x', 'y'] }).facts.at(-1)).toEqual(['tags', 'x, y']);
    for (const one of [{ deep: { er: 1 } }, [1, 2], 'text', null]) expect(readSample(JSON.stringify(one))).toBeNull();
  });
});

describe.runIf(REAL_LOGS !== null)('samples of real logs', () => {
  const logs = [
    ...realLogs('inspect', ['.eval']).map((file) => `inspect/${file}`),
    ...realLogs('inspect/json', ['.json']).map((file) => `inspect/json/${file}`),
    ...realLogs('lm-eval', ['.jsonl']).map((file) => `lm-eval/${file}`),
  ];
  it.each(logs)('of %s are conversations', async (file) => {
    const log = fromBytes(readFileSync(join(REAL_LOGS ?? '', file)));
    const { samples } = await samplePage(log, file, 0);
    expect(samples.length).toBeGreaterThan(0);
    for (const { text, truncated } of samples) {
      const { conversation, cut } = readSample(text) ?? expect.fail('the sample is read');
      expect(cut).toBe(truncated);
      expect(conversation.turns.length).toBeGreaterThan(0);
      expect(conversation.turns.every(({ role }) => /^(system|user|assistant|tool|prompt)$/.test(role))).toBe(true);
      if (!cut && file.startsWith('lm-eval')) expect(conversation.scores.length).toBeGreaterThan(0);
    }
  });
});
