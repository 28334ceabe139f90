/** A token of JSON, or of what Python writes for it (`NaN`); a string that does not end is none. */
const TOKEN = /[\s]+|"[^"\\]*(?:\\[\s\S][^"\\]*)*"|[{}[\]:,]|[^\s"{}[\]:,]+/y;
/** Deeper than any sample of a tool; what is deeper is there to keep the page busy. */
const DEEPEST = 200;
const NUMBER_OF_PYTHON = /^-?(?:NaN|Infinity)$/;

export interface LaxJson {
  readonly value: unknown;
  /** The text ended before the document did: what is there was read. */
  readonly cut: boolean;
}

/**
 * The value of a text that is JSON, or the beginning of it: what was begun is closed, the last string where it breaks off. Null for what is
 * no JSON even so, or nested deeper than {@link DEEPEST}.
 */
export function laxJson(text: string): LaxJson | null {
  let out = '';
  /** Of each object and array that is open, what would close it and all that it is in. */
  const open: string[] = [];
  /** The longest beginning that is whole once it is closed. */
  let whole = { length: 0, closing: '' };
  let key = false;
  let at = 0;
  while (at < text.length) {
    TOKEN.lastIndex = at;
    const [token] = TOKEN.exec(text) ?? [];
    if (token === undefined) break;
    at += token.length;
    if (token === '{' || token === '[') {
      if (open.length === DEEPEST) return null;
      open.push(`${token === '{' ? '}' : ']'}${open.at(-1) ?? ''}`);
      key = token === '{';
    } else if (token === '}' || token === ']') open.pop();
    const value = NUMBER_OF_PYTHON.test(token) ? `"${token}"` : token;
    const isKey = key && token.startsWith('"');
    out += value;
    if (token === ',') key = open.at(-1)?.startsWith('}') ?? false;
    else if (token === ':') key = false;
    // A number or a word at the very end may go on.
    else if (!isKey && token.trim() !== '' && (at < text.length || /["}\]]$/.test(token)))
      whole = { length: out.length, closing: open.at(-1) ?? '' };
  }
  const ended = parsed(out);
  if (at === text.length && ended !== null) return { ...ended, cut: false };
  // In the middle of a string that is a value: all of it that is there.
  const broken =
    at < text.length && text[at] === '"' && !key ? parsed(`${out}${closed(text.slice(at))}${open.at(-1) ?? ''}`) : null;
  const beginning = broken ?? parsed(out.slice(0, whole.length) + whole.closing);
  return beginning === null || whole.length === 0 ? null : { ...beginning, cut: true };
}

/** A string that breaks off, ended before the escape in which it may do so. */
const closed = (string: string): string =>
  `${/^"[^"\\]*(?:\\(?:u[0-9a-fA-F]{4}|[^u])[^"\\]*)*/.exec(string)?.[0] ?? '"'}"`;

function parsed(text: string): { value: unknown } | null {
  try {
    return { value: JSON.parse(text) };
  } catch {
    return null;
  }
}
