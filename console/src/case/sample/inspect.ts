import * as z from 'zod';
import { lax, laxText } from '#core/evidence/lax.ts';
import { type Conversation, fact, type Part, type SampleScore, said, type Turn, textOf } from './conversation.ts';

/** Samples of Inspect (https://inspect.aisi.org.uk/eval-logs.html), as far as people read them; what is unknown or of another kind is left. */

const Content = z.union([z.string(), z.array(z.looseObject({ type: laxText }))]).nullish();
const Failure = lax(z.union([z.string(), z.looseObject({ message: laxText, type: laxText })]).nullable());

const Call = z.looseObject({
  function: laxText,
  arguments: z.unknown().optional(),
  parse_error: lax(z.string().nullable()),
});
const Message = z.looseObject({
  role: z.string(),
  content: z.unknown().optional(),
  function: laxText,
  tool_calls: lax(z.array(Call)),
  error: Failure,
});
type Message = z.infer<typeof Message>;

const Score = z.looseObject({
  value: z.unknown().optional(),
  answer: z.unknown().optional(),
  explanation: z.unknown().optional(),
});

export const InspectSample = z.looseObject({
  id: z.union([z.string(), z.number()]),
  epoch: z.number(),
  input: z.union([z.string(), z.array(z.unknown())]),
  choices: z.unknown().optional(),
  target: z.unknown().optional(),
  messages: lax(z.array(z.unknown())),
  output: lax(
    z.looseObject({
      choices: lax(z.array(z.looseObject({ message: z.unknown().optional(), stop_reason: laxText }))),
      error: lax(z.string().nullable()),
    }),
  ),
  scores: lax(z.record(z.string(), Score).nullable()),
  score: lax(Score.nullable()),
  error: Failure,
  limit: lax(z.looseObject({ type: laxText, limit: z.unknown().optional() }).nullable()),
  error_retries: lax(z.array(z.unknown()).nullable()),
  attachments: lax(z.record(z.string(), z.string())),
});
export type InspectSample = z.infer<typeof InspectSample>;

/** Stands where somebody said something that cannot be shown: nothing that the log has vanishes without a word. */
const UNREADABLE: Part = { kind: 'other', text: 'a message that is not written as Inspect writes one' };

/** Reasons to stop that say nothing. */
const USUAL: ReadonlySet<string> = new Set(['stop', 'unknown', 'tool_calls']);

/** @param cut the sample breaks off, perhaps within its last message */
export function conversationOfInspect(sample: InspectSample, cut: boolean): Conversation {
  const { input, choices, target, messages = [], output, scores, score, error, limit, error_retries } = sample;
  const text = (value: string) => resolved(value, sample.attachments ?? {});
  const [choice] = output?.choices ?? [];
  const told = turnsOf(messages, text);
  const known = cut && told.at(-1)?.parts[0] === UNREADABLE ? told.slice(0, -1) : told;
  // Logs in parts have their messages elsewhere; what was asked and what came of it is here.
  const turns =
    known.length > 0
      ? known
      : [
          ...(typeof input === 'string' ? [said('user', text(input))] : turnsOf(input, text)),
          ...turnsOf(choice?.message === undefined ? [] : [choice.message], text),
        ];
  const stopped = choice?.stop_reason;
  const all = Object.entries(scores ?? (score === undefined || score === null ? {} : { score }));
  return {
    turns,
    facts: [...fact('Choices', lettered(choices)), ...fact('Target', target)],
    scores: all.map(([name, one]) => scoreOf(name, one, text)),
    problems: [
      ...failureTexts('The sample ended with an error', error),
      ...failureTexts('The model answered with an error', output?.error),
      ...(limit === undefined || limit === null ? [] : [`A limit was reached: ${limitText(limit)}`]),
      ...(stopped === undefined || USUAL.has(stopped)
        ? []
        : [`The model stopped for: ${stopped.replaceAll('_', ' ')}`]),
      ...retriedText(error_retries?.length ?? 0),
    ],
  };
}

/** Choices with the letters by which Inspect asks for them. */
function lettered(choices: unknown): unknown {
  const texts = z.array(z.string()).max(26).safeParse(choices);
  return texts.success ? texts.data.map((text, i) => `${String.fromCodePoint(65 + i)}. ${text}`).join('\n') : choices;
}

