/** Letters and digits of a text, lower case, with one space between words and around it: how names are looked for. */
function plain(text: string): string {
  return ` ${text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()} `;
}

/** A name of one letter is in every text. */
const SHORTEST = 2;

/**
 * The first of several names that a text holds as whole words, in whatever spelling of case and separators; of a name with parts, such as
 * `acme/aster-1`, also the last part. Null where it holds none.
 */
export function nameIn(text: string, names: readonly string[]): string | null {
  const words = plain(text);
  const holds = (name: string) => {
    const wanted = plain(name);
    return wanted.trim().length >= SHORTEST && words.includes(wanted);
  };
  return names.find((name) => holds(name) || holds(name.slice(name.lastIndexOf('/') + 1))) ?? null;
}
