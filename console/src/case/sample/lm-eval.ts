import * as z from 'zod';
import { lax } from '#core/evidence/lax.ts';
import { type Conversation, fact, type SampleScore, said, type Turn, textOf } from './conversation.ts';
import { laxJson } from './lax-json.ts';

/**
 * Samples of the lm-evaluation-harness (`--log_samples`): a document of the task, what the model was given of it, and what it answered.
 * Metrics stand at the top, under the names that `metrics` lists; older versions have no list.
 */
export const LmEvalSample = z.looseObject({
  doc_id: z.union([z.string(), z.number()]),
  doc: z.unknown().optional(),
  target: z.unknown().optional(),
  arguments: z.unknown().optional(),
  resps: z.array(z.unknown()),
  filtered_resps: z.unknown().optional(),
  filter: lax(z.string()),
  metrics: lax(z.array(z.string())),
});
export type LmEvalSample = z.infer<typeof LmEvalSample>;

/** What stands at the top of a sample and is no metric. */
const OWN: ReadonlySet<string> = new Set(
  'doc_id doc target arguments resps filtered_resps filter metrics doc_hash prompt_hash target_hash'.split(' '),
);

export function conversationOfLmEval(sample: LmEvalSample): Conversation {
  const { doc, target, arguments: given, resps, filtered_resps: filtered, filter, metrics } = sample;
  const requests = requestsOf(given);
  const [first] = requests;
  const choices = requests.length > 1 && requests.every(({ rest }) => typeof rest === 'string');
  const said_ = choices ? [] : [...new Set(resps.flatMap(flat).map(textOf))].map((text) => said('assistant', text));
  const names = metrics ?? Object.keys(sample).filter((name) => !OWN.has(name));
  const kept =
    textOf(filtered ?? null) === textOf(resps.flatMap(flat))
      ? []
      : fact(
          filter === undefined || filter === 'none' ? 'Taken as the answer' : `Taken as the answer (${filter})`,
          filtered,
        );
  return {
    turns: [...(first === undefined ? [] : promptOf(first.prompt)), ...said_],
    facts: [
      ...(choices
        ? requests.flatMap(({ rest }, i) => fact(`Choice ${i + 1}`, `${textOf(rest)}  (${likelihood(resps[i])})`))
        : []),
      ...fact('Target', target),
      ...(choices ? [] : kept),
      ...fact('Document of the task', doc),
    ],
    scores: names.flatMap((name): SampleScore[] =>
      !Object.hasOwn(sample, name) || sample[name] === undefined
        ? []
        : [{ name, value: textOf(sample[name]), answer: null, explanation: null }],
    ),
    problems: [],
  };
}

interface Request {
  readonly prompt: unknown;
  /** How it is to be answered, or the text of which the likelihood was asked. */
  readonly rest: unknown;
}

const Named = z.record(z.string(), z.looseObject({ arg_0: z.unknown().optional(), arg_1: z.unknown().optional() }));
const Listed = z.array(z.tuple([z.unknown()], z.unknown()));

/** Requests to the model, as newer versions (by name) and older ones (as lists) write them. */
function requestsOf(given: unknown): Request[] {
  const named = Named.safeParse(given);
  if (named.success) return Object.values(named.data).map(({ arg_0: prompt, arg_1: rest }) => ({ prompt, rest }));
  const listed = Listed.safeParse(given);
  return listed.success ? listed.data.map(([prompt, rest]) => ({ prompt, rest })) : [];
}

const Messages = z.array(z.looseObject({ role: z.string(), content: z.unknown().optional() })).min(1);

/** What the model was given: messages where it was given messages, also as their JSON, else one text. */
function promptOf(prompt: unknown): Turn[] {
  const [only] = Array.isArray(prompt) && prompt.length === 1 ? prompt : [prompt];
  const value = typeof only === 'string' && /^\s*\[\s*\{/.test(only) ? (laxJson(only)?.value ?? only) : only;
  const messages = Messages.safeParse(value);
  if (messages.success) return messages.data.map(({ role, content }) => said(role, textOf(content)));
  return value === undefined || value === null ? [] : [said('prompt', textOf(value))];
}

const flat = (one: unknown): unknown[] => (Array.isArray(one) ? one : [one]);

/** The log-likelihood that the model gave a choice, and whether it is what the model would have said. */
function likelihood(response: unknown): string {
  const [value, greedy] = flat(response).flatMap(flat);
  return `log-likelihood ${textOf(value ?? null)}${String(greedy) === 'true' || String(greedy) === 'True' ? ', the likeliest text' : ''}`;
}
