import * as z from 'zod';
import { lax, laxText } from '#core/evidence/lax.ts';
import { type Conversation, fact, said, type Turn, textOf } from './conversation.ts';

const Text = z.union([z.string(), z.looseObject({ text: z.string() }).transform(({ text }) => text)]);
const Talk = z.looseObject({ turns: z.array(z.looseObject({ role: z.string(), content: Text })) });

/** Attempts of garak: a prompt, several answers to it, and what detectors said of each. */
export const GarakAttempt = z.looseObject({
  entry_type: z.literal('attempt'),
  probe_classname: laxText,
  goal: laxText,
  prompt: lax(z.union([Talk, Text])),
  outputs: lax(z.array(Text.nullable().catch(null))),
  detector_results: lax(z.record(z.string(), z.unknown())),
});
export type GarakAttempt = z.infer<typeof GarakAttempt>;

/** No answer came, which is another thing than words that say so. */
const SILENT: Turn = { role: 'assistant', tool: null, parts: [], error: null };

export function conversationOfGarak(attempt: GarakAttempt): Conversation {
  const { prompt, outputs = [], detector_results = {}, goal, probe_classname } = attempt;
  const asked: Turn[] =
    prompt === undefined
      ? []
      : typeof prompt === 'string'
        ? [said('user', prompt)]
        : prompt.turns.map(({ role, content }) => said(role, content));
  return {
    turns: [...asked, ...outputs.map((text) => (text === null ? SILENT : said('assistant', text)))],
    facts: [...fact('Goal of the attack', goal), ...fact('Probe', probe_classname)],
    scores: Object.entries(detector_results).map(([name, value]) => ({
      ...{ name, value: textOf(value), answer: null, explanation: null },
    })),
    problems: [],
  };
}