function turnsOf(messages: readonly unknown[], text: (value: string) => string): Turn[] {
  return messages.map((one) => {
    const message = Message.safeParse(one);
    if (!message.success) return { role: 'unknown', tool: null, parts: [UNREADABLE], error: null };
    const { role, function: tool = null, error } = message.data;
    const [failure = null] = failureTexts('', error);
    return { role, tool, parts: partsOf(message.data, text), error: failure };
  });
}

function partsOf({ content, tool_calls = [] }: Message, text: (value: string) => string): Part[] {
  const read = Content.safeParse(content);
  const of = read.data ?? '';
  const known: Part[] =
    typeof of === 'string' ? [{ kind: 'text', text: text(of) }] : of.flatMap((one) => partOf(one, text));
  const said = read.success ? known : [UNREADABLE];
  const calls = tool_calls.map(({ function: tool = 'a tool', arguments: given, parse_error = null }): Part => {
    return { kind: 'call', tool, text: text(argumentsText(given)), error: parse_error };
  });
  return [...said.filter((part) => part.kind === 'call' || part.text !== ''), ...calls];
}

const Texts = z.looseObject({
  text: laxText,
  reasoning: laxText,
  summary: laxText,
  redacted: lax(z.boolean()),
  name: laxText,
  arguments: z.unknown().optional(),
  result: z.unknown().optional(),
  error: lax(z.string().nullable()),
});

function partOf(content: { type?: string | undefined }, text: (value: string) => string): Part[] {
  const of = Texts.parse(content);
  switch (content.type) {
    case 'text':
      return [{ kind: 'text', text: text(of.text ?? '') }];
    case 'reasoning':
      if (of.redacted === true)
        return [
          {
            kind: 'other',
            text: of.summary
              ? `reasoning, of which the log has a summary: ${text(of.summary)}`
              : 'reasoning that the log does not show',
          },
        ];
      return [{ kind: 'reasoning', text: text(of.reasoning ?? of.summary ?? '') }];
    case 'tool_use':
      return [
        { kind: 'call', tool: of.name ?? 'a tool', text: text(argumentsText(of.arguments)), error: of.error ?? null },
        ...(of.result === undefined ? [] : [{ kind: 'text' as const, text: text(textOf(of.result)) }]),
      ];
    default:
      return [{ kind: 'other', text: content.type ?? 'something of no type' }];
  }
}

/** Arguments of a call: code or a command alone as it is, others as JSON. */
function argumentsText(given: unknown): string {
  const of = z.record(z.string(), z.unknown()).safeParse(given);
  const values = of.success ? Object.values(of.data) : [];
  return values.length === 1 && typeof values[0] === 'string' ? values[0] : textOf(given ?? '');
}

const scoreOf = (
  name: string,
  { value, answer, explanation }: z.infer<typeof Score>,
  text: (value: string) => string,
): SampleScore => ({
  name,
  value: VALUES.get(textOf(value ?? null)) ?? textOf(value ?? null),
  answer: answer === undefined || answer === null ? null : text(textOf(answer)),
  explanation: explanation === undefined || explanation === null ? null : text(textOf(explanation)),
});

/** The letters that Inspect writes for grades. */
const VALUES: ReadonlyMap<string, string> = new Map([
  ['C', 'C (correct)'],
  ['I', 'I (incorrect)'],
  ['P', 'P (partial)'],
  ['N', 'N (no answer)'],
]);

const limitText = ({
  type = 'of a kind that the log does not say',
  limit,
}: {
  type?: string | undefined;
  limit?: unknown;
}): string => (limit === undefined || limit === null ? type : `${type}, ${textOf(limit)}`);

const retriedText = (times: number): string[] =>
  times === 0 ? [] : [`Tried again after an error: ${times === 1 ? 'once' : `${times} times`}`];

function failureTexts(what: string, error: z.infer<typeof Failure>): string[] {
  if (error === undefined || error === null) return [];
  const text =
    typeof error === 'string' ? error : (error.message ?? error.type ?? 'of a kind that the log does not say');
  return [what === '' ? text : `${what}: ${text}`];
}

const ATTACHMENT = /attachment:\/\/([0-9a-f]{32})/g;

/** Inspect keeps long texts once, and names them where they stand. */
const resolved = (value: string, attachments: Readonly<Record<string, string>>): string =>
  value.includes('attachment://') ? value.replace(ATTACHMENT, (name, hash) => attachments[hash] ?? name) : value;
