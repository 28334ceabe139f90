import { safeText } from './text.ts';

/** A text as one word of a POSIX shell: a name that a vendor chose does nothing where somebody copies the command that has it. */
export function shellWord(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${safeText(text).replaceAll("'", `'\\''`)}'`;
}
