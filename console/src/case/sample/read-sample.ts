import type * as z from 'zod';
import type { Conversation } from './conversation.ts';
import { conversationOfGarak, GarakAttempt } from './garak.ts';
import { conversationOfInspect, InspectSample } from './inspect.ts';
import { type LaxJson, laxJson } from './lax-json.ts';
import { conversationOfLmEval, LmEvalSample } from './lm-eval.ts';
import { conversationOfHelm, conversationOfRow, HelmInstance, Row } from './plain.ts';

/** A kind of sample: how it is known, and how it is read. */
const kind =
  <S extends z.ZodType>(schema: S, read: (sample: z.output<S>, cut: boolean) => Conversation) =>
  ({ value, cut }: LaxJson): Conversation | null => {
    const sample = schema.safeParse(value);
    return sample.success ? read(sample.data, cut) : null;
  };

/** The first that knows a sample reads it; a row is what anything flat is. */
const KINDS = [
  kind(InspectSample, conversationOfInspect),
  kind(LmEvalSample, conversationOfLmEval),
  kind(GarakAttempt, conversationOfGarak),
  kind(HelmInstance, conversationOfHelm),
  kind(Row, conversationOfRow),
];

/** A sample by its text in the log, or the beginning of it; null where nobody knows how to read it, and its text is all there is. */
export function readSample(text: string): { readonly conversation: Conversation; readonly cut: boolean } | null {
  const json = laxJson(text);
  if (json === null) return null;
  for (const read of KINDS) {
    const conversation = read(json);
    if (conversation !== null) return { conversation, cut: json.cut };
  }
  return null;
}
