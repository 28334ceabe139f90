/** A piece of what somebody said in a sample. All of it is text out of a bundle. */
export type Part =
  | { readonly kind: 'text' | 'reasoning'; readonly text: string }
  | { readonly kind: 'call'; readonly tool: string; readonly text: string; readonly error: string | null }
  /** A picture, a recording or the like: named, never loaded. */
  | { readonly kind: 'other'; readonly text: string };

/** One message: who speaks, of a tool which one, and what went wrong in it. */
export interface Turn {
  readonly role: string;
  readonly tool: string | null;
  readonly parts: readonly Part[];
  readonly error: string | null;
}

export interface SampleScore {
  readonly name: string;
  readonly value: string;
  readonly answer: string | null;
  readonly explanation: string | null;
}

/** A sample as a person reads it, whichever tool wrote it. What is not named here is in its JSON alone. */
export interface Conversation {
  readonly turns: readonly Turn[];
  /** What stands beside the conversation, such as the target: a name, and a text. */
  readonly facts: readonly (readonly [string, string])[];
  readonly scores: readonly SampleScore[];
  /** Errors, limits that were reached, refusals. */
  readonly problems: readonly string[];
}

export const NOTHING: Conversation = { turns: [], facts: [], scores: [], problems: [] };

/** A value of JSON as text: a text as it is, a list of texts by commas, anything else as JSON. */
export function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  if (Array.isArray(value) && value.length > 0 && value.every((one) => typeof one !== 'object' || one === null))
    return value.map(textOf).join(', ');
  return JSON.stringify(value, null, 2) ?? '';
}

/** A fact, where there is something to say. */
export function fact(name: string, value: unknown): (readonly [string, string])[] {
  if (value === undefined || value === null) return [];
  const text = textOf(value);
  return text === '' || text === '[]' || text === '{}' ? [] : [[name, text]];
}

/** A message of one text. */
export const said = (role: string, text: string): Turn => ({
  role,
  tool: null,
  parts: [{ kind: 'text', text }],
  error: null,
});
