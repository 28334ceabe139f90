import { CaseId } from '#core/api/wire.ts';
import { UsageError } from '../usage-error.ts';

/** So many digits tell cases apart where a person reads them. */
const SHORT = 'case-'.length + 8;

/** The beginning of a case id, as tables and screens show it; commands take it back. */
export const shortId = (caseId: string): string => caseId.slice(0, SHORT);

const EXPECTED = '"case-" and 40 hexadecimal digits, or the first of them (at least 4) where the case was shown before';

/** An id or the beginning of one, as somebody typed it. @throws UsageError */
export function caseRef(text: string): string {
  const digits = /^(?:case-)?([0-9a-f]{4,40})$/.exec(text)?.[1];
  if (digits !== undefined) return `case-${digits}`;
  throw new UsageError('That is not the id of a case.', {
    where: text,
    expected: EXPECTED,
    cure: 'Copy the id that "countersign submit", "countersign status" or "countersign queue" printed.',
  });
}

/** True for what `countersign` prints as a case. A file of such a name is given as "./case-...". */
export const isCaseRef = (text: string): boolean => /^case-[0-9a-f]{4,40}$/.test(text);

export const isWhole = (ref: string): boolean => CaseId.safeParse(ref).success;

/** The case that a reference means, of those that the caller has been shown. @throws UsageError */
export function caseMeant(ref: string, shown: readonly string[]): string {
  if (isWhole(ref)) return ref;
  const [first, ...others] = [...new Set(shown.filter((id) => id.startsWith(ref)))];
  if (first === undefined)
    throw new UsageError(`No case of yours begins with "${ref}".`, {
      expected: EXPECTED,
      cure: 'List your cases with "countersign status" or "countersign queue", or give the whole id.',
    });
  if (others.length === 0) return first;
  throw new UsageError(`Several cases begin with "${ref}".`, {
    expected: `one of ${[first, ...others].join(', ')}`,
    cure: 'Give more digits.',
  });
}
